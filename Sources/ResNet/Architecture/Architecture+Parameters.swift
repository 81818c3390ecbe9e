extension Architecture {
    /// The classifier's weights, `[classes, features]`.
    package var classifierWeight: Parameter {
        Parameter(name: "fc.weight", shape: [classCount, featureCount])
    }

    /// The classifier's bias, `[classes]`.
    package var classifierBias: Parameter {
        Parameter(name: "fc.bias", shape: [classCount])
    }

    /// Every tensor that a checkpoint must have, in the order of torchvision's state dictionary.
    package var parameters: [Parameter] {
        convolutions.flatMap(\.parameters) + [classifierWeight, classifierBias]
    }

    /// Names that a checkpoint may have besides: PyTorch's counters of training batches.
    package var ignoredNames: Set<String> {
        Set(convolutions.map(\.batchCounterName))
    }
}

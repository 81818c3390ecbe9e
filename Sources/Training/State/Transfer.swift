import OneDNN
package import ResNet

/// What is kept of each parameter.
package enum ParameterRole: String, Hashable, Sendable, CaseIterable {
    /// What the network computes with, running statistics included.
    case value
    /// The optimiser's running direction; statistics have none.
    case momentum
    /// The exponential moving average, running statistics included.
    case average
}

extension TrainingNetwork {
    /// Replaces all parameters in one role.
    ///
    /// - Throws: ``TrainingError`` when `source` cannot give one.
    package borrowing func load(
        _ source: some ParameterSource,
        as role: ParameterRole
    ) throws(TrainingError) {
        for parameter in parameters {
            let values = try Self.read(parameter.parameter, from: source)
            try TrainingError.kernel { () throws(DNNLError) in
                let plain = try plainMemory(for: parameter)
                plain.store(values)
                let copy = try Invocation.copy(
                    from: plain,
                    to: parameter.memory(for: role),
                    on: engine
                )
                try copy.run(on: stream)
                try stream.wait()
            }
        }
        for statistics in statistics {
            for (parameter, memory) in statistics.memories(for: role) {
                memory.store(try Self.read(parameter, from: source))
            }
        }
        if role == .value { try renewWeightCopies() }
    }

    /// A copy of all parameters in one role, row-major.
    package borrowing func parameters(as role: ParameterRole) throws(TrainingError) -> ParameterSet
    {
        var set = try rowMajor { $0.memory(for: role) }
        for statistics in statistics {
            for (parameter, memory) in statistics.memories(for: role) {
                set.values[parameter.name] = memory.load()
            }
        }
        return set
    }

    /// A copy of all gradients, row-major, as they were computed last.
    package borrowing func gradients() throws(TrainingError) -> ParameterSet {
        try rowMajor { $0.gradients[0] }
    }

    /// Copies one memory of each parameter into plain order.
    private borrowing func rowMajor(
        _ memory: (TrainedParameter) -> Memory
    ) throws(TrainingError) -> ParameterSet {
        var set = ParameterSet()
        for parameter in parameters {
            set.values[parameter.parameter.name] =
                try TrainingError.kernel { () throws(DNNLError) in
                    let plain = try plainMemory(for: parameter)
                    try Invocation.copy(from: memory(parameter), to: plain, on: engine)
                        .run(on: stream)
                    try stream.wait()
                    return plain.load()
                }
        }
        return set
    }

    private borrowing func plainMemory(
        for parameter: TrainedParameter
    ) throws(DNNLError) -> Memory {
        let shape = parameter.parameter.shape
        let layout: TensorLayout =
            switch shape.count {
            case 1: .vector
            case 2: .rowMajorMatrix
            default: .oihw
            }
        return try Memory(MemoryDescriptor(shape: shape, layout: layout), on: engine)
    }

    private static func read(
        _ parameter: Parameter,
        from source: some ParameterSource
    ) throws(TrainingError) -> [Float] {
        do throws(ModelError) {
            return try source.values(of: parameter)
        } catch {
            throw .model(error)
        }
    }
}

extension TrainedParameter {
    /// The memory that holds the parameter in one role.
    fileprivate func memory(for role: ParameterRole) -> Memory {
        switch role {
        case .value: value
        case .momentum: momentum
        case .average: average
        }
    }
}

extension RunningStatistics {
    /// The memories that hold the statistics in one role.
    fileprivate func memories(for role: ParameterRole) -> [(Parameter, Memory)] {
        switch role {
        case .value: [(meanParameter, mean), (varianceParameter, variance)]
        case .momentum: []
        case .average: [(meanParameter, averageMean), (varianceParameter, averageVariance)]
        }
    }
}

package import ResNet

/// Values of parameters by name, row-major, apart from any network.
package struct ParameterSet: ParameterSource, Hashable, Sendable {
    /// The values, by the names of a checkpoint.
    package var values: [String: [Float]]

    /// Wraps values.
    package init(values: [String: [Float]] = [:]) {
        self.values = values
    }

    /// The values of one parameter.
    ///
    /// - Precondition: It is in the set.
    package func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        guard let values = values[parameter.name], values.count == parameter.count else {
            preconditionFailure("a set has every parameter that it is asked for")
        }
        return values
    }
}

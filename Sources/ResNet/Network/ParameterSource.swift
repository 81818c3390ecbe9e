/// Where a network's weights come from: a checkpoint, or a test's generator.
package protocol ParameterSource {
    /// The values of one parameter, row-major.
    ///
    /// Called once a parameter, so that no second copy of all weights ever exists.
    func values(of parameter: Parameter) throws(ModelError) -> [Float]
}

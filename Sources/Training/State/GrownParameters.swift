import ResNet

/// A network's parameters in a larger network, which answers like the smaller one until it learns
/// more (after Chen, Goodfellow and Shlens 2015, "Net2Net").
///
/// - New channels have first values, but what was there before reads nothing of them: in a kernel
///   `[C_out, C_in, K, K]`, the old rows are zero in the new columns.
/// - New blocks follow the old ones of their stage. Their first values make them the identity; see
///   ``Initialization``.
struct GrownParameters: ParameterSource {
    private let earlier: any ParameterSource
    private let earlierTable: [String: Parameter]
    private let first: any ParameterSource

    /// Grows parameters.
    ///
    /// - Parameters:
    ///   - earlier: The smaller network's parameters.
    ///   - architecture: The smaller network.
    ///   - larger: The larger network.
    ///   - first: The values of what is new.
    /// - Throws: ``TrainingError/recipe(reason:)`` when the smaller network is not the smaller one.
    init(
        _ earlier: some ParameterSource,
        of architecture: Architecture,
        in larger: Architecture,
        first: some ParameterSource
    ) throws(TrainingError) {
        guard architecture.size.fits(in: larger.size) else {
            throw .recipe(
                reason: "a network of \(architecture.size) does not fit into \(larger.size), and "
                    + "networks do not shrink: choose a larger one in --phases"
            )
        }
        self.earlier = earlier
        self.first = first
        earlierTable = Dictionary(
            uniqueKeysWithValues: architecture.parameters.map { ($0.name, $0) }
        )
    }

    /// The values of one parameter of the larger network.
    func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        guard let before = earlierTable[parameter.name] else {
            return try first.values(of: parameter)
        }
        let values = try earlier.values(of: before)
        if before.shape == parameter.shape { return values }
        return Self.place(
            values,
            before.shape,
            inCornerOf: try first.values(of: parameter),
            parameter.shape
        )
    }

    /// A tensor `[C_out, C_in, K, K]`, or of fewer dimensions, whose first rows and columns are an
    /// earlier one's, and zero in the rest of those rows.
    private static func place(
        _ old: [Float],
        _ oldShape: [Int],
        inCornerOf new: [Float],
        _ shape: [Int]
    ) -> [Float] {
        let (length, oldLength) = (new.count / shape[0], old.count / oldShape[0])
        var result = new
        for row in 0..<oldShape[0] {
            let start = row * length
            result[start..<start + oldLength] = old[row * oldLength..<(row + 1) * oldLength]
            for index in start + oldLength..<start + length { result[index] = 0 }
        }
        return result
    }
}

/// Zeros for every parameter.
struct Zeros: ParameterSource {
    func values(of parameter: Parameter) -> [Float] {
        [Float](repeating: 0, count: parameter.count)
    }
}

import Testing

/// Expects numbers that differ by no more than `tolerance · (1 + |expected|)`.
func expectClose(
    _ result: [Float],
    _ expected: [Float],
    _ tolerance: Float = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(result.count == expected.count, sourceLocation: sourceLocation)
    for (value, wanted) in zip(result, expected) {
        // Written so that a NaN fails.
        #expect(
            abs(value - wanted) <= tolerance + tolerance * abs(wanted),
            sourceLocation: sourceLocation
        )
    }
}

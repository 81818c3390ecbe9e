/// Works on many inputs at once and hands the results on in the inputs' order.
///
/// - Parameters:
///   - inputs: What is worked on.
///   - window: How many may be begun and not yet handed on.
///   - transform: The work; runs for several inputs at a time.
///   - emit: Takes each result as soon as those before it are taken. An error ends the run: nothing
///     more is begun, and what is under way is cancelled.
/// - Throws: What `emit` throws.
package func inOrder<Input: Sendable, Output: Sendable>(
    _ inputs: [Input],
    window: Int,
    transform: @escaping @Sendable (Input) async -> Output,
    emit: (Output) throws -> Void
) async throws {
    precondition(window > 0, "a window lets something through")
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
        var begun = 0
        var emitted = 0
        var early: [Int: Output] = [:]
        while emitted < inputs.count {
            while begun < min(inputs.count, emitted + window) {
                group.addTask { [begun, input = inputs[begun]] in (begun, await transform(input)) }
                begun += 1
            }
            guard let (index, output) = try await group.next() else { return }
            early[index] = output
            while let output = early.removeValue(forKey: emitted) {
                try emit(output)
                emitted += 1
            }
        }
    }
}

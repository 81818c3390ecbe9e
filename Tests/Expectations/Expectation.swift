package import Testing

/// `#expect` for conditions that its macro cannot take apart: of `~Copyable` values, and with
/// mutating calls in them.
package func expect(_ condition: Bool, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(condition, sourceLocation: sourceLocation)
}

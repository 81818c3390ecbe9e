/// How closely the model looks at an image; more costs more tokens.
package enum ImageDetail: String, Hashable, Sendable, CaseIterable {
    /// The server decides.
    case auto
    /// One look at 512 × 512 pixels.
    case low
    /// Tiles of 512 × 512 pixels besides.
    case high
}

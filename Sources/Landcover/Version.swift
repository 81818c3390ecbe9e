/// The version of the programs.
package enum Version {
    /// Semantic version, as in `CHANGELOG.md`.
    package static let current = "0.1.0"
}

/// A setting whose value makes no sense.
package struct SettingError: Error, Hashable, CustomStringConvertible {
    /// Where the value came from.
    package let origin: Setting.Origin
    /// The value.
    package let value: String
    /// What would make sense.
    package let wanted: String

    /// One sentence: what is wrong, where, and what to do.
    package var description: String { "\(origin) is `\(value)`; \(wanted)" }
}

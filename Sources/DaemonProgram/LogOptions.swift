import ArgumentParser
package import Logging

/// What the command lines of all daemons choose about what is said.
package struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "trace, debug (a line a call), info, notice, warning, error or critical; info.",
            valueName: "level"
        ),
        completion: .list(Logger.Level.allCases.map(\.rawValue))
    )
    var logLevel: String?

    /// Whether to say what was chosen instead of serving.
    @Flag(help: "Print each setting, its value and where that came from; then stop.")
    package var printConfig = false

    package init() {}

    /// How much is logged.
    ///
    /// - Parameter reader: Remembers where that came from.
    /// - Returns: The level.
    /// - Throws: ``SettingError`` when there is no such level.
    package func level(_ reader: inout SettingsReader) throws(SettingError) -> Logger.Level {
        try reader.choice("log-level", logLevel, usual: Logger.Level.info)
    }
}

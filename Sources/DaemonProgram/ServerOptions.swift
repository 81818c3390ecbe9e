import ArgumentParser
package import Logging
package import Serving

/// What the command lines of all daemons choose: what clients may take, and what is said.
package struct ServerOptions: ParsableArguments {
    /// What holds if nobody says otherwise.
    private static let usual = ServerLimits()

    private static func seconds(_ duration: Duration) -> Int { Int(duration.components.seconds) }

    @Option(
        help: ArgumentHelp(
            "Large messages that may be in flight, in MiB together; \(Self.usual.inFlightBytes >> 20). A client "
                + "whose message does not fit waits.",
            valueName: "MiB"
        )
    )
    var inFlight: Int?

    @Option(
        help: ArgumentHelp(
            "Connections at once; \(Self.usual.connections).",
            valueName: "count"
        )
    )
    var connections: Int?

    @Option(
        help: ArgumentHelp(
            "Open calls of one connection; \(Self.usual.callsPerConnection).",
            valueName: "count"
        )
    )
    var callsPerConnection: Int?

    @Option(
        help: ArgumentHelp(
            "The longest message of a client's, in MiB; \(Self.usual.messageBytes >> 20).",
            valueName: "MiB"
        )
    )
    var message: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a client may take to finish a message it has begun; "
                + "\(Self.seconds(Self.usual.frameTimeout)).",
            valueName: "seconds"
        )
    )
    var frameTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a client may take nothing of the answers that are ready for it; "
                + "\(Self.seconds(Self.usual.writeTimeout)).",
            valueName: "seconds"
        )
    )
    var writeTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a stop waits for accepted calls before it cuts them off; "
                + "\(Self.seconds(Self.usual.drainTimeout)).",
            valueName: "seconds"
        )
    )
    var drainTimeout: Int?

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

    /// The limits that the options and the environment make.
    ///
    /// - Parameter reader: Remembers where each came from.
    /// - Returns: The limits.
    /// - Throws: ``SettingError`` when one makes no sense.
    package func limits(_ reader: inout SettingsReader) throws(SettingError) -> ServerLimits {
        let usual = Self.usual
        var limits = usual
        limits.inFlightBytes =
            try reader.number(
                "in-flight",
                inFlight,
                usual: usual.inFlightBytes >> 20,
                in: 1...1 << 20
            ) << 20
        limits.connections = try reader.number(
            "connections",
            connections,
            usual: usual.connections,
            in: 1...1_000_000
        )
        limits.callsPerConnection = try reader.number(
            "calls-per-connection",
            callsPerConnection,
            usual: usual.callsPerConnection,
            in: 1...1_000_000
        )
        limits.messageBytes =
            try reader.number(
                "message",
                message,
                usual: usual.messageBytes >> 20,
                in: 1...1024
            ) << 20
        func seconds(
            _ name: String,
            _ option: Int?,
            _ usual: Duration,
            from least: Int
        ) throws(SettingError) -> Duration {
            .seconds(
                try reader.number(name, option, usual: Self.seconds(usual), in: least...86_400)
            )
        }
        limits.frameTimeout = try seconds(
            "frame-timeout",
            frameTimeout,
            usual.frameTimeout,
            from: 1
        )
        limits.writeTimeout = try seconds(
            "write-timeout",
            writeTimeout,
            usual.writeTimeout,
            from: 1
        )
        limits.drainTimeout = try seconds(
            "drain-timeout",
            drainTimeout,
            usual.drainTimeout,
            from: 0
        )
        return limits
    }

    /// How much is logged.
    ///
    /// - Parameter reader: Remembers where that came from.
    /// - Returns: The level.
    /// - Throws: ``SettingError`` when there is no such level.
    package func logLevel(_ reader: inout SettingsReader) throws(SettingError) -> Logger.Level {
        try reader.choice("log-level", logLevel, usual: Logger.Level.info)
    }
}

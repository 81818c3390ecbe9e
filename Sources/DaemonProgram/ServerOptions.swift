package import ArgumentParser
package import Serving

/// What the command lines of the daemons on sockets choose: what clients may take, and what is said.
package struct ServerOptions: ParsableArguments {
    /// What holds if nobody says otherwise.
    private static let usual = ServerLimits()

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
                + "\(Self.usual.frameTimeout.wholeSeconds).",
            valueName: "seconds"
        )
    )
    var frameTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a client may take nothing of the answers that are ready for it; "
                + "\(Self.usual.writeTimeout.wholeSeconds).",
            valueName: "seconds"
        )
    )
    var writeTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that a stop waits for accepted calls before it cuts them off; "
                + "\(Self.usual.drainTimeout.wholeSeconds).",
            valueName: "seconds"
        )
    )
    var drainTimeout: Int?

    /// What is said.
    @OptionGroup package var log: LogOptions

    package init() {}

    /// The limits that the options and the environment make.
    ///
    /// - Parameter reader: Remembers where each came from.
    /// - Returns: The limits.
    /// - Throws: ``SettingError`` when one makes no sense.
    package func limits(_ reader: inout SettingsReader) throws(SettingError) -> ServerLimits {
        let usual = Self.usual
        var limits = usual
        limits.inFlightBytes = try reader.bytes(
            "in-flight",
            inFlight,
            usual: usual.inFlightBytes,
            inMebibytes: 1...1 << 20
        )
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
        limits.messageBytes = try reader.bytes(
            "message",
            message,
            usual: usual.messageBytes,
            inMebibytes: 1...1024
        )
        limits.frameTimeout = try reader.seconds(
            "frame-timeout",
            frameTimeout,
            usual: usual.frameTimeout,
            from: 1
        )
        limits.writeTimeout = try reader.seconds(
            "write-timeout",
            writeTimeout,
            usual: usual.writeTimeout,
            from: 1
        )
        limits.drainTimeout = try reader.seconds(
            "drain-timeout",
            drainTimeout,
            usual: usual.drainTimeout,
            from: 0
        )
        return limits
    }
}

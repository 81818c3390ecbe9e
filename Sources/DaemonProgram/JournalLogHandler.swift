import Glibc
package import Logging

/// Writes log lines for systemd's journal.
///
/// A line is a priority that the journal takes off again (sd-daemon(3)), the message, and the
/// metadata as `key=value`. The journal adds the time and the program's name.
struct JournalLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0)=\(Self.quoted("\($1)"))" }
        let line = "<\(event.level.priority)>\(event.message)\(pairs.joined())\n"
        // One write a line: lines of several threads do not mix.
        let bytes = Array(line.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Whether standard error leads to the journal; see systemd.exec(5), `$JOURNAL_STREAM`.
    fileprivate static func isWanted(in environment: [String: String]) -> Bool {
        var status = stat()
        guard let stream = environment["JOURNAL_STREAM"],
            unsafe fstat(STDERR_FILENO, &status) == 0
        else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }

    /// Values with spaces are quoted, as logfmt has it; what clients wrote is quoted already.
    private static func quoted(_ value: String) -> String {
        guard value.contains(where: { $0.isWhitespace || $0 == "=" }), !value.hasPrefix("\"") else {
            return value
        }
        return value.debugDescription
    }
}

extension LoggingSystem {
    /// Has every logger of this program write to standard error, as whoever reads that expects it.
    ///
    /// - Parameter environment: The environment's variables.
    package static func writeToStandardError(in environment: [String: String]) {
        let isJournal = JournalLogHandler.isWanted(in: environment)
        bootstrap { label in
            if isJournal {
                JournalLogHandler()
            } else {
                StreamLogHandler.standardError(label: label)
            }
        }
    }
}

extension Logger.Level {
    /// The number of syslog(3).
    fileprivate var priority: Int {
        switch self {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}

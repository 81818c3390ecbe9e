import Logging
import Wire

/// Counts calls and connections, and writes a line of the log where one is due.
struct CallJournal: Sendable {
    /// Where it is counted.
    let statistics: CallStatistics

    /// Counts a client that connected.
    func connected(refused isRefused: Bool) { statistics.connected(refused: isRefused) }

    /// Counts a call that was accepted.
    func began() { statistics.began() }

    /// Counts and logs a call that was answered, or whose client is gone.
    ///
    /// - Parameters:
    ///   - call: What is logged of it.
    ///   - response: How it ended, and where its time went.
    ///   - logger: Carries the connection's number.
    func finished(_ call: CallSummary, _ response: Response, _ logger: Logger) {
        let status = response.status
        let duration = ContinuousClock.now - call.accepted
        let isComputed = response.timing != Timing()
        statistics.ended(
            call.method,
            status.code,
            after: duration,
            isComputed ? response.timing : nil
        )
        let level: Logger.Level =
            switch status.code {
            case .ok: .debug
            case .internal, .unknown, .dataLoss: .error
            default: .info
            }
        // What a client wrote is quoted, or it could forge lines of the log.
        logger.log(
            level: level,
            "call ended",
            metadata: [
                "request": "\(call.requestID.debugDescription)", "method": "\(call.method)",
                "status": "\(status.code.name)", "took": "\(duration)",
                "message": "\(status.message.debugDescription)",
            ]
        )
    }

    /// Counts and logs a call that was refused before it was opened.
    func refused(_ status: Status, _ logger: Logger) {
        statistics.refused(status.code)
        let quoted = "\(status)".debugDescription
        logger.info("call refused", metadata: ["status": "\(quoted)"])
    }

    /// Counts a connection that is closed because its client does not read its answers.
    func stalled(_ logger: Logger) {
        statistics.stalled()
        logger.notice("closing a connection whose client does not read its answers")
    }
}

import Glibc
import Landcover
import Logging
import Wire

/// Brings each call to where it is answered: the worker's queue, or the spot.
///
/// Shared by all connections.
final class CallRouter: Sendable {
    /// What became of a call.
    enum Outcome {
        /// It is answered.
        case answered(Response)
        /// It waits for the worker, which will reply; the closure takes it back.
        case queued(withdraw: @Sendable () -> Void)
    }

    private let queue: JobQueue
    private let model: ModelReport
    private let statistics: Statistics
    private let connections: ConnectionRegistry

    /// Prepares to serve `model`.
    init(
        queue: JobQueue,
        model: ModelReport,
        statistics: Statistics,
        connections: ConnectionRegistry
    ) {
        self.queue = queue
        self.model = model
        self.statistics = statistics
        self.connections = connections
    }

    /// Answers a call, or queues it.
    ///
    /// - Parameters:
    ///   - method: What is asked.
    ///   - accepted: When the call came.
    ///   - deadline: When the client stops waiting.
    ///   - reply: Takes the worker's answer, on the worker's thread.
    /// - Returns: The answer, or the way to take the call back.
    func route(
        _ method: Request.Method,
        accepted: ContinuousClock.Instant,
        deadline: ContinuousClock.Instant?,
        reply: @escaping @Sendable (Response) -> Void
    ) -> Outcome {
        func enqueue(_ work: Job.Work) -> Outcome {
            self.enqueue(Job(work, accepted: accepted, deadline: deadline, reply: reply))
        }
        statistics.began()
        switch method {
        case .classify(let request):
            return enqueue(.classify(request))
        case .explain(let request):
            return enqueue(.explain(request))
        case .health(let service):
            return .answered(health(of: service))
        case .status:
            return .answered(Response(.report(report)))
        case .describe:
            let files = ProtocolDescription.fileDescriptorSet
            return .answered(Response(.description(fileDescriptorSet: files)))
        case .unknown:
            return .answered(
                Response(
                    Status(
                        .unimplemented,
                        "this daemon does not know the method; "
                            + "`landcover describe` lists what it knows"
                    )
                )
            )
        }
    }

    /// Counts and logs a call that was answered, or whose client is gone.
    func finished(
        _ call: CallSummary,
        _ code: StatusCode,
        because message: String,
        _ logger: Logger
    ) {
        statistics.ended(call.method, code)
        let level: Logger.Level =
            switch code {
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
                "status": "\(code.name)",
                "took": "\(ContinuousClock.now - call.accepted)",
                "message": "\(message.debugDescription)",
            ]
        )
    }

    /// Counts and logs a call that was refused before it was opened.
    func refused(_ status: Status, _ logger: Logger) {
        statistics.began()
        statistics.ended("refused", status.code)
        let quoted = "\(status)".debugDescription
        logger.info("call refused", metadata: ["status": "\(quoted)"])
    }

    private func enqueue(_ job: Job) -> Outcome {
        guard queue.admit(job) else {
            return .answered(
                Response(
                    Status(
                        .resourceExhausted,
                        "\(queue.capacity) calls wait already; call again later",
                        retryAfter: .milliseconds(100)
                    )
                )
            )
        }
        return .queued { [queue] in queue.withdraw(job) }
    }

    private func health(of service: String) -> Response {
        guard [ServiceName.daemon, ServiceName.landcover].contains(service) else {
            return Response(
                Status(
                    .notFound,
                    "there is no service `\(service)`; ask for `\(ServiceName.landcover)` or nothing"
                )
            )
        }
        return Response(.health(.serving))
    }

    private var report: StatusReport {
        var daemon = DaemonReport(
            version: Version.current,
            processID: Int(getpid()),
            uptime: statistics.uptime
        )
        daemon.counters = statistics.counters
        daemon.callsInFlight = statistics.callsInFlight
        daemon.queueDepth = queue.count
        daemon.queueCapacity = queue.capacity
        daemon.openConnections = connections.count
        daemon.residentBytes = ResidentMemory.bytes
        return StatusReport(model: model, daemon: daemon)
    }
}

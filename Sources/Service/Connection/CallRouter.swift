import Landcover
import Logging
import Wire

/// Brings each call to where it is answered: a worker's queue, the reloader, or the spot.
///
/// Shared by all connections.
final class CallRouter: Sendable {
    /// What became of a call.
    enum Outcome {
        /// It is answered.
        case answered(Response)
        /// Somebody will reply; the closure takes the call back.
        case pending(withdraw: @Sendable () -> Void)
    }

    private let dispatcher: Dispatcher
    private let reloader: ModelReloader
    private let observer: DaemonObserver
    private let statistics: Statistics

    /// Prepares to route calls.
    init(
        dispatcher: Dispatcher,
        reloader: ModelReloader,
        observer: DaemonObserver,
        statistics: Statistics
    ) {
        self.dispatcher = dispatcher
        self.reloader = reloader
        self.observer = observer
        self.statistics = statistics
    }

    /// Answers a call, or sees that somebody will.
    ///
    /// - Parameters:
    ///   - method: What is asked.
    ///   - caller: Who asks.
    ///   - call: Takes the answer if it is not given at once; on any thread.
    /// - Returns: The answer, or the way to take the call back.
    func route(_ method: Request.Method, from caller: Caller, _ call: PendingCall) -> Outcome {
        statistics.began()
        switch method {
        case .classify(let request):
            return enqueue(Job(.classify(request), from: caller.client, for: call))
        case .explain(let request):
            return enqueue(Job(.explain(request), from: caller.client, for: call))
        case .health(let service):
            return .answered(health(of: service))
        case .status:
            return .answered(Response(.report(observer.report)))
        case .metrics:
            return .answered(Response(.metrics(observer.metrics)))
        case .describe:
            let files = ProtocolDescription.fileDescriptorSet
            return .answered(Response(.description(fileDescriptorSet: files)))
        case .reload(let request):
            return reload(request, from: caller, call)
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

    /// Begins no more jobs of a client that does not read its answers.
    func hold(_ client: ClientID) { dispatcher.hold(client) }

    /// Lets a client's jobs take part again.
    func resume(_ client: ClientID) { dispatcher.resume(client) }

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

    private func enqueue(_ job: Job) -> Outcome {
        switch dispatcher.admit(job) {
        case .admitted: break
        case .displaced(let other): other.call.reply(busy)
        case .refused: return .answered(busy)
        }
        return .pending { [dispatcher] in dispatcher.withdraw(job) }
    }

    private var busy: Response {
        Response(
            Status(
                .resourceExhausted,
                "\(dispatcher.capacity) calls wait already; call again later",
                retryAfter: .milliseconds(100)
            )
        )
    }

    private func reload(
        _ request: ReloadRequest,
        from caller: Caller,
        _ call: PendingCall
    ) -> Outcome {
        guard let peer = caller.peer, peer.isOperator else {
            return .answered(
                Response(
                    Status(
                        .permissionDenied,
                        "only root and the daemon's own user may change the model; use sudo"
                    )
                )
            )
        }
        let origin = "user \(peer.userID), process \(peer.processID)"
        // A call in the background has its answer already, and nobody who could withdraw it.
        let pending =
            request.isInBackground ? PendingCall(accepted: call.accepted) { _ in } : call
        guard reloader.reload(request.modelPath, origin: origin, for: pending) else {
            return .answered(
                Response(
                    Status(
                        .resourceExhausted,
                        "\(ModelReloader.capacity) reloads wait already; call again later",
                        retryAfter: .seconds(1)
                    )
                )
            )
        }
        if request.isInBackground {
            return .answered(Response(.reloaded(observer.model)))
        }
        return .pending { call.withdraw() }
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
}

/// Who makes a call.
struct Caller: Sendable {
    /// The connection.
    let client: ClientID
    /// The process at its other end, where the system tells.
    var peer: Peer?
}

import Landcover
import Serving
import Wire

/// Brings each call to where it is answered: a worker's queue, the reloader, or the spot.
final class CallRouter: CallRouting {
    private let dispatcher: Dispatcher
    private let comparer: Comparer
    private let reloader: ModelReloader
    private let observer: DaemonObserver

    /// Prepares to route calls.
    init(
        dispatcher: Dispatcher,
        comparer: Comparer,
        reloader: ModelReloader,
        observer: DaemonObserver
    ) {
        self.dispatcher = dispatcher
        self.comparer = comparer
        self.reloader = reloader
        self.observer = observer
    }

    func route(_ method: Request.Method, from caller: Caller, _ call: PendingCall) -> CallOutcome {
        switch method {
        case .classify(let request):
            return dispatcher.enqueue(Job(.classify(request), from: caller.client, for: call))
        case .explain(let request):
            return dispatcher.enqueue(Job(.explain(request), from: caller.client, for: call))
        case .compare(let request):
            return comparer.compare(request, from: caller, for: call)
        case .health(let service):
            return .answered(Response(servingOf: service))
        case .status:
            return .answered(Response(.report(observer.report)))
        case .metrics:
            return .answered(Response(.metrics(observer.metrics)))
        case .describe:
            return .answered(.protocolDescription)
        case .reload(let request):
            return reload(request, from: caller, call)
        case .opinion, .plan:
            return .answered(
                Response(
                    Status(
                        .unimplemented,
                        "second opinions are landcover-opinion's; ask its socket, or `compare` here"
                    )
                )
            )
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

    func hold(_ client: ClientID) { dispatcher.hold(client) }

    func resume(_ client: ClientID) { dispatcher.resume(client) }

    private func reload(
        _ request: ReloadRequest,
        from caller: Caller,
        _ call: PendingCall
    ) -> CallOutcome {
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
}

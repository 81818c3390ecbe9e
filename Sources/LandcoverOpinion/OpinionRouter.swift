import Curl
import ImageCodecs
import Landcover
import Logging
import SecondOpinion
import Serving
import Wire

/// Brings each call to where it is answered: the model's API, or the spot.
final class OpinionRouter: CallRouting {
    private let service: OpinionService
    private let settings: OpinionSettings
    private let prices: PriceTable
    private let observer: OpinionObserver

    /// Prepares to route calls.
    init(
        service: OpinionService,
        settings: OpinionSettings,
        prices: PriceTable,
        observer: OpinionObserver
    ) {
        self.service = service
        self.settings = settings
        self.prices = prices
        self.observer = observer
    }

    func route(_ method: Request.Method, from caller: Caller, _ call: PendingCall) -> CallOutcome {
        switch method {
        case .opinion(let image):
            return pending(call) { [self] in await opinion(on: image, before: call.deadline) }
        case .plan(let image):
            return pending(call) { [self] in plan(for: image) }
        case .health(let service):
            return .answered(Response(servingOf: service))
        case .metrics:
            return .answered(Response(.metrics(observer.metrics)))
        case .describe:
            return .answered(.protocolDescription)
        case .classify, .explain, .compare, .status, .reload, .unknown:
            return .answered(
                Response(
                    Status(
                        .unimplemented,
                        "landcover-opinion knows opinion, plan, health, metrics and describe; "
                            + "ask landcoverd for the rest"
                    )
                )
            )
        }
    }

    // An opinion waits for a network, and no worker is held for it: there is nothing to hold back.
    func hold(_ client: ClientID) {}
    func resume(_ client: ClientID) {}

    private func pending(
        _ call: PendingCall,
        _ answer: @escaping @Sendable () async -> Response
    ) -> CallOutcome {
        let task = Task { call.reply(await answer()) }
        return .pending { task.cancel() }
    }
}

import ImageCodecs
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
            return answer(call, about: image) { [self] prepared in
                let outcome = await service.opinion(on: prepared, before: call.deadline)
                return Response(outcome, prices: prices)
            }
        case .plan(let image):
            return answer(call, about: image) { [self] prepared in
                let plan = OpinionPlan(
                    ChatRequest(prepared, settings: settings),
                    url: settings.baseURL.chatCompletions,
                    prices: prices,
                    obstacle: service.obstacle
                )
                return Response(.plan(plan))
            }
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

    // An opinion waits for a network, and no worker is held by it: there is nothing to hold back.
    func hold(_ client: ClientID) {}
    func resume(_ client: ClientID) {}

    /// Has an image prepared and asked about on a task of the call's own.
    private func answer(
        _ call: PendingCall,
        about image: [UInt8],
        _ ask: @escaping @Sendable (PreparedImage) async -> Response
    ) -> CallOutcome {
        let task = Task { [side = settings.imageSide] in
            do {
                let picture = try ImageDecoder().decode(image).image
                call.reply(await ask(try PreparedImage(picture, side: side)))
            } catch let error as ImageError {
                let isOurs = if case .notEnoughMemory = error { true } else { false }
                let code = isOurs ? StatusCode.resourceExhausted : .invalidArgument
                call.reply(Response(Status(code, error.description)))
            } catch {
                call.reply(Response(Status(.internal, "\(error)")))
            }
        }
        return .pending { task.cancel() }
    }
}

import Serving
import NIOConcurrencyHelpers
import Wire

/// Answers `compare`: has an image classified, and asks for another model's opinion meanwhile.
///
/// The classification takes the way of every other, and waits for nobody. The opinion is given up
/// in time for the call's deadline, so that the classification is always answered.
final class Comparer: Sendable {
    private let dispatcher: Dispatcher
    private let link: OpinionLink
    private let statistics: WorkStatistics

    /// How long an opinion may take if the caller sets no limit.
    private static let patience = Duration.seconds(60)

    /// What is kept of a call's time to bring the answer to the caller.
    private static let margin = Duration.milliseconds(50)

    /// Prepares to compare.
    ///
    /// - Parameters:
    ///   - dispatcher: Has images classified.
    ///   - link: Asks the other model.
    ///   - statistics: Counts how that went.
    init(dispatcher: Dispatcher, link: OpinionLink, statistics: WorkStatistics) {
        self.dispatcher = dispatcher
        self.link = link
        self.statistics = statistics
    }

    /// Has both halves of a comparison begun.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - caller: Who asks.
    ///   - call: Takes the answer.
    /// - Returns: The way to take the call back, or a refusal; the opinion costs nothing then.
    func compare(
        _ request: ClassifyRequest,
        from caller: Caller,
        for call: PendingCall
    ) -> CallOutcome {
        let halves = Halves(call)
        let half = PendingCall(id: call.id, accepted: call.accepted, deadline: call.deadline) {
            halves.classified($0)
        }
        let job = Job(.classify(request), from: caller.client, for: half)
        guard case .pending(let withdraw) = dispatcher.enqueue(job) else {
            return .answered(dispatcher.busy)
        }
        let limit = call.deadline.map { $0 - .now - Self.margin } ?? Self.patience
        let asking = Task { [link, statistics] in
            let started = ContinuousClock.now
            let second = await link.opinion(of: request.image, within: limit, id: call.id)
            statistics.asked(second)
            halves.answered(second, after: .now - started)
        }
        halves.began { asking.cancel() }
        return .pending {
            withdraw()
            halves.withdraw()
        }
    }
}

/// The two answers of a comparison, of which either may come first.
private final class Halves: Sendable {
    private struct State {
        var classification: Response?
        var second: (answer: Comparison.Second, time: Duration)?
        var isOver = false
        var cancel: (@Sendable () -> Void)?
    }

    private let call: PendingCall
    private let state = NIOLockedValueBox(State())

    init(_ call: PendingCall) {
        self.call = call
    }

    /// The opinion is being asked for; `cancel` takes that back.
    func began(_ cancel: @escaping @Sendable () -> Void) {
        let isOver = state.withLockedValue { state in
            state.cancel = cancel
            return state.isOver
        }
        if isOver { cancel() }
    }

    func classified(_ response: Response) {
        settle { $0.classification = response }
    }

    func answered(_ second: Comparison.Second, after time: Duration) {
        settle { $0.second = (second, time) }
    }

    func withdraw() {
        let cancel = state.withLockedValue { state in
            state.isOver = true
            return state.cancel
        }
        cancel?()
    }

    /// Answers the call once that can be done: without a classification there is nothing to compare.
    private func settle(_ change: (inout State) -> Void) {
        let (response, cancel) = state.withLockedValue {
            state -> (Response?, (@Sendable () -> Void)?) in
            change(&state)
            guard !state.isOver, let response = state.classification else { return (nil, nil) }
            guard case .classification(let classification) = response.result else {
                state.isOver = true
                return (response, state.cancel)
            }
            guard let (answer, time) = state.second else { return (nil, nil) }
            state.isOver = true
            let comparison = Comparison(
                classification: classification,
                second: answer,
                secondTime: time
            )
            return (Response(.comparison(comparison), timing: response.timing), nil)
        }
        cancel?()
        if let response { call.reply(response) }
    }
}

import NIOConcurrencyHelpers
import Synchronization

/// What callers tell the thread that owns libcurl.
final class TransferInbox: Sendable {
    /// A transfer that somebody waits for.
    struct Arrival: Sendable {
        /// What is to be done.
        let order: TransferOrder
        /// Who waits for it.
        let continuation: CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>
    }

    private struct State {
        var arrivals: [Arrival] = []
        var isStopping = false
        /// Wakes the thread; nil once it will not look here again.
        var waker: MultiHandle.Waker?
    }

    private let state: NIOLockedValueBox<State>

    /// Makes an empty inbox whose reader is woken by `waker`.
    init(waker: MultiHandle.Waker) {
        state = NIOLockedValueBox(State(waker: waker))
    }

    /// Hands over a transfer.
    ///
    /// - Returns: False if none is taken any more.
    func submit(_ arrival: Arrival) -> Bool {
        state.withLockedValue { state in
            guard !state.isStopping else { return false }
            state.arrivals.append(arrival)
            state.waker?.wake()
            return true
        }
    }

    /// Marks a transfer as unwanted, whether it has been handed over yet or not.
    func cancel(_ order: TransferOrder) {
        order.isCancelled.store(true, ordering: .releasing)
        state.withLockedValue { $0.waker?.wake() }
    }

    /// Takes no more transfers and tells the reader to end.
    func stop() {
        state.withLockedValue { state in
            state.isStopping = true
            state.waker?.wake()
        }
    }

    /// Takes out what has arrived; nil if the reader is to end.
    func take() -> [Arrival]? {
        state.withLockedValue { state in
            guard !state.isStopping else { return nil }
            defer { state.arrivals = [] }
            return state.arrivals
        }
    }

    /// Takes out what has arrived too late.
    ///
    /// Nobody is woken from then on, so that the reader may free what it is woken by.
    func close() -> [Arrival] {
        state.withLockedValue { state in
            state.isStopping = true
            state.waker = nil
            defer { state.arrivals = [] }
            return state.arrivals
        }
    }
}

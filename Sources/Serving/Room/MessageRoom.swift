import NIOCore
import NIOConcurrencyHelpers

/// The ``ByteBudget`` of all connections: whoever has to wait is told on its own event loop.
package final class MessageRoom: Sendable {
    /// Tells a connection that there is room for the message it has begun.
    struct Granted: Sendable {}

    /// Messages up to so many bytes need no room.
    ///
    /// They are held no longer than a read, or wait in the bounded queue. So a daemon that is full of
    /// images still answers `status`.
    static let smallMessage = 4096

    private struct State {
        var budget: ByteBudget
        var waiting: [ClientID: any Channel] = [:]
    }

    private let state: NIOLockedValueBox<State>

    /// Makes room for `capacity` bytes, of which a connection may have a quarter.
    init(capacity: Int) {
        state = NIOLockedValueBox(
            State(budget: ByteBudget(capacity: capacity, share: capacity / 4))
        )
    }

    /// Bytes that are held.
    package var used: Int { state.withLockedValue { $0.budget.used } }

    /// Bytes that may be held.
    package var capacity: Int { state.withLockedValue { $0.budget.capacity } }

    /// Asks for room for a message that was begun.
    ///
    /// - Returns: Whether it may go on; if not, the channel gets a ``Granted`` when it may.
    func reserve(_ byteCount: Int, for client: ClientID, on channel: any Channel) -> Bool {
        state.withLockedValue { state in
            let isGranted = state.budget.reserve(byteCount, for: client)
            if !isGranted { state.waiting[client] = channel }
            return isGranted
        }
    }

    /// Counts a message that is there already.
    func take(_ byteCount: Int, for client: ClientID) {
        state.withLockedValue { state in
            state.waiting[client] = nil
            state.budget.take(byteCount, for: client)
        }
    }

    /// Gives back what a message took.
    func release(_ byteCount: Int, of client: ClientID) {
        grant { $0.budget.release(byteCount, of: client) }
    }

    /// The rest of the message that a connection waits with will not be read.
    func stopWaiting(_ client: ClientID) {
        grant { state in
            state.waiting[client] = nil
            return state.budget.stopWaiting(client)
        }
    }

    /// Gives back everything of a connection that is gone.
    func leave(_ client: ClientID) {
        grant { state in
            state.waiting[client] = nil
            return state.budget.leave(client)
        }
    }

    private func grant(_ change: (inout State) -> [ClientID]) {
        let channels = state.withLockedValue { state in
            change(&state).compactMap { state.waiting.removeValue(forKey: $0) }
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(Granted()) }
    }
}

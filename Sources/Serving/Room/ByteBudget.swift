import DequeModule

/// How many bytes of large messages a server holds at once, from a message's header to its answer.
///
/// A connection whose next message does not fit is not read from until it does: nothing is refused,
/// and no memory is taken. No connection gets more than its share, unless it holds nothing else, so
/// that one with large images leaves room for the others.
///
/// Values in, values out: no sockets, no locks.
package struct ByteBudget {
    /// Bytes that all connections may hold together.
    package let capacity: Int

    /// Bytes that one connection may hold, if it holds more than one message.
    package let share: Int

    /// Bytes that are held.
    package private(set) var used = 0

    private var holdings: [ClientID: Int] = [:]
    private var waiting: Deque<(client: ClientID, byteCount: Int)> = []

    /// Makes a budget of which nothing is used.
    package init(capacity: Int, share: Int) {
        self.capacity = capacity
        self.share = share
    }

    /// Asks for room for a message that a connection has begun to send.
    ///
    /// - Returns: Whether it may go on; if not, it waits until ``release(_:of:)`` or ``leave(_:)``
    ///   names it.
    package mutating func reserve(_ byteCount: Int, for client: ClientID) -> Bool {
        guard fitsShare(byteCount, client), waiting.isEmpty, fitsCapacity(byteCount) else {
            waiting.append((client, byteCount))
            return false
        }
        hold(byteCount, for: client)
        return true
    }

    /// Counts a message that is there already, whether there is room or not.
    package mutating func take(_ byteCount: Int, for client: ClientID) {
        // It may have come while it waited: reading stops a little later than it is told to.
        waiting.removeAll { $0.client == client }
        hold(byteCount, for: client)
    }

    private mutating func hold(_ byteCount: Int, for client: ClientID) {
        used += byteCount
        holdings[client, default: 0] += byteCount
    }

    /// Gives back what a message took.
    ///
    /// - Returns: The connections that may go on now, with room for what they waited for.
    package mutating func release(_ byteCount: Int, of client: ClientID) -> [ClientID] {
        used -= byteCount
        let rest = holdings[client, default: 0] - byteCount
        precondition(rest >= 0, "a connection gives back what it took")
        holdings[client] = rest == 0 ? nil : rest
        return admitWaiting()
    }

    /// Gives back everything of a connection that is gone.
    ///
    /// - Returns: The connections that may go on now.
    package mutating func leave(_ client: ClientID) -> [ClientID] {
        used -= holdings.removeValue(forKey: client) ?? 0
        return stopWaiting(client)
    }

    /// Forgets what a connection waits for.
    ///
    /// - Returns: The connections that may go on now.
    package mutating func stopWaiting(_ client: ClientID) -> [ClientID] {
        waiting.removeAll { $0.client == client }
        return admitWaiting()
    }

    /// First come, first served, except that who waits for its own share lets others pass.
    private mutating func admitWaiting() -> [ClientID] {
        var admitted: [ClientID] = []
        var index = 0
        while index < waiting.count {
            let (client, byteCount) = waiting[index]
            guard fitsShare(byteCount, client) else {
                index += 1
                continue
            }
            guard fitsCapacity(byteCount) else { break }
            waiting.remove(at: index)
            hold(byteCount, for: client)
            admitted.append(client)
        }
        return admitted
    }

    private func fitsShare(_ byteCount: Int, _ client: ClientID) -> Bool {
        guard let held = holdings[client] else { return true }
        return held + byteCount <= share
    }

    private func fitsCapacity(_ byteCount: Int) -> Bool {
        used == 0 || used + byteCount <= capacity
    }
}

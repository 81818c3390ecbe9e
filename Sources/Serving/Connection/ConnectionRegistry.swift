import NIOCore
import NIOConcurrencyHelpers
import Wire

/// The connections that are open, so that they can be counted and sent away.
package final class ConnectionRegistry: Sendable {
    private let channels = NIOLockedValueBox<[ObjectIdentifier: any Channel]>([:])

    /// The most connections at once.
    package let capacity: Int

    /// Makes an empty registry.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Connections that are open.
    package var count: Int { channels.withLockedValue { $0.count } }

    /// What a client is told for whom there is no room.
    var refusal: Status {
        Status(
            .resourceExhausted,
            "\(capacity) connections are open; call again later",
            retryAfter: .seconds(1)
        )
    }

    /// Enters a connection until it closes.
    ///
    /// - Returns: False if there are too many already.
    func add(_ channel: any Channel) -> Bool {
        let isAdded = channels.withLockedValue { channels in
            guard channels.count < capacity else { return false }
            channels[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isAdded else { return false }
        channel.closeFuture.whenComplete { [self] _ in
            channels.withLockedValue { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        return true
    }

    /// Sends every connection away, and waits until each has had its answers and is closed.
    ///
    /// - Parameters:
    ///   - status: What the clients are told.
    ///   - timeout: When to close connections that are still not done.
    ///   - eventLoop: Keeps the time.
    func drain(_ status: Status, within timeout: TimeAmount, on eventLoop: any EventLoop) async {
        let open = channels.withLockedValue { Array($0.values) }
        for channel in open {
            channel.pipeline.fireUserInboundEventTriggered(Farewell(status: status))
        }
        let cap = eventLoop.scheduleTask(in: timeout) {
            for channel in open { channel.close(promise: nil) }
        }
        for channel in open { try? await channel.closeFuture.get() }
        cap.cancel()
    }
}

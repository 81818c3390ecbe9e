import NIOCore

/// The room that one connection's messages take, from a message's header to its call's answer.
final class MessageIntake {
    private let room: MessageRoom
    private let client: ClientID

    /// The length of the message of which the header is there and the end is not; nil between
    /// messages.
    private var begun: Int?

    /// What was set aside for it.
    private var reserved = 0

    /// Whether the connection is gone, and all that it held is given back.
    private var isClosed = false

    /// Whether there is no room for it yet, and so nothing is to be read.
    private(set) var isWaiting = false

    /// Prepares for a connection that has sent nothing.
    init(_ room: MessageRoom, for client: ClientID) {
        self.room = room
        self.client = client
    }

    /// The header of a message is there.
    func began(_ byteCount: Int) {
        begun = byteCount
    }

    /// Sets room aside for the message that was begun, or waits for it.
    func reserve(on channel: any Channel) {
        guard let begun, begun > MessageRoom.smallMessage, reserved == 0, !isWaiting, !isClosed
        else { return }
        if room.reserve(begun, for: client, on: channel) {
            reserved = begun
        } else {
            isWaiting = true
        }
    }

    /// There is room now for the message that waited.
    func wasGranted() {
        isWaiting = false
        reserved = begun ?? 0
    }

    /// A whole message is there.
    ///
    /// - Returns: The room that it takes until ``giveBack(_:)``.
    func completed(_ byteCount: Int) -> Int {
        defer {
            begun = nil
            reserved = 0
            isWaiting = false
        }
        guard byteCount > MessageRoom.smallMessage, !isClosed else { return 0 }
        // What is there is counted, also if it came while it should have waited.
        if reserved == 0 { room.take(byteCount, for: client) }
        return byteCount
    }

    /// A message is done with.
    func giveBack(_ byteCount: Int) {
        if byteCount > 0, !isClosed { room.release(byteCount, of: client) }
    }

    /// The end of the message that was begun will not be read.
    func abandon() {
        if isWaiting { room.stopWaiting(client) }
        giveBack(reserved)
        begun = nil
        reserved = 0
        isWaiting = false
    }

    /// The connection is gone, with all it holds.
    func close() {
        isClosed = true
        room.leave(client)
    }
}

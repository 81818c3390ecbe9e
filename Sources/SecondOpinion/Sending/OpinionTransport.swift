/// Carries a question to a server and its reply back.
package protocol OpinionTransport: Sendable {
    /// Posts a request and waits for the whole reply.
    ///
    /// It returns at the deadline at the latest and as soon as the task is cancelled. It follows no
    /// redirect, sends the key to nobody but the address's host, and does not try again by itself.
    ///
    /// - Parameters:
    ///   - request: What to send, and where.
    ///   - deadline: When the reply is of no use any more.
    /// - Returns: The reply, whatever its status, or why there is none.
    func post(
        _ request: TransportRequest,
        before deadline: ContinuousClock.Instant
    ) async -> Result<TransportReply, TransportFailure>
}

/// What is posted.
package struct TransportRequest: Sendable {
    /// The whole address.
    package let url: String

    /// The header's fields, among them perhaps a secret.
    package let fields: [HeaderField]

    /// The body.
    package let body: [UInt8]

    /// States a request.
    package init(url: String, fields: [HeaderField], body: [UInt8]) {
        self.url = url
        self.fields = fields
        self.body = body
    }
}

/// What a server answered.
package struct TransportReply: Sendable {
    /// HTTP's status.
    package let status: Int

    /// The header's fields.
    package let fields: [HeaderField]

    /// The body, decompressed.
    package let body: [UInt8]

    /// States a reply.
    package init(status: Int, fields: [HeaderField] = [], body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The value of the first field of this name; case does not count.
    package func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no reply.
///
/// Reasons are the transport's words, as the end of a sentence.
package enum TransportFailure: Error, Hashable, Sendable {
    /// The server's name is not known, or it cannot be connected to.
    case unreachable(reason: String)
    /// The connection ended before the reply did.
    case interrupted(reason: String)
    /// The server could not prove who it is, or there is no common way to encrypt.
    case untrusted(reason: String)
    /// The deadline came first.
    case timedOut
    /// The reply is longer than the transport takes.
    case tooLarge(limit: Int)
    /// What came is no HTTP.
    case malformed(reason: String)
    /// The task was cancelled, or the transport was closed.
    case cancelled
}

package import Wire

/// The calls of one connection: which are open, and what becomes of them when something happens.
///
/// Values in, ``Reaction``s out: no sockets, no clocks, no waiting.
package struct OpenCalls: ~Copyable {
    /// What opening a call led to.
    package enum Opening: Hashable, Sendable {
        /// Send the request under this number.
        case send(callID: UInt32)
        /// Nothing may be sent any more.
        case refuse(ClientError)
    }

    /// What is to be done.
    package struct Reaction: Hashable, Sendable {
        /// The end of one call.
        package struct Ending: Hashable, Sendable {
            /// The call.
            package let callID: UInt32
            /// What its caller gets.
            package let result: Result<Response, ClientError>

            /// States an end.
            package init(callID: UInt32, result: Result<Response, ClientError>) {
                self.callID = callID
                self.result = result
            }
        }

        /// Calls that are over, in the order in which they were made.
        package var endings: [Ending] = []
        /// The call that the daemon is to be told to forget.
        package var withdraws: UInt32?
        /// Whether the connection has no more use.
        package var closes = false

        /// Nothing is to be done.
        package static let nothing = Reaction()
    }

    private enum Phase {
        case open
        case leaving(GoAway)
        case ended(ClientError)
    }

    private let path: String
    private var phase = Phase.open
    private var lastCallID: UInt32 = 0
    private var awaited: Set<UInt32> = []
    // Calls whose caller has left; the daemon still answers them.
    private var abandoned: Set<UInt32> = []

    /// Starts without calls.
    ///
    /// - Parameters:
    ///   - path: The socket's path, for errors.
    ///   - lastCallID: The number after which calls are numbered.
    package init(path: String, lastCallID: UInt32 = 0) {
        self.path = path
        self.lastCallID = lastCallID
    }

    /// Numbers a new call.
    ///
    /// Numbers only rise, so that a go-away divides old calls from later ones.
    package mutating func open() -> Opening {
        switch phase {
        case .open: break
        case .leaving(let farewell): return .refuse(.goneAway(path: path, status: farewell.status))
        case .ended(let error): return .refuse(error)
        }
        guard lastCallID < .max else {
            let status = Status(.unavailable, "the connection's call numbers are used up")
            return .refuse(.goneAway(path: path, status: status))
        }
        lastCallID += 1
        awaited.insert(lastCallID)
        return .send(callID: lastCallID)
    }

    /// The daemon said something.
    package mutating func received(_ envelope: Envelope) -> Reaction {
        guard !hasEnded else { return .nothing }
        switch envelope.body {
        case .response(let response): return answered(envelope.callID, response)
        case .goAway(let farewell): return left(farewell)
        case .request: return violated("it sent a request")
        case .cancel: return violated("it sent a cancel")
        }
    }

    /// The daemon said something that cannot be understood.
    package mutating func received(_ error: WireError) -> Reaction {
        guard !hasEnded else { return .nothing }
        guard let callID = error.callID, awaited.contains(callID) || abandoned.contains(callID)
        else { return violated(error.description) }
        // One answer is wrong; the frames around it are sound.
        return end(
            callID,
            .failure(.protocolViolation(path: path, problem: error.description))
        )
    }

    /// The call's request does not fit into the protocol; nothing of it was sent.
    package mutating func unsendable(_ callID: UInt32, _ error: WireError) -> Reaction {
        end(callID, .failure(.unsendable(error)))
    }

    /// The caller was cancelled.
    package mutating func withdraw(_ callID: UInt32) -> Reaction {
        abandon(callID, .cancelled)
    }

    /// The caller has waited for `timeout` and longer.
    package mutating func expire(_ callID: UInt32, timeout: Duration) -> Reaction {
        abandon(callID, .deadlineExceeded(path: path, timeout: timeout))
    }

    /// The connection is gone.
    ///
    /// - Parameter reason: Why, in the system's words; a go-away's own status says it better.
    /// - Returns: The end of every call that was open.
    package mutating func lost(_ reason: String) -> Reaction {
        let reason = if case .leaving(let farewell) = phase { "\(farewell.status)" } else { reason }
        return endAll(.connectionLost(path: path, reason: reason))
    }

    /// This side wants no more of the connection.
    package mutating func close() -> Reaction {
        endAll(.closed(path: path))
    }

    private var hasEnded: Bool {
        if case .ended = phase { true } else { false }
    }

    private mutating func answered(_ callID: UInt32, _ response: Response) -> Reaction {
        guard awaited.contains(callID) || abandoned.contains(callID) else {
            return violated("it answered the call \(callID), which is not open")
        }
        return end(callID, .success(response))
    }

    private mutating func end(
        _ callID: UInt32,
        _ result: Result<Response, ClientError>
    ) -> Reaction {
        var reaction = Reaction()
        if awaited.remove(callID) != nil {
            reaction.endings = [.init(callID: callID, result: result)]
        } else {
            abandoned.remove(callID)
        }
        return closingIfIdle(reaction)
    }

    private mutating func abandon(_ callID: UInt32, _ error: ClientError) -> Reaction {
        guard awaited.remove(callID) != nil else { return .nothing }
        abandoned.insert(callID)
        return Reaction(
            endings: [.init(callID: callID, result: .failure(error))],
            withdraws: callID
        )
    }

    private mutating func left(_ farewell: GoAway) -> Reaction {
        phase = .leaving(farewell)
        abandoned = abandoned.filter { $0 <= farewell.lastCallID }
        let unseen = awaited.filter { $0 > farewell.lastCallID }
        awaited.subtract(unseen)
        let error = ClientError.goneAway(path: path, status: farewell.status)
        return closingIfIdle(
            Reaction(endings: unseen.sorted().map { .init(callID: $0, result: .failure(error)) })
        )
    }

    private func closingIfIdle(_ reaction: Reaction) -> Reaction {
        var reaction = reaction
        if case .leaving = phase {
            reaction.closes = awaited.isEmpty && abandoned.isEmpty
        }
        return reaction
    }

    private mutating func violated(_ problem: String) -> Reaction {
        endAll(.protocolViolation(path: path, problem: problem))
    }

    private mutating func endAll(_ error: ClientError) -> Reaction {
        guard !hasEnded else { return .nothing }
        let endings = awaited.sorted().map {
            Reaction.Ending(callID: $0, result: .failure(error))
        }
        // What comes later learns the same, except that a daemon that said goodbye keeps its word.
        if case .leaving(let farewell) = phase, case .connectionLost = error {
            phase = .ended(.goneAway(path: path, status: farewell.status))
        } else {
            phase = .ended(error)
        }
        awaited = []
        abandoned = []
        return Reaction(endings: endings, closes: true)
    }
}

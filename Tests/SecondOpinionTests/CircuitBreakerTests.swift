import SecondOpinion
import Testing

@Suite struct `A circuit breaker` {
    private typealias Ticket = CircuitBreaker.Ticket
    private let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func ticket(_ breaker: inout CircuitBreaker, at seconds: Double) -> Ticket? {
        if case .admitted(let ticket) = breaker.admit(at: at(seconds)) { ticket } else { nil }
    }

    /// Asks and reports the end in the same moment.
    private func ask(
        _ breaker: inout CircuitBreaker,
        _ verdict: CircuitBreaker.Verdict,
        at seconds: Double = 0
    ) throws {
        let ticket = try #require(ticket(&breaker, at: seconds))
        breaker.record(verdict, for: ticket, at: at(seconds))
    }

    private func opened() throws -> CircuitBreaker {
        var breaker = CircuitBreaker(threshold: 3, pause: .seconds(10))
        for _ in 0..<3 { try ask(&breaker, .failing) }
        return breaker
    }

    @Test func `opens after failures in a row, and says how long`() throws {
        var breaker = try opened()
        let admission = breaker.admit(at: at(4))
        #expect(admission == .refused(tryAgainIn: .seconds(6)))
        #expect(breaker.refusal(at: at(9)) == .seconds(1))
        #expect(!breaker.isClosed)
    }

    @Test func `stays closed where a success comes between`() throws {
        var breaker = CircuitBreaker(threshold: 3, pause: .seconds(10))
        for _ in 0..<10 {
            try ask(&breaker, .failing)
            try ask(&breaker, .failing)
            try ask(&breaker, .working)
        }
        #expect(breaker.isClosed)
    }

    @Test func `does not count what says nothing, but does not forget over it either`() throws {
        var breaker = CircuitBreaker(threshold: 2, pause: .seconds(10))
        for _ in 0..<10 { try ask(&breaker, .unknown) }
        try ask(&breaker, .failing)
        try ask(&breaker, .unknown)
        #expect(breaker.isClosed)
        try ask(&breaker, .failing)
        #expect(!breaker.isClosed)
    }

    @Test func `lets one probe through when the pause is over`() throws {
        var breaker = try opened()
        let probe = ticket(&breaker, at: 10)
        let other = ticket(&breaker, at: 10)
        #expect(probe != nil && other == nil)
        breaker.record(.working, for: try #require(probe), at: at(12))
        #expect(breaker.isClosed)
        let next = ticket(&breaker, at: 12)
        #expect(next != nil)
    }

    @Test func `opens again when the probe fails`() throws {
        var breaker = try opened()
        let probe = try #require(ticket(&breaker, at: 15))
        breaker.record(.failing, for: probe, at: at(16))
        #expect(breaker.refusal(at: at(16)) == .seconds(10))
        #expect(breaker.refusal(at: at(26)) == nil)
    }

    @Test func `sends another probe when one is withdrawn or lost`() throws {
        var breaker = try opened()
        let withdrawn = try #require(ticket(&breaker, at: 10))
        breaker.record(.unknown, for: withdrawn, at: at(11))
        let lost = ticket(&breaker, at: 11)
        #expect(lost != nil)
        #expect(breaker.refusal(at: at(20)) == .seconds(1))
        let third = ticket(&breaker, at: 21)
        #expect(third != nil)
    }

    @Test func `does not hear what was asked before it opened or closed`() throws {
        var breaker = CircuitBreaker(threshold: 1, pause: .seconds(10))
        let old = try #require(ticket(&breaker, at: 0))
        try ask(&breaker, .failing)
        breaker.record(.working, for: old, at: at(1))
        #expect(!breaker.isClosed)
        try ask(&breaker, .working, at: 10)
        breaker.record(.failing, for: old, at: at(11))
        #expect(breaker.isClosed)
    }
}

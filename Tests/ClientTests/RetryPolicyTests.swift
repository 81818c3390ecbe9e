import Client
import Testing
import Wire

@Suite struct `A retry policy` {
    private let path = "/run/d.sock"
    private var lost: Result<Response, ClientError> {
        .failure(.connectionLost(path: path, reason: "gone"))
    }

    @Test func `pauses grow by the multiplier until they are long enough`() {
        let policy = RetryPolicy(retries: 12)
        let pauses = (0..<12).compactMap { retry in
            policy.pause(after: lost, of: .status, retry: retry, chance: 0.5)
        }
        let expected =
            [100, 160, 256, 409.6, 655.36, 1048.576, 1677.7216] + Array(repeating: 2000, count: 5)
        #expect(pauses.count == 12)
        for (pause, expected) in zip(pauses, expected) {
            #expect(abs(pause / .milliseconds(1) - expected) < 0.001)
        }
    }

    @Test func `many retries do not overflow a pause`() {
        var policy = RetryPolicy(retries: .max)
        policy.multiplier = 1000
        let pause = policy.pause(after: lost, of: .status, retry: 1_000_000, chance: 0.5)
        #expect(pause == policy.longestBackoff)
    }

    @Test(arguments: [(0, 80), (0.5, 100), (0.75, 110)] as [(Double, Double)])
    func `chance spreads a pause to both sides`(chance: Double, milliseconds: Double) throws {
        let pause = try #require(
            RetryPolicy(retries: 1).pause(after: lost, of: .status, retry: 0, chance: chance)
        )
        #expect(abs(pause / .milliseconds(1) - milliseconds) < 0.001)
    }

    @Test func `retries end`() {
        let policy = RetryPolicy(retries: 2)
        #expect(policy.pause(after: lost, of: .status, retry: 1, chance: 0) != nil)
        #expect(policy.pause(after: lost, of: .status, retry: 2, chance: 0) == nil)
        #expect(RetryPolicy.never.pause(after: lost, of: .status, retry: 0, chance: 0) == nil)
    }

    @Test(arguments: [0, 0.5, 0.999])
    func `the daemon is never called before it said, and never long after`(chance: Double) throws {
        let hint = Duration.seconds(3)
        let pause = try #require(decision(on: Status(.resourceExhausted, retryAfter: hint), chance))
        #expect(pause >= hint && pause <= hint * 1.2)
    }

    @Test func `a hint shorter than the usual pause does not shorten it`() throws {
        let status = Status(.resourceExhausted, retryAfter: .microseconds(1))
        let pause = try #require(decision(on: status, 0.5))
        #expect(pause >= .milliseconds(99))
    }

    @Test func `a daemon that wants to be left alone is`() {
        #expect(decision(on: Status(.unavailable, retryAfter: .seconds(31)), 0) == nil)
        #expect(decision(on: Status(.unavailable, retryAfter: .seconds(30)), 0) != nil)
    }

    @Test(arguments: StatusCode.allCases)
    func `of statuses only those that pass are tried again`(code: StatusCode) {
        #expect((decision(on: Status(code), 0) != nil) == (code == .unavailable))
        let passes = [.unavailable, .resourceExhausted].contains(code)
        #expect((decision(on: Status(code, retryAfter: .seconds(1)), 0) != nil) == passes)
    }

    @Test func `of failures only those that pass are tried again`() {
        let failures: [(ClientError, Bool)] = [
            (noDaemon(.missing), true), (noDaemon(.refused), true), (noDaemon(.crowded), true),
            (noDaemon(.notASocket), false), (noDaemon(.permissionDenied), false),
            (noDaemon(.pathTooLong), false), (noDaemon(.noDescriptors), false),
            (noDaemon(.other("?")), false),
            (noDaemon(.missing, .permissionDenied), false),
            (.goneAway(path: path, status: Status(.unavailable)), true),
            (.connectionLost(path: path, reason: ""), true),
            (.protocolViolation(path: path, problem: ""), false),
            (.unsendable(.oversizedMessage(callID: 1, byteCount: 2, limit: 1)), false),
            (.deadlineExceeded(path: path, timeout: .seconds(1)), false), (.cancelled, false),
            (.closed(path: path), false),
        ]
        let policy = RetryPolicy(retries: 1)
        for (error, passes) in failures {
            let pause = policy.pause(after: .failure(error), of: .status, retry: 0, chance: 0)
            #expect((pause != nil) == passes, "\(error)")
        }
    }

    @Test func `a go-away's own hint is heard`() {
        let status = Status(.resourceExhausted, retryAfter: .seconds(1))
        let pause = RetryPolicy(retries: 1).pause(
            after: .failure(.goneAway(path: path, status: status)),
            of: .status,
            retry: 0,
            chance: 0
        )
        #expect(pause ?? .zero >= .seconds(1))
    }

    @Test func `what is not known to change nothing is not done twice`() {
        let policy = RetryPolicy(retries: 1)
        #expect(policy.pause(after: lost, of: .unknown, retry: 0, chance: 0) == nil)
        #expect(
            policy.pause(
                after: lost,
                of: .classify(ClassifyRequest(image: [1])),
                retry: 0,
                chance: 0
            ) != nil
        )
    }

    @Test func `a first connection is tried again only where there is a socket`() {
        let policy = RetryPolicy(retries: 1)
        func pause(_ error: ClientError) -> Duration? {
            policy.pause(afterFirst: error, retry: 0, chance: 0)
        }
        #expect(pause(noDaemon(.missing)) == nil)
        #expect(pause(noDaemon(.missing, .missing)) == nil)
        #expect(pause(noDaemon(.missing, .refused)) != nil)
        #expect(pause(noDaemon(.crowded)) != nil)
        #expect(pause(noDaemon(.permissionDenied)) == nil)
        #expect(pause(.cancelled) == nil)
        #expect(policy.pause(afterFirst: noDaemon(.refused), retry: 1, chance: 0) == nil)
    }

    private func decision(on status: Status, _ chance: Double) -> Duration? {
        RetryPolicy(retries: 1).pause(
            after: .success(Response(status)),
            of: .status,
            retry: 0,
            chance: chance
        )
    }

    private func noDaemon(_ problems: ConnectionAttempt.Problem...) -> ClientError {
        .noDaemon(problems.map { ConnectionAttempt(path: path, problem: $0) })
    }
}

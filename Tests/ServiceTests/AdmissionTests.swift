import Service
import Testing
import Wire

@Suite struct `the admission queue` {
    @Test func `is first come, first served within a client's line`() {
        var queue = AdmissionQueue(capacity: 3)
        let jobs = (0..<3).map { _ in job() }
        for job in jobs { expect(queue.admits(job)) }
        #expect(queue.count == 3)
        for job in jobs { expect(queue.next()?.call === job.call) }
        expect(queue.next() == nil)
    }

    @Test func `serves clients in turn, however long their lines are`() {
        var queue = AdmissionQueue(capacity: 100)
        for _ in 0..<50 { expect(queue.admits(job(of: 1))) }
        for _ in 0..<2 { expect(queue.admits(job(of: 2))) }
        expect(queue.admits(job(of: 3)))
        #expect((0..<6).compactMap { _ in queue.next()?.client.number } == [1, 2, 3, 1, 2, 1])
    }

    @Test func `refuses a client that has as long a line as any`() {
        var queue = AdmissionQueue(capacity: 4)
        for client in [1, 1, 2, 2] { expect(queue.admits(job(of: client))) }
        for client in [1, 2] { expect(!queue.admits(job(of: client))) }
        _ = queue.next()
        expect(queue.admits(job(of: 1)))
    }

    @Test func `gives the last place of the longest line to a client with a shorter one`() {
        var queue = AdmissionQueue(capacity: 4)
        let greedy = (0..<4).map { _ in job(of: 1) }
        for job in greedy { expect(queue.admits(job)) }
        let modest = job(of: 2)
        guard case .displaced(let victim) = queue.admit(modest) else {
            Issue.record("a newcomer has a place")
            return
        }
        #expect(victim.call === greedy[3].call)
        #expect(queue.count == 4)
        // Two and two is fair: nobody else has to go.
        guard case .displaced = queue.admit(job(of: 2)) else {
            Issue.record("a second place is fair, too")
            return
        }
        expect(!queue.admits(job(of: 2)))
        #expect((0..<4).compactMap { _ in queue.next()?.client.number } == [1, 2, 1, 2])
    }

    @Test func `gives back the place of a call that is withdrawn`() {
        var queue = AdmissionQueue(capacity: 2)
        let (first, second) = (job(), job())
        expect(queue.admits(first) && queue.admits(second))
        queue.remove(first)
        queue.remove(first)
        #expect(queue.count == 1)
        expect(queue.admits(job()))
        expect(queue.next()?.call === second.call)
    }

    @Test func `forgets the turn of a client whose only call was withdrawn`() {
        var queue = AdmissionQueue(capacity: 4)
        let gone = job(of: 1)
        expect(queue.admits(gone) && queue.admits(job(of: 2)))
        queue.remove(gone)
        #expect(queue.next()?.client.number == 2)
        expect(queue.next() == nil)
    }

    @Test func `begins nothing of a client that is held, and keeps its places`() {
        var queue = AdmissionQueue(capacity: 3)
        expect(queue.admits(job(of: 1)))
        queue.hold(ClientID(1))
        queue.hold(ClientID(1))
        expect(queue.admits(job(of: 1)) && queue.admits(job(of: 2)))
        #expect(queue.count == 3)
        #expect(queue.readyCount == 1)
        #expect(queue.next()?.client.number == 2)
        expect(queue.next() == nil)
        queue.resume(ClientID(1))
        queue.resume(ClientID(1))
        #expect(queue.readyCount == 2)
        #expect((0..<3).compactMap { _ in queue.next()?.client.number } == [1, 1])
    }
}

@Suite struct `a pending call` {
    @Test func `is unwanted once it is withdrawn`() {
        let call = PendingCall(accepted: .now) { _ in }
        #expect(call.reasonToStop(at: .now) == nil)
        call.withdraw()
        #expect(call.reasonToStop(at: .now)?.code == .cancelled)
    }

    @Test func `is unwanted from its deadline on`() {
        let now = ContinuousClock.now
        let call = PendingCall(accepted: now, deadline: now + .seconds(1)) { _ in }
        #expect(call.reasonToStop(at: now) == nil)
        #expect(call.reasonToStop(at: now + .milliseconds(999)) == nil)
        #expect(call.reasonToStop(at: now + .seconds(1))?.code == .deadlineExceeded)
    }
}

@Suite struct `the byte budget` {
    private let a = ClientID(1)
    private let b = ClientID(2)
    private let c = ClientID(3)

    @Test func `lets messages in until it is full, and then in turn`() {
        var budget = ByteBudget(capacity: 100, share: 100)
        expect(budget.reserve(60, for: a) && budget.reserve(40, for: b))
        expect(!budget.reserve(30, for: c))
        // Ten would fit after this, but thirty came first.
        expect(budget.release(60, of: a) == [c])
        #expect(budget.used == 70)
        expect(!budget.reserve(50, for: a))
        expect(!budget.reserve(10, for: b))
        expect(budget.release(30, of: c) == [a, b])
        #expect(budget.used == 100)
    }

    @Test func `lets one message of any size in when it is empty`() {
        var budget = ByteBudget(capacity: 100, share: 25)
        expect(budget.reserve(500, for: a))
        expect(!budget.reserve(1, for: b))
        expect(budget.release(500, of: a) == [b])
    }

    @Test func `keeps a client to its share, and lets others pass`() {
        var budget = ByteBudget(capacity: 100, share: 25)
        expect(budget.reserve(20, for: a))
        expect(!budget.reserve(10, for: a))
        // Whoever comes later than somebody who waits asks once more when something is released.
        expect(!budget.reserve(25, for: b))
        expect(budget.leave(c) == [b])
        expect(budget.release(20, of: a) == [a])
        #expect(budget.used == 35)
    }

    @Test func `takes back everything of a client that is gone`() {
        var budget = ByteBudget(capacity: 100, share: 100)
        expect(budget.reserve(90, for: a) && !budget.reserve(50, for: b))
        expect(!budget.reserve(60, for: c))
        expect(budget.leave(b) == [])
        expect(budget.leave(a) == [c])
        #expect(budget.used == 60)
    }

    @Test func `counts a message that has come while it waited`() {
        var budget = ByteBudget(capacity: 100, share: 100)
        expect(budget.reserve(90, for: a) && !budget.reserve(50, for: b))
        budget.take(50, for: b)
        #expect(budget.used == 140)
        expect(budget.release(90, of: a) == [])
        expect(budget.release(50, of: b) == [])
        #expect(budget.used == 0)
    }
}

extension AdmissionQueue {
    /// Whether a job is let in without another that has to go.
    fileprivate mutating func admits(_ job: Job) -> Bool {
        if case .admitted = admit(job) { true } else { false }
    }
}

/// A job of the client's with this number.
func job(
    of client: Int = 1,
    reply: @escaping @Sendable (Response) -> Void = { _ in }
) -> Job {
    Job(
        .classify(ClassifyRequest(image: [0])),
        from: ClientID(client),
        for: PendingCall(accepted: .now, reply: reply)
    )
}

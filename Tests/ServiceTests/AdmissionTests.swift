import Expectations
import Service
import Serving
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

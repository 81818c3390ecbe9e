import Service
import Synchronization
import Testing
import Wire

@Suite struct `the admission queue` {
    @Test func `is first come, first served`() {
        var queue = AdmissionQueue(capacity: 3, byteCapacity: 100)
        let jobs = (0..<3).map { _ in job() }
        for job in jobs { expect(queue.admit(job)) }
        #expect(queue.count == 3)
        for job in jobs { expect(queue.next() === job) }
        expect(queue.next() == nil)
    }

    @Test func `refuses at once when too many wait`() {
        var queue = AdmissionQueue(capacity: 2, byteCapacity: 100)
        expect(queue.admit(job()) && queue.admit(job()))
        expect(!queue.admit(job()))
        _ = queue.next()
        expect(queue.admit(job()))
    }

    @Test func `refuses when images hold too much, but takes one of any size when empty`() {
        var queue = AdmissionQueue(capacity: 10, byteCapacity: 100)
        expect(queue.admit(job(bytes: 500)))
        expect(!queue.admit(job(bytes: 1)))
        _ = queue.next()
        expect(queue.admit(job(bytes: 60)) && queue.admit(job(bytes: 40)))
        expect(!queue.admit(job(bytes: 1)))
    }

    @Test func `gives back the place of a call that is withdrawn`() {
        var queue = AdmissionQueue(capacity: 2, byteCapacity: 10)
        let (first, second) = (job(bytes: 5), job(bytes: 5))
        expect(queue.admit(first) && queue.admit(second))
        queue.remove(first)
        queue.remove(first)
        expect(queue.admit(job(bytes: 5)))
        expect(queue.next() === second)
    }
}

@Suite struct `a job` {
    @Test func `is unwanted once it is withdrawn`() {
        let job = job()
        #expect(job.reasonToStop(at: .now) == nil)
        job.withdraw()
        #expect(job.reasonToStop(at: .now)?.code == .cancelled)
    }

    @Test func `is unwanted from its deadline on`() {
        let now = ContinuousClock.now
        let job = job(deadline: now + .seconds(1))
        #expect(job.reasonToStop(at: now) == nil)
        #expect(job.reasonToStop(at: now + .milliseconds(999)) == nil)
        #expect(job.reasonToStop(at: now + .seconds(1))?.code == .deadlineExceeded)
    }
}

@Suite struct `the queue between the threads` {
    @Test func `hands every job over exactly once, and ends when it is closed`() async {
        let queue = JobQueue(capacity: 1000, byteCapacity: 1 << 20)
        let answered = Mutex(0)
        await withTaskGroup(of: Int.self) { group in
            group.addTask {
                var count = 0
                while let job = queue.next() {
                    job.reply(Response(Status(.ok)))
                    count += 1
                }
                return count
            }
            for _ in 0..<1000 {
                let job = job { _ in answered.withLock { $0 += 1 } }
                expect(queue.admit(job))
            }
            queue.close()
            expect(!queue.admit(job()))
            for await count in group { #expect(count == 1000) }
        }
        #expect(answered.withLock { $0 } == 1000)
    }

    @Test func `forgets a job that was withdrawn while it waited`() {
        let queue = JobQueue(capacity: 2, byteCapacity: 100)
        let (first, second) = (job(), job())
        expect(queue.admit(first) && queue.admit(second))
        queue.withdraw(first)
        #expect(queue.count == 1)
        expect(queue.next() === second)
    }
}

/// A job with an image of `bytes` bytes.
private func job(
    bytes: Int = 1,
    deadline: ContinuousClock.Instant? = nil,
    reply: @escaping @Sendable (Response) -> Void = { _ in }
) -> Job {
    Job(
        .classify(ClassifyRequest(image: [UInt8](repeating: 0, count: bytes))),
        accepted: .now,
        deadline: deadline,
        reply: reply
    )
}

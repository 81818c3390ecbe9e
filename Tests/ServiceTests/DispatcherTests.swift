import Expectations
import Foundation
import Service
import Serving
import Synchronization
import Testing
import Wire

@Suite struct `the worker schedule` {
    @Test func `gives a lone job all cores, and nobody else meanwhile`() {
        var schedule = WorkerSchedule(cores: 4, parallelism: .adaptive)
        expect(schedule.assign(waiting: 1) == .init(worker: 0, share: .everyCore))
        expect(schedule.assign(waiting: 9) == nil)
        schedule.finished(0)
        #expect(schedule.busyCount == 0)
    }

    @Test func `gives a few jobs all cores one after the other`() {
        var schedule = WorkerSchedule(cores: 4, parallelism: .adaptive)
        expect(schedule.assign(waiting: 3) == .init(worker: 0, share: .everyCore))
    }

    @Test func `gives each job a core when there are as many as cores`() {
        var schedule = WorkerSchedule(cores: 2, parallelism: .adaptive)
        expect(schedule.assign(waiting: 2) == .init(worker: 0, share: .oneCore))
        expect(schedule.assign(waiting: 1) == .init(worker: 1, share: .oneCore))
        expect(schedule.assign(waiting: 5) == nil)
        // The last one does not wait for the other to end, to have both.
        schedule.finished(0)
        expect(schedule.assign(waiting: 1) == .init(worker: 0, share: .oneCore))
        schedule.finished(0)
        schedule.finished(1)
        expect(schedule.assign(waiting: 1) == .init(worker: 0, share: .everyCore))
    }

    @Test func `assigns nothing when nothing waits`() {
        var schedule = WorkerSchedule(cores: 2, parallelism: .adaptive)
        expect(schedule.assign(waiting: 0) == nil)
    }

    @Test func `has one worker for latency`() {
        var schedule = WorkerSchedule(cores: 8, parallelism: .latency)
        #expect(schedule.workerCount == 1)
        #expect(schedule.shares == [.everyCore])
        expect(schedule.assign(waiting: 20) == .init(worker: 0, share: .everyCore))
        expect(schedule.assign(waiting: 20) == nil)
    }

    @Test func `has one core a job for throughput`() {
        var schedule = WorkerSchedule(cores: 2, parallelism: .throughput)
        #expect(schedule.shares == [.oneCore])
        expect(schedule.assign(waiting: 1) == .init(worker: 0, share: .oneCore))
    }

    @Test(arguments: WorkerSchedule.Parallelism.allCases)
    func `has nothing to choose on one core`(parallelism: WorkerSchedule.Parallelism) {
        let schedule = WorkerSchedule(cores: 1, parallelism: parallelism)
        #expect(schedule.workerCount == 1)
        #expect(schedule.shares == [.everyCore])
    }
}

@Suite struct `the dispatcher` {
    private static func dispatcher(
        capacity: Int = 1000,
        cores: Int = 3,
        _ parallelism: WorkerSchedule.Parallelism = .adaptive
    ) -> Dispatcher {
        Dispatcher(
            capacity: capacity,
            schedule: WorkerSchedule(cores: cores, parallelism: parallelism)
        )
    }

    /// Does a worker's jobs on a thread of its own, and counts them: waiting for one blocks, which
    /// the few threads of tasks cannot afford.
    private static func work(_ dispatcher: Dispatcher, as worker: Int) async -> Int {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var count = 0
                while let assignment = dispatcher.next(for: worker) {
                    dispatcher.finished(worker)
                    assignment.job.call.reply(Response(.ok))
                    count += 1
                }
                continuation.resume(returning: count)
            }
        }
    }

    @Test(arguments: WorkerSchedule.Parallelism.allCases)
    func `hands every job over exactly once, and ends when it is closed`(
        parallelism: WorkerSchedule.Parallelism
    ) async {
        let dispatcher = Self.dispatcher(parallelism)
        let answered = Mutex(0)
        await withTaskGroup(of: Int.self) { group in
            for worker in 0..<dispatcher.workerCount {
                group.addTask { await Self.work(dispatcher, as: worker) }
            }
            for number in 0..<1000 {
                let job = job(of: number % 7) { _ in answered.withLock { $0 += 1 } }
                guard case .admitted = dispatcher.admit(job) else {
                    Issue.record("there is room for all")
                    break
                }
            }
            dispatcher.close()
            if case .refused = dispatcher.admit(job()) {} else { Issue.record("it is closed") }
            var sum = 0
            for await count in group { sum += count }
            #expect(sum == 1000)
        }
        #expect(answered.withLock { $0 } == 1000)
        #expect(dispatcher.progressCount == 1000)
        #expect(dispatcher.busyCount == 0)
    }

    @Test func `forgets a job that was withdrawn while it waited`() {
        let dispatcher = Self.dispatcher(cores: 1)
        let jobs = (0..<3).map { _ in job() }
        for job in jobs { _ = dispatcher.admit(job) }
        #expect(dispatcher.waitingCount == 2)
        dispatcher.withdraw(jobs[1])
        #expect(dispatcher.waitingCount == 1)
        #expect(dispatcher.next(for: 0)?.job.call === jobs[0].call)
        dispatcher.finished(0)
        #expect(dispatcher.next(for: 0)?.job.call === jobs[2].call)
    }

    @Test func `notices a worker that does not get on, and one that never began`() {
        let dispatcher = Self.dispatcher(cores: 1)
        let now = ContinuousClock.now
        #expect(!dispatcher.isStalled(at: now + .seconds(100), limit: .seconds(10)))
        _ = dispatcher.admit(job())
        #expect(dispatcher.isStalled(at: now + .seconds(100), limit: .seconds(10)))
        _ = dispatcher.next(for: 0)
        #expect(dispatcher.isStalled(at: now + .seconds(100), limit: .seconds(10)))
        let before = dispatcher.progressCount
        dispatcher.progressed(0, at: now + .seconds(95))
        #expect(dispatcher.progressCount > before)
        #expect(!dispatcher.isStalled(at: now + .seconds(100), limit: .seconds(10)))
        dispatcher.finished(0)
        #expect(!dispatcher.isStalled(at: now + .seconds(1000), limit: .seconds(10)))
    }

    @Test func `begins the jobs of a client that reads again`() {
        let dispatcher = Self.dispatcher(cores: 1)
        dispatcher.hold(ClientID(4))
        let held = job(of: 4)
        _ = dispatcher.admit(held)
        #expect(dispatcher.busyCount == 0)
        dispatcher.resume(ClientID(4))
        #expect(dispatcher.busyCount == 1)
        #expect(dispatcher.next(for: 0)?.job.call === held.call)
    }
}

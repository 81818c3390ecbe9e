import LandcoverCommand
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct `An ordered pipeline` {
    @Test(arguments: [1, 2, 8, 300])
    func `results come in the order of the inputs, whatever is done first`(window: Int) async throws
    {
        var results: [Int] = []
        try await inOrder(Array(0..<200), window: window) { number in
            // Later ones of a window are done sooner.
            for _ in 0..<(7 - number % 8) { await Task.yield() }
            return number
        } emit: {
            results.append($0)
        }
        #expect(results == Array(0..<200))
    }

    @Test func `no more than a window is begun and not yet handed on`() async throws {
        let begun = Mutex(0)
        var emitted = 0
        var widest = 0
        try await inOrder(Array(0..<100), window: 8) { _ in
            begun.withLock { $0 += 1 }
            await Task.yield()
        } emit: {
            widest = max(widest, begun.withLock(\.self) - emitted)
            emitted += 1
        }
        #expect(emitted == 100)
        #expect(2...8 ~= widest)
    }

    @Test func `an error ends the run and cancels what is under way`() async throws {
        struct Enough: Error {}
        let cancelled = Mutex(0)
        var results: [Int] = []
        await #expect(throws: Enough.self) {
            try await inOrder(Array(0..<100), window: 4) { number in
                if number < 3 { return number }
                // Waits for ever, unless it is cancelled.
                while !Task.isCancelled { await Task.yield() }
                cancelled.withLock { $0 += 1 }
                return number
            } emit: { number in
                results.append(number)
                if number == 2 { throw Enough() }
            }
        }
        #expect(results == [0, 1, 2])
        #expect(1...3 ~= cancelled.withLock(\.self))
    }

    @Test func `no inputs give no results`() async throws {
        try await inOrder([Int](), window: 1) {
            $0
        } emit: { _ in
            Issue.record("from nothing")
        }
    }
}

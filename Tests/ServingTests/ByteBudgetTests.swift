import Expectations
import Serving
import Testing

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

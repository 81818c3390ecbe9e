import NIOConcurrencyHelpers

/// What a run may cost, what it has cost, and what is under way.
///
/// An image is begun only if it fits beside everything that may still come to be paid.
package final class Budget: Sendable {
    private struct State {
        var spent: UInt64 = 0
        var underWay = 0
        var largest: UInt64
    }

    /// The most to spend in billionths of a US dollar; nil for any amount.
    package let limit: UInt64?

    private let state: NIOLockedValueBox<State>

    /// Prepares to spend.
    ///
    /// - Parameters:
    ///   - limit: The most, in billionths of a US dollar; nil for any amount.
    ///   - estimate: What an image may cost.
    package init(limit: UInt64?, estimate: UInt64) {
        self.limit = limit
        state = NIOLockedValueBox(State(largest: estimate))
    }

    /// What was paid so far.
    package var spent: UInt64 { state.withLockedValue { $0.spent } }

    /// Begins an image if there is money for it.
    package func begin() -> Bool {
        state.withLockedValue { state in
            let committed = state.spent + UInt64(state.underWay + 1) * state.largest
            guard committed <= limit ?? .max else { return false }
            state.underWay += 1
            return true
        }
    }

    /// An image is done.
    ///
    /// - Parameter cost: What it cost; nil if it cost nothing.
    package func end(_ cost: UInt64?) {
        state.withLockedValue { state in
            state.underWay -= 1
            state.spent += cost ?? 0
            // An answer that was dearer than the rule says makes the rule more careful.
            state.largest = max(state.largest, cost ?? 0)
        }
    }
}

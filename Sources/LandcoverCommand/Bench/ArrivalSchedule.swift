import Glibc
import Randomness

/// How the calls of an open loop follow one another.
package enum Arrivals: String, Hashable, Sendable, CaseIterable {
    /// One interval lies between all of them.
    case constant
    /// As from many callers who know nothing of each other: a Poisson process.
    case poisson
}

/// When one connection's calls of an open loop are meant to start, without end.
///
/// The connections' schedules together are the load: constant arrivals take turns, and Poisson
/// processes add up to one (Kingman 1993, superposition theorem).
package struct ArrivalSchedule: Sequence, IteratorProtocol, Sendable {
    private let arrivals: Arrivals
    private let rate: Double
    private let index: Int
    private let count: Int
    private var random: SeededGenerator
    private var begun = 0
    private var elapsed = 0.0

    /// Plans the calls of connection `index` of `count`.
    ///
    /// - Parameters:
    ///   - arrivals: How the calls follow one another.
    ///   - rate: Calls a second of all connections together; more than 0.
    ///   - index: Which connection, from 0.
    ///   - count: How many connections share the load.
    ///   - seed: The chance behind Poisson arrivals.
    package init(
        _ arrivals: Arrivals,
        rate: Double,
        index: Int = 0,
        of count: Int = 1,
        seed: UInt64
    ) {
        precondition(rate > 0 && rate.isFinite, "a rate is more than nothing")
        precondition(0..<count ~= index, "a share is one of all")
        self.arrivals = arrivals
        self.rate = rate
        self.index = index
        self.count = count
        random = SeededGenerator(seed: seed, stream: UInt64(index))
    }

    /// The next intended start, from the beginning of the run.
    package mutating func next() -> Duration? {
        defer { begun += 1 }
        switch arrivals {
        case .constant:
            // Multiplied, not added up: no rounding drifts into the millionth start.
            return .seconds(Double(index + begun * count) / rate)
        case .poisson:
            elapsed -= log(1 - random.fraction()) * Double(count) / rate
            return .seconds(elapsed)
        }
    }
}

import LandcoverCommand
import Testing

@Suite struct `An arrival schedule` {
    @Test func `constant arrivals are one interval apart and do not drift`() throws {
        var schedule = ArrivalSchedule(.constant, rate: 3, seed: 1)
        #expect(schedule.next() == .zero)
        for number in 1..<3_000_000 {
            let start = schedule.next()
            if number % 3 == 0 { #expect(start == .seconds(number / 3)) }
        }
    }

    @Test(arguments: [1, 2, 7])
    func `connections take turns at constant arrivals`(count: Int) {
        let schedules = (0..<count).map {
            ArrivalSchedule(.constant, rate: 10, index: $0, of: count, seed: 1)
        }
        let starts = schedules.flatMap { $0.prefix(100) }.sorted()
        let whole = ArrivalSchedule(.constant, rate: 10, seed: 1).prefix(100 * count)
        #expect(starts == Array(whole))
    }

    @Test(arguments: [1, 8])
    func `Poisson arrivals of all connections have the rate, and exponential intervals`(
        count: Int
    ) throws {
        let rate = 50.0
        let end = Duration.seconds(400)
        let schedules = (0..<count).map {
            ArrivalSchedule(.poisson, rate: rate, index: $0, of: count, seed: 42)
        }
        let starts = schedules.flatMap { $0.prefix { $0 < end } }.sorted()
        // 20,000 are expected, with a standard deviation of 141.
        #expect(abs(starts.count - 20_000) < 600)
        let intervals = zip(starts, starts.dropFirst()).map { ($1 - $0) / .seconds(1) }
        let mean = intervals.reduce(0, +) / Double(intervals.count)
        let squares = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / Double(intervals.count)).squareRoot()
        // As large as the mean: that is what tells them from constant and from uniform ones.
        #expect(abs(deviation / mean - 1) < 0.05)
        let longer = intervals.count { $0 > 1 / rate }
        #expect(abs(Double(longer) / Double(intervals.count) - 0.3679) < 0.02)
    }

    @Test func `the same seed gives the same arrivals, another seed or connection others`() {
        func starts(seed: UInt64, index: Int = 0) -> [Duration] {
            let schedule = ArrivalSchedule(.poisson, rate: 5, index: index, of: 2, seed: seed)
            return Array(schedule.prefix(20))
        }
        #expect(starts(seed: 7) == starts(seed: 7))
        #expect(starts(seed: 7) != starts(seed: 8))
        #expect(starts(seed: 7) != starts(seed: 7, index: 1))
    }
}

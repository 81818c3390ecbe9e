import Evaluation
import Testing

@Suite struct WilsonIntervalTests {
    // The roots of (p - x)² = z² x (1 - x) / n, solved in Python as a quadratic.
    @Test(arguments: [
        (8, 10, 0.4901624715, 0.9433178485), (50, 100, 0.4038315304, 0.5961684696),
    ])
    func `the interval's ends solve the score equation`(
        successes: Int,
        trials: Int,
        lower: Double,
        upper: Double
    ) {
        let interval = WilsonInterval(successes: successes, trials: trials)
        #expect(isClose(interval.lowerBound, lower, within: 1e-8))
        #expect(isClose(interval.upperBound, upper, within: 1e-8))
    }

    @Test func `the interval stays within 0 and 1 and never shrinks to a point`() {
        let none = WilsonInterval(successes: 0, trials: 20)
        let all = WilsonInterval(successes: 20, trials: 20)
        #expect(none.lowerBound == 0 && none.upperBound > 0.1)
        #expect(all.upperBound == 1 && all.lowerBound < 0.9)
    }
}

import Evaluation
import Testing

@Suite struct WilsonIntervalTests {
    // From R's prop.test(x, n, correct = FALSE).
    @Test(arguments: [
        (8, 10, 0.490162471, 0.943317757), (50, 100, 0.403831530, 0.596168470),
    ])
    func `the interval is that of the closed form`(
        successes: Int,
        trials: Int,
        lower: Double,
        upper: Double
    ) {
        let interval = WilsonInterval(successes: successes, trials: trials)
        #expect(isClose(interval.lowerBound, lower, within: 1e-5))
        #expect(isClose(interval.upperBound, upper, within: 1e-5))
    }

    @Test func `the interval stays within 0 and 1 and never shrinks to a point`() {
        let none = WilsonInterval(successes: 0, trials: 20)
        let all = WilsonInterval(successes: 20, trials: 20)
        #expect(none.lowerBound == 0 && none.upperBound > 0.1)
        #expect(all.upperBound == 1 && all.lowerBound < 0.9)
    }
}

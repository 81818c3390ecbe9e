import Evaluation
import Testing

@Suite struct ReliabilityTests {
    private typealias Predictions = [(confidence: Double, isCorrect: Bool)]

    @Test func `the error is the mean gap, weighted by the bins' predictions`() {
        // One bin holds 0.9 twice, one right: gap 0.4. Another holds 0.55 once, right: gap 0.45.
        let predictions: Predictions = [(0.9, true), (0.9, false), (0.55, true)]
        let reliability = Reliability(of: predictions, binCount: 10)
        #expect(isClose(reliability.expectedCalibrationError, (2 * 0.4 + 0.45) / 3))
        #expect(reliability.bins[8].count == 2 && reliability.bins[8].accuracy == 0.5)
        #expect(reliability.bins[5].meanConfidence == 0.55)
        #expect(reliability.bins[0].accuracy == nil)
    }

    @Test func `a confidence that comes true as often as it says has no error`() {
        let predictions: Predictions = (0..<10).map { (0.7, $0 < 7) }
        #expect(Reliability(of: predictions).expectedCalibrationError < 1e-15)
    }

    @Test func `gaps of opposite sign cancel within a bin and not across bins`() {
        let within: Predictions = [(0.91, true), (0.95, false), (0.91, true), (0.95, true)]
        let across: Predictions = [(0.6, true), (0.8, false)]
        #expect(isClose(Reliability(of: within, binCount: 10).expectedCalibrationError, 0.18))
        #expect(isClose(Reliability(of: across, binCount: 10).expectedCalibrationError, 0.6))
    }

    @Test func `a bin holds its upper bound and not its lower one`() {
        let predictions: Predictions = [(0, false), (0.5, true), (0.5.nextUp, true), (1, true)]
        let counts = Reliability(of: predictions, binCount: 2).bins.map(\.count)
        #expect(counts == [2, 2])
    }

    @Test func `rounding above certainty stays in the last bin`() {
        let predictions: Predictions = [(1.0.nextUp, true)]
        #expect(Reliability(of: predictions).bins.last?.count == 1)
    }

    @Test func `without predictions there is no error`() {
        #expect(Reliability(of: Predictions()).expectedCalibrationError == 0)
        #expect(Reliability(of: Predictions()).bins.count == 15)
    }
}

import Glibc
import PlainText

/// The way from values to places along one side of a drawing.
struct Axis: Hashable, Sendable {
    /// A value that is written at the axis.
    struct Tick: Hashable, Sendable {
        /// The value.
        let value: Double
        /// How it is written.
        let label: String
    }

    /// How values are spread.
    enum Spread: Hashable, Sendable {
        /// Equal differences have equal distances.
        case linear
        /// Equal ratios have equal distances; all values are positive.
        case logarithmic
    }

    /// How values are spread.
    let spread: Spread

    /// The values from end to end.
    let domain: ClosedRange<Double>

    /// The place of the smallest value.
    let start: Double

    /// The place of the largest value; less than ``start`` where values grow upwards.
    let end: Double

    /// The values to write.
    let ticks: [Tick]

    private init(
        spread: Spread,
        domain: ClosedRange<Double>,
        start: Double,
        end: Double,
        ticks: [Tick]
    ) {
        self.spread = spread
        self.domain = domain
        self.start = start
        self.end = end
        self.ticks = ticks
    }

    /// An axis whose ends are given.
    ///
    /// - Parameters:
    ///   - domain: The values from end to end; not a single one.
    ///   - start: The place of the smallest value.
    ///   - end: The place of the largest value.
    ///   - count: About how many values to write.
    ///   - wholeNumbers: Whether nothing between whole numbers is written.
    init(
        linear domain: ClosedRange<Double>,
        from start: Double,
        to end: Double,
        count: Int = 5,
        wholeNumbers: Bool = false
    ) {
        precondition(domain.lowerBound < domain.upperBound, "an axis has a length")
        let step = Self.step(over: domain.upperBound - domain.lowerBound, count: count)
        spread = .linear
        self.domain = domain
        self.start = start
        self.end = end
        ticks = Self.multiples(of: wholeNumbers ? max(1, step) : step, in: domain)
    }

    /// A linear axis from 0, or from a round value below it, to a round value above all `values`.
    ///
    /// - Parameters:
    ///   - values: Finite values.
    ///   - start: The place of the smallest value.
    ///   - end: The place of the largest value.
    ///   - count: About how many values to write besides the first.
    init(linearAround values: [Double], from start: Double, to end: Double, count: Int = 4) {
        let base = min(0, values.min() ?? 0)
        let span = (values.max() ?? 0) - base
        let step = Self.step(over: span > 0 ? span : 1, count: count)
        let low = (base / step).rounded(.down) * step
        let high = max(low + step, ((base + span) / step - 1e-9).rounded(.up) * step)
        self.start = start
        self.end = end
        spread = .linear
        domain = low...high
        ticks = Self.multiples(of: step, in: domain)
    }

    /// An axis around all of `values`, which are finite: logarithmic between round values if they
    /// are positive and the largest is more than ten times the smallest, else linear.
    init(around values: [Double], from start: Double, to end: Double) {
        guard let low = values.min(), let high = values.max(), low > 0, high > 10 * low else {
            self.init(linearAround: values, from: start, to: end)
            return
        }
        let ladder = Self.ladder(from: low, to: high)
        let isLong = ladder.count > 8
        self.init(
            spread: .logarithmic,
            domain: (ladder.first ?? low)...(ladder.last ?? high),
            start: start,
            end: end,
            ticks: ladder.filter { !isLong || Self.isPowerOfTen($0) }.map(Self.tick)
        )
    }

    /// The place of a value.
    func position(of value: Double) -> Double {
        let share =
            switch spread {
            case .linear:
                (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
            case .logarithmic:
                log(value / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
            }
        return start + share * (end - start)
    }

    /// The step of 1, 2 or 5 times a power of ten that cuts a span into about `count` parts.
    private static func step(over span: Double, count: Int) -> Double {
        let raw = span / Double(count)
        let magnitude = pow(10, floor(log10(raw)))
        let factor = [1, 2, 5].first { $0 * magnitude >= raw * 0.9 } ?? 10
        return factor * magnitude
    }

    private static func multiples(of step: Double, in domain: ClosedRange<Double>) -> [Tick] {
        // A little more than the ends, which rounding may have moved.
        let first = Int((domain.lowerBound / step - 1e-9).rounded(.up))
        let last = Int((domain.upperBound / step + 1e-9).rounded(.down))
        let places = max(0, Int(-floor(log10(step) + 1e-9)))
        return (first...max(first, last)).map { index in
            let value = Double(index) * step
            return Tick(value: value, label: FixedPoint.text(value, places: places))
        }
    }

    /// The values 1, 2 and 5 times a power of ten from the last below `low` to the first above
    /// `high`.
    private static func ladder(from low: Double, to high: Double) -> [Double] {
        let exponents = Int(floor(log10(low)))...Int(floor(log10(high)))
        let rungs = exponents.flatMap { exponent in
            [1, 2, 5].map { $0 * pow(10, Double(exponent)) }
        }
        let above = rungs + [pow(10, Double(exponents.upperBound + 1))]
        let first = above.lastIndex { $0 <= low * (1 + 1e-9) } ?? 0
        let last = above.firstIndex { $0 >= high * (1 - 1e-9) } ?? above.count - 1
        return Array(above[first...last])
    }

    private static func isPowerOfTen(_ value: Double) -> Bool {
        let exponent = log10(value)
        return abs(exponent - exponent.rounded()) < 1e-9
    }

    private static func tick(_ value: Double) -> Tick {
        let places = max(0, Int(-floor(log10(value) + 1e-9)))
        return Tick(value: value, label: FixedPoint.text(value, places: places))
    }
}

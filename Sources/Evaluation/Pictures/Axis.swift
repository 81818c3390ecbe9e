import Glibc

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

    /// An axis from 0 or a round value to a round value around all of `values`, finite and at least
    /// one; logarithmic if they are positive and the largest is more than ten times the smallest.
    init(around values: [Double], from start: Double, to end: Double) {
        let low = values.min() ?? 0
        let high = values.max() ?? 1
        self.start = start
        self.end = end
        if low > 0, high > 10 * low {
            spread = .logarithmic
            let ladder = Self.ladder(from: low, to: high)
            domain = (ladder.first ?? low)...(ladder.last ?? high)
            let isLong = ladder.count > 8
            ticks = ladder.filter { !isLong || Self.isPowerOfTen($0) }.map(Self.tick)
        } else {
            spread = .linear
            let base = min(0, low)
            let span = high > base ? high - base : 1
            let step = Self.step(over: span, count: 4)
            domain =
                (base / step).rounded(.down) * step...((base + span) / step).rounded(.up) * step
            ticks = Self.multiples(of: step, in: domain)
        }
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

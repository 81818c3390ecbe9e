/// Numbers and words as a person wants to read them in columns.
package enum FixedPoint {
    /// A number with a fixed count of decimals, rounded half away from zero; `?` if it is none.
    package static func text(_ value: Double, places: Int) -> String {
        let unit = (0..<places).reduce(1.0) { power, _ in power * 10 }
        guard let scaled = Int(exactly: (value * unit).rounded()) else { return "?" }
        let sign = scaled < 0 ? "-" : ""
        let digits = "\(scaled.magnitude)".leftPadded(to: places + 1, with: "0")
        guard places > 0 else { return sign + digits }
        return "\(sign)\(digits.dropLast(places)).\(digits.suffix(places))"
    }
}

extension String {
    /// Filled up on the left to `count` characters; longer text stays as it is.
    package func leftPadded(to count: Int, with filler: Character = " ") -> String {
        String(repeating: filler, count: max(0, count - self.count)) + self
    }

    /// Filled up on the right to `count` characters; longer text stays as it is.
    package func rightPadded(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}

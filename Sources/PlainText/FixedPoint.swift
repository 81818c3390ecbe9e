/// Numbers as a person wants to read them.
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

    /// A share of 0…1 in percent, such as `98.57 %`; `–` if it is undefined.
    ///
    /// Neither a doubt nor a chance is rounded away: with one decimal `>99.9 %` and `<0.1 %` stand
    /// for shares that would otherwise read as certain or as impossible.
    package static func percentage(_ share: Double?, places: Int = 2) -> String {
        guard let share else { return undefined }
        let shown = text(share * 100, places: places)
        let unit = (0..<places).reduce(1.0) { power, _ in power / 10 }
        if share > 0, shown == text(0, places: places) {
            return "<\(text(unit, places: places)) %"
        }
        if share < 1, shown == text(100, places: places) {
            return ">\(text(100 - unit, places: places)) %"
        }
        return "\(shown) %"
    }

    /// A number with as many decimals as it needs, but no more than `places`.
    package static func shortest(_ value: Double, places: Int) -> String {
        let full = text(value, places: places)
        guard full.contains(".") else { return full }
        let kept = full.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return kept.isEmpty || String(kept.reversed()) == "-" ? "0" : String(kept.reversed())
    }

    /// Stands for a figure that is not defined.
    package static let undefined = "–"
}

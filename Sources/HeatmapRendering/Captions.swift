package import Landcover

/// The words and numbers that are written on pictures.
package enum Captions {
    /// What the colours of a legend mean.
    package static let legend = "evidence, relative to this image's maximum"

    /// The class and its probability, such as `SeaLake 98.7 %`.
    package static func heading(for prediction: Prediction) -> String {
        "\(prediction.className) \(percentage(of: prediction.probability))"
    }

    /// How strong the strongest place is, such as `peak 3.21 logit units`.
    package static func peak(of heatmap: Heatmap) -> String {
        "peak \(magnitude(heatmap.peak)) logit units"
    }

    /// What is said of an image that nothing speaks for the class in.
    package static func noEvidence(for className: String) -> String {
        "no evidence for \(className) in this image"
    }

    /// A share of 0…1 in percent with one decimal.
    ///
    /// Neither a doubt nor a chance is rounded away: `>99.9 %` and `<0.1 %` stand for shares that
    /// would otherwise read as certain or as impossible.
    package static func percentage(of share: Float) -> String {
        let percent = Double(share) * 100
        if percent > 0, percent < 0.05 { return "<0.1 %" }
        if percent >= 99.95, percent < 100 { return ">99.9 %" }
        return "\(decimal(percent, places: 1)) %"
    }

    /// A positive number with about three significant digits.
    package static func magnitude(_ value: Float) -> String {
        let value = Double(value)
        if value > 0, value < 0.0005 { return "<0.001" }
        let places = value < 0.9995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        return decimal(value, places: places)
    }

    /// A number with a fixed count of decimals, rounded half away from zero.
    private static func decimal(_ value: Double, places: Int) -> String {
        let unit = (0..<places).reduce(1) { power, _ in power * 10 }
        guard let scaled = Int(exactly: (value * Double(unit)).rounded()) else { return "?" }
        let sign = scaled < 0 ? "-" : ""
        let (whole, rest) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt(unit))
        guard places > 0 else { return "\(sign)\(whole)" }
        let digits = String(rest)
        return "\(sign)\(whole).\(String(repeating: "0", count: places - digits.count))\(digits)"
    }
}

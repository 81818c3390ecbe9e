package import Landcover

extension ColorMap {
    /// The colour that stands for a value.
    ///
    /// - Parameter value: 0…1; the nearest of the 256 colours is taken. What lies below 0 counts
    ///   as 0, above 1 as 1, and NaN as 0: a heatmap must not show evidence where there is none.
    /// - Returns: Matplotlib's colour, each channel rounded to the nearest byte.
    package func color(at value: Float) -> RGBColor {
        RGBColor(packed: packedColors[Self.index(of: value)])
    }

    /// All 256 colours, that of 0 first.
    package var colors: [RGBColor] {
        packedColors.map(RGBColor.init(packed:))
    }

    /// The place among the 256 colours of the one that stands for a value.
    static func index(of value: Float) -> Int {
        let clamped = value > 0 ? min(value, 1) : 0
        // Truncating is rounding here and, unlike `rounded()`, no call into the C library.
        return Int(clamped * 255 + 0.5)
    }

    private var packedColors: [UInt32] {
        switch self {
        case .turbo: ColorTables.turbo
        case .jet: ColorTables.jet
        case .viridis: ColorTables.viridis
        }
    }
}

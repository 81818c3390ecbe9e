import Glibc

/// The learning rate over the course of a run: a warm-up to the peak, then a way down.
package struct LearningRateSchedule: Hashable, Sendable {
    /// The way down.
    package enum Shape: String, Hashable, Sendable, CaseIterable {
        /// No way down.
        case constant
        /// A straight line to the final rate.
        case linear
        /// Half a cosine (Loshchilov and Hutter 2016).
        case cosine
    }

    /// The way down.
    package var shape: Shape
    /// The highest rate.
    package var peak: Float
    /// The share of the run in which the rate rises in a straight line, 0…1.
    package var warmup: Double
    /// The last rate, as a share of the peak.
    package var final: Float

    /// States a schedule.
    package init(shape: Shape, peak: Float, warmup: Double, final: Float = 0) {
        self.shape = shape
        self.peak = peak
        self.warmup = warmup
        self.final = final
    }

    /// The rate when `progress` of the run is done, 0…1.
    package func rate(at progress: Double) -> Float {
        if progress < warmup { return peak * Float(progress / warmup) }
        let done = Float((progress - warmup) / max(1 - warmup, .ulpOfOne))
        let share =
            switch shape {
            case .constant: Float(1)
            case .linear: 1 - done
            case .cosine: (1 + cos(Float.pi * done)) / 2
            }
        return peak * (final + (1 - final) * share)
    }
}

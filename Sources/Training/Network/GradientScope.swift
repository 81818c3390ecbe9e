/// Which gradients a pass back computes.
enum GradientScope: Hashable, Sendable {
    /// Every parameter's.
    case all
    /// Those of the normalisations' γ and β, and what they need: all but the kernels'.
    case normalizations
}

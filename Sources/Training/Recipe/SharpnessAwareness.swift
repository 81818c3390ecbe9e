/// Steps by the gradient a little uphill, which leads to weights around which the loss is flat.
///
/// This is sharpness-aware minimisation (SAM; Foret and others 2020). Before each step the
/// normalisations' γ and β move to where the loss is highest at a distance `ρ`, to first order:
///
///     ε = ρ · g / ‖g‖        g: their gradients, ‖g‖: the norm of all of them together
///
/// The step then goes by the gradients that every parameter has there, from where it was before.
/// Kernels stay out of ε: before a normalisation their norm has no meaning, and with γ and β alone
/// networks generalise as well or better (Mueller and others 2023, "Normalization layers are all that
/// sharpness-aware minimization needs"). A step takes about 1.75 times as long. The last epochs alone
/// bring most of the gain (Zhou and others 2024).
package struct SharpnessAwareness: Hashable, Sendable {
    /// `ρ`, more than 0.
    package var radius: Float
    /// The share of the run's epochs before the first one with such steps, 0…1.
    package var from: Double

    /// States a sharpness awareness.
    package init(radius: Float, from: Double = 0) {
        self.radius = radius
        self.from = from
    }

    /// Whether steps are such ones in an epoch, counted from 0, of a run of `epochs`.
    package func applies(inEpoch epoch: Int, of epochs: Int) -> Bool {
        Double(epoch) >= (Double(epochs) * from).rounded(.down)
    }
}

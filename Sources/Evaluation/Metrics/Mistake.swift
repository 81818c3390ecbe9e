/// An image that was taken for another class than its own.
package struct Mistake: Hashable, Sendable {
    /// What the image is called.
    package let name: String

    /// The image's true class, counted from 0.
    package let label: Int

    /// The class that it was taken for.
    package let predicted: Int

    /// The probability that the network gave to the wrong class, 0…1.
    package let confidence: Double

    /// The probability that the network gave to the true class, 0…1.
    package let trueClassProbability: Double
}

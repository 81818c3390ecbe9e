/// How the images of a batch were answered, and what follows for the weights.
package struct BatchOutcome: Hashable, Sendable {
    /// The mean loss, each image's times its weight.
    package let loss: Float
    /// Each image's own loss, in the order of the batch.
    package let losses: [Float]
    /// The weight of the images that were answered right.
    package let correct: Double
    /// The Euclidean norm of all gradients together that were computed.
    package let gradientNorm: Float
}

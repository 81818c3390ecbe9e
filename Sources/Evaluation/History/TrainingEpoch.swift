/// What one epoch of a training gave; figures that were not measured or not finite are nil.
package struct TrainingEpoch: Hashable, Sendable, Decodable {
    /// The epoch's number, counted from 1.
    package internal(set) var epoch: Int

    /// Optimiser steps since the beginning.
    package let step: Int?

    /// The side of the square input in pixels.
    package let inputSize: Int?

    /// How deep and wide the network is, such as `resnet50`.
    package let network: String?

    /// The learning rate at the epoch's end.
    package let learningRate: Double?

    /// The mean loss over the training batches, in nats.
    package let trainLoss: Double?

    /// The share of training images, as augmented, that were right, 0…1.
    package let trainAccuracy: Double?

    /// The mean loss over the validation images, in nats.
    package let validationLoss: Double?

    /// The share of validation images that were right, 0…1.
    package let validationAccuracy: Double?

    /// ``validationLoss`` for the moving average of the weights.
    package let emaValidationLoss: Double?

    /// ``validationAccuracy`` for the moving average of the weights.
    package let emaValidationAccuracy: Double?

    /// Training images in a second.
    package let imagesPerSecond: Double?

    /// What the epoch took.
    package let seconds: Double?

    private enum CodingKeys: String, CodingKey {
        case epoch, step, network, seconds
        case inputSize = "input_size"
        case learningRate = "learning_rate"
        case trainLoss = "train_loss"
        case trainAccuracy = "train_accuracy"
        case validationLoss = "validation_loss"
        case validationAccuracy = "validation_accuracy"
        case emaValidationLoss = "ema_validation_loss"
        case emaValidationAccuracy = "ema_validation_accuracy"
        case imagesPerSecond = "images_per_second"
    }

    /// The best that any weights of this epoch gave on the validation images.
    package var bestValidationAccuracy: Double? {
        [validationAccuracy, emaValidationAccuracy].compactMap(\.self).max()
    }
}

/// What the network says of one class for one image.
package struct Prediction: Hashable, Sendable {
    /// The class's name, such as `SeaLake`.
    package let className: String

    /// The class's place in the model's own order, from 0.
    package let classIndex: Int

    /// The class's share after softmax (and the model's temperature), 0…1.
    package let probability: Float

    /// The class's score before softmax and temperature.
    package let logit: Float

    /// States a prediction.
    package init(className: String, classIndex: Int, probability: Float, logit: Float) {
        self.className = className
        self.classIndex = classIndex
        self.probability = probability
        self.logit = logit
    }
}

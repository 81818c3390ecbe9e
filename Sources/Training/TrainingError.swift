package import OneDNN
package import ResNet

/// A training that cannot begin or go on.
package enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// oneDNN failed.
    case kernel(DNNLError)
    /// A model cannot be read, written or compiled.
    case model(ModelError)
    /// The loss of a step is not a number: the run has diverged.
    case diverged(step: Int, loss: Float)
    /// A checkpoint cannot be read, written or continued; `reason` is a sentence.
    case checkpoint(reason: String)
    /// What is to be trained on and what is to teach it do not fit; `reason` is a sentence.
    case data(reason: String)
    /// A recipe asks for something impossible; `reason` is a sentence.
    case recipe(reason: String)

    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .kernel(let error):
            error.description
        case .model(let error):
            error.description
        case .diverged(let step, let loss):
            "the loss of step \(step) is \(loss): the run has diverged; the last checkpoint is from "
                + "before, resume from it with a smaller --learning-rate or with --clip"
        case .checkpoint(let reason), .data(let reason), .recipe(let reason):
            reason
        }
    }

    /// Runs `body`, wrapping what oneDNN throws.
    static func kernel<Result: ~Copyable>(
        _ body: () throws(DNNLError) -> Result
    ) throws(TrainingError) -> Result {
        do {
            return try body()
        } catch {
            throw .kernel(error)
        }
    }
}

import PlainText

/// Why a model could not be judged.
package enum EvaluationError: Error, Hashable, Sendable {
    /// There are no predictions to judge.
    case noOutcomes
    /// A logit of this image is NaN or infinite.
    case notFinite(image: String)
    /// A line of a training history, counted from 1, cannot be read.
    case unreadableHistory(line: Int, reason: String)
}

extension EvaluationError: CustomStringConvertible {
    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .noOutcomes:
            "There are no predictions to judge; check that the split has images."
        case .notFinite(let image):
            "The network's answer for \(image.printable) is not a finite number; "
                + "use a checkpoint from before the training diverged."
        case .unreadableHistory(let line, let reason):
            "Line \(line) of the training history cannot be read (\(reason.printable)); "
                + "repair or remove the line."
        }
    }
}

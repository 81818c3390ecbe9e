import Evaluation
import FoundationEssentials
import Glibc

extension TrainingCourse {
    /// Reads what `fit` wrote; nil if nothing is named, and nothing beside the model.
    ///
    /// - Parameters:
    ///   - histories: The files of the runs, first to last; none for the one beside the model.
    ///   - model: The model's path.
    /// - Throws: ``UnreadableHistory`` when a file that is named or found cannot be read.
    init?(histories: [String], model: String) throws(UnreadableHistory) {
        var paths = histories
        if paths.isEmpty {
            let usual = "\(model).history.jsonl"
            guard unsafe access(usual, F_OK) == 0 else { return nil }
            paths = [usual]
        }
        self.init(try paths.map(Self.run))
    }

    private static func run(_ path: String) throws(UnreadableHistory) -> TrainingHistory {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw UnreadableHistory(path: path, reason: "it is not there, or no text")
        }
        do {
            return try TrainingHistory(parsing: text)
        } catch {
            throw UnreadableHistory(path: path, reason: error.description)
        }
    }
}

/// A training's history that cannot be shown.
struct UnreadableHistory: Error, CustomStringConvertible {
    /// The file.
    let path: String
    /// What is wrong with it.
    let reason: String

    /// One sentence: what failed, on what, and why.
    var description: String {
        "\(path) cannot be read as a training's history: \(reason)"
    }
}

/// Curves were asked for, and no epoch is known.
struct NoCurves: Error, CustomStringConvertible {
    /// The model's path.
    let model: String

    /// One sentence: what is missing, and the remedy.
    var description: String {
        "There are no curves to draw: no epoch of \(model)'s training is recorded; name its "
            + "history with --history"
    }
}

import FoundationEssentials

/// A run of a training, as `fit` wrote it: one JSON object a line.
///
/// A line with `"event": "start"` has the hyper-parameters, one with `"event": "epoch"` a
/// ``TrainingEpoch``; other events and unknown keys are skipped.
package struct TrainingHistory: Hashable, Sendable {
    /// A hyper-parameter's name and value as they were written.
    package struct Setting: Hashable, Sendable {
        /// The name, such as `weight_decay`.
        package let name: String
        /// The value, such as `0.0005`.
        package let value: String
    }

    /// The hyper-parameters, by name.
    package let settings: [Setting]

    /// The epochs by number.
    ///
    /// Of an epoch that was repeated after an interruption the last account counts.
    package let epochs: [TrainingEpoch]

    /// Whether the last line was cut off, as it is while `fit` writes or after it was killed.
    package let isTruncated: Bool

    /// Reads a history.
    ///
    /// - Parameter text: The file's text. A last line without its line feed may be incomplete.
    /// - Throws: ``EvaluationError/unreadableHistory(line:reason:)`` for any other line that cannot
    ///   be read.
    package init(parsing text: String) throws(EvaluationError) {
        var settings: [String: String] = [:]
        var epochs: [Int: TrainingEpoch] = [:]
        var isTruncated = false
        // A carriage return and its line feed are one character in Swift.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            do {
                switch try HistoryLine(parsing: line) {
                case .start(let values): settings.merge(values) { $1 }
                case .epoch(let epoch): epochs[epoch.epoch] = epoch
                case .other: break
                }
            } catch {
                guard index == lines.count - 1 else {
                    throw .unreadableHistory(line: index + 1, reason: error.reason)
                }
                isTruncated = true
            }
        }
        self.settings = settings.sorted { $0.key < $1.key }.map { Setting(name: $0, value: $1) }
        self.epochs = epochs.values.sorted { $0.epoch < $1.epoch }
        self.isTruncated = isTruncated
    }
}

/// One line of a history.
private enum HistoryLine {
    case start([String: String])
    case epoch(TrainingEpoch)
    case other

    struct Defect: Error {
        let reason: String
    }

    init(parsing line: Substring) throws(Defect) {
        let data = Data(line.utf8)
        let decoder = JSONDecoder()
        do {
            switch try decoder.decode(Event.self, from: data).event {
            case "start":
                let values = try decoder.decode([String: Scalar].self, from: data)
                self = .start(values.compactMapValues(\.text).filter { $0.key != "event" })
            case "epoch":
                self = .epoch(try decoder.decode(TrainingEpoch.self, from: data))
            default:
                self = .other
            }
        } catch let error as DecodingError {
            throw Defect(reason: error.reason)
        } catch {
            throw Defect(reason: "\(error)")
        }
    }

    private struct Event: Decodable {
        let event: String
    }
}

/// A string, number or truth value of a JSON object, as text.
private struct Scalar: Decodable {
    /// Nil for what is none of these.
    let text: String?

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        text =
            if let string = try? value.decode(String.self) {
                string
            } else if let flag = try? value.decode(Bool.self) {
                "\(flag)"
            } else if let whole = try? value.decode(Int.self) {
                "\(whole)"
            } else if let number = try? value.decode(Double.self) {
                "\(number)"
            } else {
                nil
            }
    }
}

extension DecodingError {
    /// What is wrong, in words.
    fileprivate var reason: String {
        switch self {
        case .keyNotFound(let key, _): "it has no \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has the wrong type"
        default: "it is not a JSON object"
        }
    }
}

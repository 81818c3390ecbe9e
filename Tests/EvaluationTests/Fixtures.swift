import Evaluation
import Glibc
import Testing

/// An answer whose probabilities at a temperature of 1 are these.
func outcome(_ name: String = "a.jpg", label: Int, _ probabilities: [Double]) -> Outcome {
    Outcome(name: name, label: label, logits: probabilities.map { Float(log($0)) })
}

/// Four answers over three classes, one of them wrong; the third class does not occur.
let fourOutcomes = [
    outcome("0.jpg", label: 0, [0.7, 0.2, 0.1]),
    outcome("1.jpg", label: 0, [0.3, 0.6, 0.1]),
    outcome("2.jpg", label: 1, [0.1, 0.8, 0.1]),
    outcome("3.jpg", label: 1, [0.25, 0.5, 0.25]),
]

/// The classes of ``fourOutcomes``.
let threeNames = ["Forest", "River", "SeaLake"]

/// Whether two numbers agree to what single-precision logits leave of them.
func isClose(_ value: Double, _ expected: Double, within tolerance: Double = 1e-6) -> Bool {
    abs(value - expected) <= tolerance
}

/// A defect of a document that claims to be XML.
struct MarkupDefect: Error {
    let reason: String
}

/// Walks through the tags of a document and gives the names of its elements in order.
///
/// - Throws: A ``MarkupDefect`` for tags that do not pair, text that is not escaped and attributes
///   that are not quoted.
func elementNames(of document: String) throws(MarkupDefect) -> [String] {
    var open: [Substring] = []
    var names: [String] = []
    var rest = document[...]
    while let start = rest.firstIndex(where: { $0 == "<" || $0 == ">" }) {
        guard rest[start] == "<", let end = rest[start...].firstIndex(of: ">") else {
            throw MarkupDefect(reason: "a bracket without its other")
        }
        let tag = rest[rest.index(after: start)..<end]
        rest = rest[rest.index(after: end)...]
        guard !tag.contains("<") else { throw MarkupDefect(reason: "<\(tag)>") }
        if tag.hasPrefix("/") {
            guard open.popLast() == tag.dropFirst() else {
                throw MarkupDefect(reason: "<\(tag)> closes another element")
            }
        } else {
            let name = tag.prefix { $0.isLetter || $0.isNumber }
            names.append(String(name))
            guard tag.count(where: { $0 == "\"" }).isMultiple(of: 2) else {
                throw MarkupDefect(reason: "<\(tag)> has an open quote")
            }
            if !tag.hasSuffix("/") { open.append(name) }
        }
    }
    guard open.isEmpty else { throw MarkupDefect(reason: "\(open) are not closed") }
    return names
}

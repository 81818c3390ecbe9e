package import HummingbirdCore
import Landcover

/// The parameters of an address's query, of which none may be unknown or said twice.
package struct QueryReader {
    private let values: [String: String]

    /// Reads the query of an address.
    ///
    /// - Parameters:
    ///   - uri: The address.
    ///   - known: The names that it may have.
    /// - Throws: ``Problem`` that names what is unknown, or said twice.
    package init(_ uri: URI, known: [String]) throws(Problem) {
        var values: [String: String] = [:]
        for (key, value) in uri.queryParameters {
            let name = String(key)
            guard known.contains(name) else {
                let list = known.isEmpty ? "there are none" : known.joined(separator: ", ")
                throw .badRequest("there is no parameter `\(name.prefix(60))`; known: \(list)")
            }
            guard values[name] == nil else {
                throw .badRequest("the parameter `\(name)` is given twice")
            }
            values[name] = String(value)
        }
        self.values = values
    }

    /// A text; nil if it is not given.
    package func text(_ name: String) -> String? { values[name] }

    /// A whole number.
    package func integer(
        _ name: String,
        usual: Int,
        in range: ClosedRange<Int>
    ) throws(Problem) -> Int {
        guard let text = values[name] else { return usual }
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text),
            range.contains(number)
        else {
            throw .badRequest(
                "`\(name)` is \(text.prefix(60)); give a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound)"
            )
        }
        return number
    }

    /// A share.
    package func share(_ name: String, usual: Float) throws(Problem) -> Float {
        guard let text = values[name] else { return usual }
        guard let number = Float(text), 0...1 ~= number else {
            throw .badRequest("`\(name)` is \(text.prefix(60)); give a number from 0 to 1")
        }
        return number
    }

    /// One of the values of an enumeration.
    package func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        usual: Value
    ) throws(Problem) -> Value {
        guard let text = values[name] else { return usual }
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badRequest("`\(name)` is \(text.prefix(60)); choose one of \(known)")
        }
        return value
    }
}

/// Ends the process, and so tells libFuzzer of a finding, unless `condition` holds.
///
/// - Parameters:
///   - condition: What must hold, whatever the input.
///   - property: What was expected, for the person who reads the report.
package func expect(_ condition: Bool, _ property: @autoclosure () -> String) {
    guard condition else { fatalError("the property does not hold: \(property())") }
}

/// Checks that an error, or another end, can be shown and logged: one line that says something.
package func expectReadable(_ error: some CustomStringConvertible) {
    let text = error.description
    let isOneLine = text.unicodeScalars.allSatisfy { scalar in
        if (" "..."~").contains(scalar) { return true }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
    expect(!text.isEmpty && isOneLine, "an error reads as one line, not \(text.debugDescription)")
}

extension String {
    /// The text with control characters written out, such as `\x1B`.
    ///
    /// A file's name must not move the cursor or change the colours of who lists it.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            guard scalar.isControl else {
                text.unicodeScalars.append(scalar)
                return
            }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            text += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
        }
    }
}

extension Unicode.Scalar {
    /// Whether it belongs to C0, C1 or is a delete.
    fileprivate var isControl: Bool {
        value < 0x20 || 0x7F...0x9F ~= value
    }
}

extension String {
    /// Filled up on the left to `count` characters; longer text stays as it is.
    package func leftPadded(to count: Int, with filler: Character = " ") -> String {
        String(repeating: filler, count: max(0, count - self.count)) + self
    }

    /// Filled up on the right to `count` characters; longer text stays as it is.
    package func rightPadded(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }

    /// Cut to at most `limit` characters, the last of them an ellipsis where something was cut.
    package func shortened(to limit: Int) -> String {
        count <= limit ? self : prefix(max(0, limit - 1)) + "…"
    }

    /// The text with control characters written out, such as `\x1B`.
    ///
    /// A file's name must not move the cursor or change the colours of who reads of it.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            guard scalar.isControl else {
                text.unicodeScalars.append(scalar)
                return
            }
            text +=
                "\\x"
                + String(scalar.value, radix: 16, uppercase: true).leftPadded(to: 2, with: "0")
        }
    }
}

extension Unicode.Scalar {
    /// Whether it belongs to C0, C1 or is a delete.
    fileprivate var isControl: Bool {
        value < 0x20 || 0x7F...0x9F ~= value
    }
}

extension [UInt8] {
    /// Appends a number, the byte that counts least first.
    mutating func append(_ number: some FixedWidthInteger) {
        for byte in 0..<number.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
        }
    }

    /// The bytes of binary32 numbers.
    static func floats(_ values: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        for value in values { bytes.append(value.bitPattern) }
        return bytes
    }
}

/// A `.safetensors` file, made by hand.
///
/// - Parameters:
///   - header: The JSON.
///   - data: The bytes after it.
///   - length: What the file claims the header's length to be, if not the truth.
/// - Returns: The bytes of the file.
func safetensors(_ header: [UInt8], data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(length ?? UInt64(header.count))
    return bytes + header + data
}

/// A `.safetensors` file with a header of text and `dataCount` bytes of zeros.
func safetensors(_ header: String, dataCount: Int = 0) -> [UInt8] {
    safetensors(Array(header.utf8), data: [UInt8](repeating: 0, count: dataCount))
}

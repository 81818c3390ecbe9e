/// What the header of a `.safetensors` file says, not yet held against the file.
struct SafetensorsHeader: Hashable {
    /// One tensor's description.
    struct Tensor: Hashable {
        /// The tensor's name.
        let name: String
        /// The type as written, such as `BF16`.
        let type: String
        /// The size of each axis, none negative.
        let shape: [Int]
        /// The first byte, counted from the end of the header.
        let begin: Int
        /// The byte after the last.
        let end: Int
    }

    /// The key that is no tensor.
    static let metadataKey = "__metadata__"

    /// The longest header that the format allows, in bytes.
    static let maximumByteCount = 100_000_000

    /// The tensors, in the order of the header.
    var tensors: [Tensor] = []

    /// The free text under `__metadata__`.
    var metadata: [String: String] = [:]
}

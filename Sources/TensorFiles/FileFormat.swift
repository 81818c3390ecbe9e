/// What a file is, told by its first bytes and never by its name.
enum FileFormat: Hashable, Sendable {
    /// A JSON header and raw tensors.
    case safetensors
    /// A ZIP archive as `torch.save` has written since PyTorch 1.6.
    case torchArchive
    /// Something that is recognised in order to be refused by name.
    case foreign(ForeignFormat)
    /// Nothing that is known here.
    case unknown

    /// Bytes that ``init(firstBytes:)`` wants to see, if the file has as many.
    static let signatureByteCount = 512

    /// Tells a format by the beginning of a file.
    init(firstBytes bytes: [UInt8]) {
        let hasBrace = bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
        // The length of a header may be any number and so begin like another format's signature:
        // 640 bytes like a pickle, 35,615 like gzip. Its upper half is zero, which theirs is not.
        if hasBrace, bytes[4..<8].allSatisfy({ $0 == 0 }) {
            self = .safetensors
        } else if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) {
            self = .torchArchive
        } else if let foreign = ForeignFormat(firstBytes: bytes) {
            self = .foreign(foreign)
        } else if hasBrace {
            self = .safetensors
        } else {
            self = .unknown
        }
    }
}

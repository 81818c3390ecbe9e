/// A file format that ``ImageDecoder`` reads.
package enum ImageFormat: String, Hashable, Sendable, CaseIterable {
    /// ITU-T T.81: baseline and progressive, 8 bits a sample.
    case jpeg = "JPEG"
    /// ISO/IEC 15948, of every colour type and depth.
    case png = "PNG"

    /// Recognises a format by its first bytes; nil if it is neither.
    package init?(recognizing bytes: [UInt8]) {
        let format = Self.allCases.first { bytes.starts(with: $0.signature) }
        guard let format else { return nil }
        self = format
    }

    private var signature: [UInt8] {
        switch self {
        case .jpeg: [0xFF, 0xD8, 0xFF]
        case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        }
    }
}

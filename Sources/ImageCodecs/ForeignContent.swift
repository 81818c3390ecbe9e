/// What bytes that are neither JPEG nor PNG seem to be, so that an error can say it.
///
/// It never quotes the bytes: they are the user's.
enum ForeignContent {
    /// Names the content as it reads after "it looks like".
    static func name(of bytes: [UInt8]) -> String {
        for (offset, magic, name) in signatures
        where bytes.dropFirst(offset).starts(with: magic.utf8) {
            return name
        }
        let head = bytes.prefix(64)
        if bytes.starts(with: [0xFF, 0xD8]) || bytes.starts(with: [0x89, 0x50]) {
            return "the beginning of a JPEG or PNG file that was damaged"
        }
        if bytes.starts(with: [0xFF, 0x0A]) { return "a JPEG XL image" }
        if head.allSatisfy({ $0 == 0 }) { return "zeros" }
        guard head.allSatisfy(isText) else { return "binary data of an unknown kind" }
        let firstVisible = head.first { $0 > 0x20 }
        return firstVisible == UInt8(ascii: "<") ? "an HTML, XML or SVG document" : "text"
    }

    private static let signatures: [(offset: Int, magic: String, name: String)] = [
        (0, "GIF8", "a GIF image"),
        (8, "WEBP", "a WebP image"),
        (0, "II*\0", "a TIFF image"),
        (0, "MM\0*", "a TIFF image"),
        (0, "II+\0", "a BigTIFF image"),
        (0, "MM\0+", "a BigTIFF image"),
        (0, "BM", "a BMP image"),
        (4, "jP  \r\n", "a JPEG 2000 image"),
        (4, "JXL ", "a JPEG XL image"),
        (4, "ftypavif", "an AVIF image"),
        (4, "ftyphei", "a HEIC image"),
        (4, "ftypmif1", "a HEIF image"),
        (0, "%PDF", "a PDF document"),
        (0, "PK\u{3}\u{4}", "a ZIP archive"),
        (1, "HDF\r\n", "an HDF5 file"),
        (1, "NUMPY", "a NumPy array"),
    ]

    /// Whether `byte` may stand in ASCII or UTF-8 text.
    private static func isText(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || (0x09...0x0D).contains(byte)
    }
}

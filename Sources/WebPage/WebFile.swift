import CWebPage

/// A file of the page, as it lies in the binary.
package struct WebFile: Hashable, Sendable {
    /// The path that it is asked for by, such as `/assets/app.js`.
    package let path: String

    /// Its content.
    package let bytes: [UInt8]

    /// What it is, as HTTP's Content-Type tells it.
    package let mediaType: String

    /// Names this content and no other, as HTTP's ETag does.
    package let entityTag: String

    /// Every file of the page, in the order of their paths.
    package static let all: [WebFile] = (0..<landcover_embedded_file_count())
        .map { unsafe WebFile(landcover_embedded_file_at($0)) }
        .sorted { $0.path < $1.path }

    @unsafe private init(_ file: landcover_embedded_file) {
        path = unsafe "/" + String(cString: file.path)
        bytes = unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
        mediaType = Self.mediaType(of: path)
        entityTag = "\"\(String(Self.digest(of: bytes), radix: 16))\""
    }

    private static func mediaType(of path: String) -> String {
        let suffix = path.split(separator: ".").last.map(String.init) ?? ""
        return mediaTypes[suffix] ?? "application/octet-stream"
    }

    private static let mediaTypes = [
        "html": "text/html; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "json": "application/json",
        "webmanifest": "application/manifest+json",
        "svg": "image/svg+xml",
        "png": "image/png",
    ]

    /// FNV-1a over 64 bits: it tells versions of our own files apart and guards nothing.
    ///
    /// Source: Fowler, Noll, Vo; RFC 9923.
    private static func digest(of bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

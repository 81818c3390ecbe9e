/// Where a camera's first row and first column belong: EXIF 2.32, tag 0x0112.
///
/// The names are the standard's: `rightTop` means that row 0 is the picture's right side and
/// column 0 its top.
enum ExifOrientation: UInt16, CaseIterable {
    /// Already upright.
    case topLeft = 1
    /// Mirrored left to right.
    case topRight
    /// Turned by half a turn.
    case bottomRight
    /// Mirrored top to bottom.
    case bottomLeft
    /// Mirrored along the main diagonal.
    case leftTop
    /// To be turned a quarter clockwise.
    case rightTop
    /// Mirrored along the other diagonal.
    case rightBottom
    /// To be turned a quarter counterclockwise.
    case leftBottom

    /// Whether a stored row becomes a column.
    var swapsSides: Bool { rawValue >= Self.leftTop.rawValue }

    /// Reads the orientation from the TIFF structure in a JPEG's EXIF segment.
    ///
    /// A structure that is damaged, or silent on the orientation, means ``topLeft``: viewers show
    /// such a file, too.
    init(tiff: ArraySlice<UInt8>) {
        self = TIFFStructure(bytes: tiff)?.orientation ?? .topLeft
    }
}

/// Just enough of TIFF 6.0 to read one number from the first directory.
///
/// Every read is checked against the end: the offsets are a stranger's.
private struct TIFFStructure {
    private let bytes: ArraySlice<UInt8>
    private let isBigEndian: Bool

    init?(bytes: ArraySlice<UInt8>) {
        switch (bytes.first, bytes.dropFirst().first) {
        case (UInt8(ascii: "I"), UInt8(ascii: "I")): isBigEndian = false
        case (UInt8(ascii: "M"), UInt8(ascii: "M")): isBigEndian = true
        default: return nil
        }
        self.bytes = bytes
    }

    /// The value of tag 0x0112 in directory 0, if it is there as one SHORT.
    var orientation: ExifOrientation? {
        let entryBytes = 12
        guard integer(at: 2, bytes: 2) == 42,
            let directory = integer(at: 4, bytes: 4),
            let entries = integer(at: directory, bytes: 2)
        else { return nil }
        for index in 0..<entries {
            let entry = directory + 2 + index * entryBytes
            guard let tag = integer(at: entry, bytes: 2) else { return nil }
            guard tag == 0x0112 else { continue }
            let type = integer(at: entry + 2, bytes: 2)
            let count = integer(at: entry + 4, bytes: 4)
            guard type == 3, count == 1, let value = integer(at: entry + 8, bytes: 2)
            else { return nil }
            return ExifOrientation(rawValue: UInt16(value))
        }
        return nil
    }

    /// The unsigned integer at `offset` of the structure; nil past its end.
    private func integer(at offset: Int, bytes count: Int) -> Int? {
        guard offset <= bytes.count - count else { return nil }
        let field = bytes.dropFirst(offset).prefix(count)
        let mostSignificantFirst = isBigEndian ? Array(field) : field.reversed()
        return mostSignificantFirst.reduce(0) { $0 << 8 | Int($1) }
    }
}

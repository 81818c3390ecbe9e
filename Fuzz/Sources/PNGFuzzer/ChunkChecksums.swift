import Zlib

/// Gives every chunk of a PNG file its right CRC-32 (ISO/IEC 15948, section 5.3).
///
/// Stops at the first chunk that does not lie whole in the file.
func repairChunkChecksums(_ file: inout [UInt8]) {
    var chunk = 8
    while chunk + 12 <= file.count {
        let length = file[chunk..<chunk + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= file.count - chunk - 12 else { return }
        let checksum = chunk + 8 + length
        let covered = Array(file[chunk + 4..<checksum])
        let crc32 = CRC32.checksum(of: unsafe covered.span.bytes)
        for place in 0..<4 {
            file[checksum + place] = UInt8(truncatingIfNeeded: crc32 >> (24 - 8 * place))
        }
        chunk = checksum + 4
    }
}

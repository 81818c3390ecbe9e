import Zlib

/// Gives every entry of a ZIP archive its right CRC-32, wherever the archive states it.
///
/// Entries of the directory are recognised by their signature; those that point nowhere are left.
func repairEntryChecksums(_ file: inout [UInt8]) {
    for entry in places(of: [0x50, 0x4B, 1, 2], in: file) where entry + 46 <= file.count {
        let size = file.littleEndian(at: entry + 20, count: 4)
        let local = file.littleEndian(at: entry + 42, count: 4)
        guard local + 30 <= file.count else { continue }
        let nameAndExtra =
            file.littleEndian(at: local + 26, count: 2)
            + file.littleEndian(at: local + 28, count: 2)
        let start = local + 30 + nameAndExtra
        guard start <= file.count, size <= file.count - start else { continue }

        let data = Array(file[start..<start + size])
        let crc32 = CRC32.checksum(of: unsafe data.span.bytes)
        file.setLittleEndian(crc32, at: entry + 16)
        if file.littleEndian(at: local + 14, count: 4) != 0 {
            file.setLittleEndian(crc32, at: local + 14)
        }
        let descriptor = start + size
        if file[descriptor...].starts(with: [0x50, 0x4B, 7, 8]), descriptor + 8 <= file.count {
            file.setLittleEndian(crc32, at: descriptor + 4)
        }
    }
}

private func places(of signature: [UInt8], in file: [UInt8]) -> [Int] {
    file.indices.filter { file[$0] == signature[0] && file[$0...].starts(with: signature) }
}

extension [UInt8] {
    fileprivate func littleEndian(at place: Int, count: Int) -> Int {
        self[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    fileprivate mutating func setLittleEndian(_ number: UInt32, at place: Int) {
        for byte in 0..<4 { self[place + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
    }
}

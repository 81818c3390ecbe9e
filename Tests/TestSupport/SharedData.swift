package import Foundation
import Testing

/// The data beside the project that some tests hold the network against; absent from a bare clone.
package enum SharedData {
    /// Where it is.
    package static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "shared")

    /// A file or folder of the shared data, or nil, said aloud, where it is absent.
    package static func path(_ name: String) -> String? {
        let path = folder.appending(path: name).path
        if FileManager.default.fileExists(atPath: path) { return path }
        print("SKIPPED: ../shared/\(name) is absent, so this machine cannot compare with it")
        return nil
    }

    /// The lines of a text file.
    package static func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}

/// The published archive of EuroSAT's JPEGs, which are stored in it uncompressed.
package struct ImageArchive {
    private let data: Data
    private var places: [String: (header: Int, count: Int)] = [:]

    /// Opens a file.
    package init(path: String) throws {
        data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        let end = try #require(data.lastRange(of: Data([0x50, 0x4B, 5, 6]))).lowerBound
        var entry = number(at: end + 16, bytes: 4)
        for _ in 0..<number(at: end + 10, bytes: 2) {
            let (name, extra, comment) = (
                number(at: entry + 28, bytes: 2), number(at: entry + 30, bytes: 2),
                number(at: entry + 32, bytes: 2)
            )
            let text = String(decoding: data[entry + 46..<entry + 46 + name], as: UTF8.self)
            places[text] = (number(at: entry + 42, bytes: 4), number(at: entry + 20, bytes: 4))
            entry += 46 + name + extra + comment
        }
    }

    /// The bytes of `EuroSAT_RGB/<name>`.
    package func image(_ name: String) throws -> [UInt8] {
        let (header, count) = try #require(places["EuroSAT_RGB/\(name)"])
        let start =
            header + 30 + number(at: header + 26, bytes: 2) + number(at: header + 28, bytes: 2)
        return [UInt8](data[start..<start + count])
    }

    private func number(at offset: Int, bytes: Int) -> Int {
        data[offset..<offset + bytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}

/// A float32 array as NumPy writes it, row-major.
package struct NumPyArray {
    /// The elements, in order.
    package let values: [Float]

    /// Opens a file.
    package init(path: String) throws {
        let data = try Data(contentsOf: URL(filePath: path))
        try #require(data.prefix(6) == Data([0x93]) + Data("NUMPY".utf8) && data[6] == 1)
        let start = 10 + Int(data[8]) + Int(data[9]) << 8
        let header = String(decoding: data[10..<start], as: UTF8.self)
        try #require(header.contains("'<f4'") && header.contains("'fortran_order': False"))
        values = stride(from: start, to: data.count, by: 4).map { offset in
            let bytes = data[offset..<offset + 4].reversed()
            return Float(bitPattern: bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        }
    }
}

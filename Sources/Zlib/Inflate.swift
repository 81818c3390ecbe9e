import CZlib

/// Decompresses raw deflate streams (RFC 1951), as they stand in ZIP archives.
package enum Inflate {
    /// The most bytes a stream may have, before and after: zlib counts in 32 bits.
    package static let maximumByteCount = Int(UInt32.max)

    /// Decompresses one whole stream whose length is known.
    ///
    /// - Parameters:
    ///   - bytes: The stream and nothing else.
    ///   - count: The number of bytes it holds; no more than these are ever written.
    /// - Returns: `count` bytes.
    /// - Throws: An ``InflateError`` unless stream and output end together.
    /// - Precondition: `count` is not negative and, like `bytes`, within ``maximumByteCount``.
    package static func decompress(
        _ bytes: RawSpan,
        count: Int
    ) throws(InflateError) -> [UInt8] {
        precondition((0...maximumByteCount).contains(count), "zlib counts in 32 bits")
        precondition(bytes.byteCount <= maximumByteCount, "zlib counts in 32 bits")
        var stream = try InflateStream()
        var outcome = InflateStream.Outcome(status: Z_OK, unread: 0, written: 0)
        let output = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            unsafe bytes.withUnsafeBytes { source in
                outcome = unsafe stream.run(source, into: buffer)
            }
            initialized = outcome.written
        }
        try stream.check(outcome, expected: count)
        return output
    }
}

/// zlib's decompressor, for one stream.
///
/// It lives on the heap because zlib keeps a pointer back to it and so it must not move.
@safe private struct InflateStream: ~Copyable {
    /// How far a call came.
    struct Outcome {
        /// zlib's answer.
        let status: Int32
        /// Compressed bytes that were not looked at.
        let unread: Int
        /// Bytes that came out.
        let written: Int
    }

    private let stream: UnsafeMutablePointer<z_stream>

    /// Prepares for a stream without header and checksum.
    init() throws(InflateError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
        unsafe self.stream = unsafe stream
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Decompresses as much as fits.
    mutating func run(
        _ source: UnsafeRawBufferPointer,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Outcome {
        // zlib reads only, its older headers merely do not say so.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: source.assumingMemoryBound(to: UInt8.self).baseAddress
        )
        unsafe stream.pointee.avail_in = UInt32(source.count)
        let status = unsafe write(into: target)
        return unsafe Outcome(
            status: status,
            unread: Int(stream.pointee.avail_in),
            written: target.count - Int(stream.pointee.avail_out)
        )
    }

    /// Throws unless the stream ended exactly where input and output end.
    mutating func check(_ outcome: Outcome, expected: Int) throws(InflateError) {
        switch outcome.status {
        case Z_STREAM_END where outcome.written < expected:
            throw .tooShort(expected: expected, found: outcome.written)
        case Z_STREAM_END where outcome.unread > 0:
            throw .trailingBytes(count: outcome.unread)
        case Z_STREAM_END:
            return
        case Z_MEM_ERROR:
            throw .outOfMemory
        case Z_DATA_ERROR:
            throw .corrupt(reason: message)
        default:
            // Input or output ran out. If both did, only another byte tells which was missing.
            let hasMore = outcome.written == expected && writesAnotherByte()
            throw hasMore ? .tooLong(expected: expected) : .truncated
        }
    }

    /// Whether the stream goes on where the output is full.
    private mutating func writesAnotherByte() -> Bool {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { byte in
            _ = unsafe write(into: byte)
            return unsafe stream.pointee.avail_out == 0
        }
    }

    private mutating func write(into target: UnsafeMutableBufferPointer<UInt8>) -> Int32 {
        // zlib refuses a null pointer even where it may write nothing.
        var nowhere: UInt8 = 0
        return unsafe withUnsafeMutablePointer(to: &nowhere) { nowhere in
            unsafe stream.pointee.next_out = target.baseAddress ?? nowhere
            unsafe stream.pointee.avail_out = UInt32(target.count)
            return unsafe inflate(stream, Z_FINISH)
        }
    }

    /// zlib's words for the fault it met.
    private var message: String {
        guard let text = unsafe stream.pointee.msg else { return "zlib gives no reason" }
        return unsafe String(cString: text)
    }
}

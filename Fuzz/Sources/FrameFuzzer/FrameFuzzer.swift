import Fuzzing
import NIOCore
import Wire

/// A stream of frames gives the same messages and the same end however it is cut into pieces, and
/// they are those of the format's definition.
///
/// Options: the limit of a message; the seed of the cuts.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = unsafe FuzzInput(start, count)
    let limits = [0, 1, 5, 16, 100, 255, 4096, Limits.requestBytes]
    let limit = limits[Int(input.option()) % limits.count]
    let seed = input.option()
    let stream = input.rest

    let defined = StreamEnd(definedFor: stream, limit: limit)
    let whole = StreamEnd(decoding: [ByteBuffer(bytes: stream)], limit: limit)
    expect(whole == defined, "\(whole) is \(defined)")
    let cut = StreamEnd(decoding: pieces(of: stream, seed: seed), limit: limit)
    expect(cut == defined, "cut by \(seed), \(cut) is \(defined)")
    if let error = defined.error { expectReadable(error) }
    return Verdict.keep.rawValue
}

/// Cuts a stream into pieces of 1 to 16 bytes; seed 0 cuts it into single bytes.
private func pieces(of stream: [UInt8], seed: UInt8) -> [ByteBuffer] {
    var pieces: [ByteBuffer] = []
    var rest = ByteBuffer(bytes: stream)
    var state = UInt32(seed)
    while rest.readableBytes > 0 {
        // The upper bits of a linear congruential generator are its best.
        state = state &* 1_664_525 &+ (seed == 0 ? 0 : 1_013_904_223)
        let size = min(1 + Int(state >> 28), rest.readableBytes)
        if let piece = rest.readSlice(length: size) { pieces.append(piece) }
    }
    return pieces
}

import Fuzzing
import TensorFuzzing

/// `.safetensors` files, damaged or not.
///
/// Options: those of ``TensorFileProperties``; in the highest bit of the same byte whether the rest
/// is a header alone, and then in the next byte how much data follow it. A header whose length is
/// always right lets damage reach what the header says.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = unsafe FuzzInput(start, count)
    let option = input.option()
    let dataCount = Int(input.option())
    let file = option & 0x80 == 0 ? input.rest : safetensors(input.rest, dataCount: dataCount)
    TensorFileProperties(option: option).check(file)
    return Verdict.keep.rawValue
}

/// A file with this header and so many bytes of data.
private func safetensors(_ header: [UInt8], dataCount: Int) -> [UInt8] {
    let length = UInt64(header.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
        + header
        + [UInt8](repeating: 0x3C, count: dataCount)
}

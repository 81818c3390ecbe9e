import Fuzzing
import ImageCodecs
import ImageFuzzing

/// PNG files, damaged or not.
///
/// Options: those of ``ImageProperties``, and in the highest bit whether the checksums are kept as
/// they are. Where they are not, damage reaches what lies behind them.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = unsafe FuzzInput(start, count)
    let option = input.option()
    var file = input.rest
    guard ImageFormat(recognizing: file) != .jpeg else { return Verdict.forget.rawValue }
    if option & 0x80 == 0 { repairChunkChecksums(&file) }
    ImageProperties(option: option).check(file)
    return Verdict.keep.rawValue
}

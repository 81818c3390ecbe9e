import Fuzzing
import ImageCodecs
import ImageFuzzing

/// JPEG files, damaged or not.
///
/// Options: those of ``ImageProperties``.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = unsafe FuzzInput(start, count)
    let properties = ImageProperties(option: input.option())
    let file = input.rest
    guard ImageFormat(recognizing: file) != .png else { return Verdict.forget.rawValue }
    properties.check(file)
    return Verdict.keep.rawValue
}

import EnvelopeFuzzing
import Fuzzing
import Wire

/// What a client sends, as the daemon reads it: requests and cancels.
///
/// Options: those of ``EnvelopeProperties``.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe FuzzInput(start, count)
    return EnvelopeProperties.check(input) { body in
        switch body {
        case .request, .cancel: true
        case .response, .goAway: false
        }
    }.rawValue
}

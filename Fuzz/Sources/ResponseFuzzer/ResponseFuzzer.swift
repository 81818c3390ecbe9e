import EnvelopeFuzzing
import Fuzzing
import Wire

/// What the daemon sends, as a client reads it: responses and farewells.
///
/// Options: those of ``EnvelopeProperties``.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe FuzzInput(start, count)
    return EnvelopeProperties.check(input) { body in
        switch body {
        case .response, .goAway: true
        case .request, .cancel: false
        }
    }.rawValue
}

/// One input of libFuzzer's: a few bytes that choose options, then the bytes to be read.
///
/// Options come first, so that what is read begins at the same place in every input of a target.
package struct FuzzInput {
    private var bytes: ArraySlice<UInt8>

    /// Copies what libFuzzer hands to `LLVMFuzzerTestOneInput`.
    ///
    /// - Precondition: `count` bytes can be read at `start`.
    @unsafe package init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
        bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))[...]
    }

    /// Takes the next option; 0 once there are no more bytes.
    package mutating func option() -> UInt8 {
        bytes.popFirst() ?? 0
    }

    /// What follows the options, in memory of its own whose ends AddressSanitizer watches.
    package var rest: [UInt8] { Array(bytes) }
}

import Fuzzing
import TensorFuzzing

/// `torch.save` files, damaged or not.
///
/// Options: those of ``TensorFileProperties``, and in the upper bits of the same byte what the rest
/// is: a pickle, to be put into a sound archive; an archive whose checksums are to be repaired; or
/// the file as it is.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = unsafe FuzzInput(start, count)
    let option = input.option()
    var file = input.rest
    switch option >> 6 {
    case 0: file = TorchArchiveBytes(pickle: file).bytes
    case 1: repairEntryChecksums(&file)
    default: break
    }
    TensorFileProperties(option: option).check(file)
    return Verdict.keep.rawValue
}

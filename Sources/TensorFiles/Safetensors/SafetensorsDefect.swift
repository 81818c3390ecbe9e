/// Why a `.safetensors` file is refused.
package enum SafetensorsDefect: Error, Hashable, Sendable {
    /// The file is too short for the eight bytes of the header's length and a header.
    case tooShort
    /// The header claims more bytes than the format allows.
    case headerTooLong(UInt64)
    /// The header claims more bytes than the file has.
    case headerBeyondFile(UInt64)
    /// The header is not the JSON that the format allows.
    case syntax(byte: Int, expected: String)
    /// A string of the header is not UTF-8.
    case notUTF8(byte: Int)
    /// A number of the header does not fit a 64-bit integer.
    case numberTooLarge(byte: Int)
    /// An object of the header has the same key twice.
    case duplicateKey(String)
    /// A tensor is described by something that the format does not have.
    case unknownKey(tensor: String, key: String)
    /// A tensor's description lacks something.
    case missingKey(tensor: String, key: String)
    /// A tensor's elements are of a type that is not known here.
    case unknownType(tensor: String, type: String)
    /// A tensor has more axes than are allowed here.
    case tooManyAxes(tensor: String)
    /// A tensor's size does not fit a 64-bit integer.
    case sizeOverflow(tensor: String)
    /// A tensor ends before it begins.
    case endsBeforeBeginning(tensor: String)
    /// A tensor's shape and type want another number of bytes than it has.
    case wrongByteCount(tensor: String, has: Int, needs: Int)
    /// A tensor begins before the one in front of it has ended.
    case overlap(tensor: String)
    /// Bytes in front of a tensor belong to none.
    case hole(tensor: String)
    /// A tensor ends beyond the end of the file.
    case beyondFile(tensor: String)
    /// Bytes at the end of the file belong to no tensor.
    case trailingBytes(Int)
}

extension SafetensorsDefect: CustomStringConvertible {
    /// What is wrong, as the end of a sentence.
    package var description: String {
        switch self {
        case .tooShort:
            "it ends before its header"
        case .headerTooLong(let length):
            "its header claims \(length) bytes, and 100000000 are allowed"
        case .headerBeyondFile(let length):
            "its header claims \(length) bytes, more than the file has"
        case .syntax(let byte, let expected):
            "its header has something else than \(expected) at byte \(byte)"
        case .notUTF8(let byte):
            "its header has a string that is not UTF-8 before byte \(byte)"
        case .numberTooLarge(let byte):
            "its header has a number beyond 64 bits before byte \(byte)"
        case .duplicateKey(let key):
            "its header has the key \(quoted(key)) twice"
        case .unknownKey(let tensor, let key):
            "tensor \(quoted(tensor)) has the unknown key \(quoted(key))"
        case .missingKey(let tensor, let key):
            "tensor \(quoted(tensor)) lacks the key \(quoted(key))"
        case .unknownType(let tensor, let type):
            "tensor \(quoted(tensor)) is of the type \(quoted(type)), which is not supported"
        case .tooManyAxes(let tensor):
            "tensor \(quoted(tensor)) has more than \(TensorLimits.rank) axes"
        case .sizeOverflow(let tensor):
            "tensor \(quoted(tensor)) has a size beyond 64 bits"
        case .endsBeforeBeginning(let tensor):
            "tensor \(quoted(tensor)) ends before it begins"
        case .wrongByteCount(let tensor, let has, let needs):
            "tensor \(quoted(tensor)) has \(has) bytes, and its shape and type need \(needs)"
        case .overlap(let tensor):
            "tensor \(quoted(tensor)) overlaps the one in front of it"
        case .hole(let tensor):
            "bytes in front of tensor \(quoted(tensor)) belong to no tensor"
        case .beyondFile(let tensor):
            "tensor \(quoted(tensor)) ends beyond the end of the file"
        case .trailingBytes(let count):
            "\(count) bytes at its end belong to no tensor"
        }
    }
}

/// Why a `torch.save` file that was unpickled is no usable state_dict.
package enum StateDictDefect: Error, Hashable, Sendable {
    /// The file holds something else than a dictionary.
    case notADictionary
    /// Neither the dictionary nor its `state_dict` or `model` holds a tensor.
    case noTensors
    /// Two tensors have the same name.
    case duplicateName(String)
    /// A tensor has a negative size, stride or offset.
    case negative(tensor: String)
    /// A tensor's size does not fit a 64-bit integer.
    case sizeOverflow(tensor: String)
    /// A tensor lies in a storage that the archive does not have.
    case missingStorage(tensor: String, key: String)
    /// A storage has fewer bytes than its element count and type need.
    case shortStorage(tensor: String, key: String)
    /// Two tensors see one storage as elements of different types.
    case mixedStorage(tensor: String, key: String)
    /// A tensor reaches beyond its storage.
    case beyondStorage(tensor: String)
    /// A tensor shows the same elements again and again, as `expand` makes it.
    case expanded(tensor: String)
    /// All tensors together have more elements than are allowed here.
    case tooManyElements
}

extension StateDictDefect: CustomStringConvertible {
    /// What is wrong and what to do, as the end of a sentence.
    package var description: String {
        let saveAgain = "save the file again"
        return switch self {
        case .notADictionary:
            "it holds no dictionary; save model.state_dict()"
        case .noTensors:
            "it holds no tensors by name; save model.state_dict()"
        case .duplicateName(let name):
            "it has the tensor \(quoted(name)) twice; \(saveAgain)"
        case .negative(let tensor):
            "tensor \(quoted(tensor)) has a negative size, stride or offset; \(saveAgain)"
        case .sizeOverflow(let tensor):
            "tensor \(quoted(tensor)) has a size beyond 64 bits; \(saveAgain)"
        case .missingStorage(let tensor, let key):
            "tensor \(quoted(tensor)) needs the entry \(quoted("data/\(key)")), which is not "
                + "there; \(saveAgain)"
        case .shortStorage(let tensor, let key):
            "tensor \(quoted(tensor)) needs more bytes than the entry \(quoted("data/\(key)")) "
                + "has; \(saveAgain)"
        case .mixedStorage(let tensor, let key):
            "tensor \(quoted(tensor)) sees the entry \(quoted("data/\(key)")) as another type than "
                + "a tensor in front of it; clone the tensors before saving"
        case .beyondStorage(let tensor):
            "tensor \(quoted(tensor)) reaches beyond its storage; \(saveAgain)"
        case .expanded(let tensor):
            "tensor \(quoted(tensor)) repeats elements; make it contiguous before saving"
        case .tooManyElements:
            "its tensors have more than \(TensorLimits.totalElements) elements; save fewer, or "
                + "make them views of nothing larger than themselves"
        }
    }
}

/// The only functions and classes that a pickle may name.
enum PickleGlobal: Hashable {
    /// `collections.OrderedDict`, the class of a state_dict.
    case orderedDictionary
    /// `torch.FloatStorage` and its siblings: a run of elements of one type.
    case storage(ElementType)
    /// `torch._utils._rebuild_tensor_v2`: a view of a storage.
    case rebuildTensor
    /// `torch._utils._rebuild_parameter`: a tensor that is trained.
    case rebuildParameter

    /// Recognises a name such as `collections.OrderedDict`.
    init?(_ name: String) {
        switch name {
        case "collections.OrderedDict": self = .orderedDictionary
        case "torch._utils._rebuild_tensor_v2": self = .rebuildTensor
        case "torch._utils._rebuild_parameter": self = .rebuildParameter
        case "torch.FloatStorage": self = .storage(.float32)
        case "torch.HalfStorage": self = .storage(.float16)
        case "torch.BFloat16Storage": self = .storage(.bfloat16)
        case "torch.DoubleStorage": self = .storage(.float64)
        case "torch.LongStorage": self = .storage(.int64)
        case "torch.IntStorage": self = .storage(.int32)
        case "torch.ShortStorage": self = .storage(.int16)
        case "torch.CharStorage": self = .storage(.int8)
        case "torch.ByteStorage": self = .storage(.uint8)
        case "torch.BoolStorage": self = .storage(.bool)
        default: return nil
        }
    }
}

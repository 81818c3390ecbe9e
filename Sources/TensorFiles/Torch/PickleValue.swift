/// What the stack of the pickle machine holds.
///
/// Containers are numbers of ``PickleObjects``' arrays. Values therefore never nest, and neither
/// a deeply nested nor a cyclic pickle can exhaust the call stack or leak.
enum PickleValue: Hashable {
    /// Python's `None`.
    case none
    /// True or false; nothing here needs to know which.
    case bool
    /// A floating-point number; nothing here needs to know which.
    case real
    /// A list, whose elements are not kept.
    case list
    /// A whole number.
    case integer(Int)
    /// A text.
    case text(String)
    /// A function or class.
    case global(PickleGlobal)
    /// A tuple.
    case tuple(Int)
    /// A `dict`, or an `OrderedDict`, which may have attributes.
    case dictionary(Int, isOrdered: Bool)
    /// A storage.
    case storage(Int)
    /// A tensor.
    case tensor(Int)
}

/// A run of elements in an archive, as a pickle refers to it.
struct TorchStorage: Hashable {
    /// The type of the elements.
    let elementType: ElementType
    /// The entry below `data/` that holds them.
    let key: String
    /// The number of elements it claims to have.
    let elementCount: Int
}

/// A view of a storage, as a pickle states it; nothing about it is checked but its rank.
struct TorchTensor: Hashable {
    /// The storage.
    let storage: TorchStorage
    /// Elements in front of the first.
    let offset: Int
    /// The size of each axis.
    let shape: [Int]
    /// Elements from one index of an axis to the next.
    let strides: [Int]
}

/// Bounds on a pickle, far above the 34 kB and 5,000 memo entries of a ResNet-50's.
enum PickleLimits {
    /// Bytes of `data.pkl`.
    static let byteCount = 4 << 20

    /// Values on the stack at once; Python writes at most 2,000 between two marks.
    static let stackDepth = 1 << 16

    /// Values that the pickle keeps for later.
    static let memoCount = 1 << 17

    /// Tuples, lists, dictionaries, storages and tensors together.
    static let objectCount = 1 << 18

    /// Bytes of one string or one global's name.
    static let stringByteCount = 1 << 16
}

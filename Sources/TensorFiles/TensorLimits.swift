/// Bounds on what a file may ask for, far above any network's needs.
enum TensorLimits {
    /// Axes of one tensor.
    static let rank = 16

    /// Elements of all tensors of a `torch.save` file together, where views may share a storage.
    static let totalElements = 1 << 31
}

#if !_endian(little)
    #error("tensor files are little-endian and are read without swapping bytes")
#endif

/// Copies a tensor's elements out of its storage, row-major, as `Float`.
struct ElementWalk {
    /// The shape to walk; a contiguous tensor is one long axis.
    private let shape: [Int]

    /// Elements from one index of an axis to the next.
    private let strides: [Int]

    /// The element that the walk begins with.
    private let offset: Int

    /// Prepares a walk over a tensor with at least one element.
    init(over entry: TensorEntry) {
        if entry.isContiguous {
            shape = [entry.elementCount]
            strides = [1]
        } else {
            shape = entry.shape
            strides = entry.strides
        }
        offset = entry.offset
    }

    /// Fills `destination` with the elements that `storage` holds as `Stored`.
    ///
    /// - Precondition: `destination` has as many elements as the tensor.
    func copy<Stored: StoredFloat>(
        _ stored: Stored.Type,
        from storage: RawSpan,
        into destination: inout MutableSpan<Float>
    ) {
        let innerSize = shape[shape.count - 1]
        let innerStride = strides[strides.count - 1]
        let furthest = zip(shape, strides).reduce(offset) { $0 + ($1.0 - 1) * $1.1 }
        precondition(
            destination.count == shape.reduce(1, *)
                && (furthest + 1) * MemoryLayout<Stored>.size <= storage.byteCount,
            "the walk stays inside the storage and fills the destination"
        )
        // The precondition is the bounds check of every access below.
        unsafe storage.withUnsafeBytes { source in
            unsafe destination.withUnsafeMutableBufferPointer { target in
                var index = [Int](repeating: 0, count: shape.count - 1)
                var first = offset
                for row in 0..<target.count / innerSize {
                    for column in 0..<innerSize {
                        let place = (first + column * innerStride) &* MemoryLayout<Stored>.size
                        // Headers of any length precede the data, so it may lie at any address.
                        let value = unsafe source.loadUnaligned(
                            fromByteOffset: place,
                            as: Stored.self
                        )
                        unsafe target[row &* innerSize &+ column] = value.float
                    }
                    advance(&index, &first)
                }
            }
        }
    }

    /// Steps to the next row: the innermost axis but one first, carrying outwards.
    private func advance(_ index: inout [Int], _ first: inout Int) {
        for axis in index.indices.reversed() {
            index[axis] += 1
            first += strides[axis]
            guard index[axis] == shape[axis] else { return }
            index[axis] = 0
            first -= strides[axis] * shape[axis]
        }
    }
}

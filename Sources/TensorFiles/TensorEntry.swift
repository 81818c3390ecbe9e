/// One tensor of a file: its name, its shape, and where its elements lie.
///
/// Entries are checked when the file is opened: every element lies inside the file.
package struct TensorEntry: Hashable, Sendable {
    /// The name in the file, such as `layer1.0.conv1.weight`.
    package let name: String

    /// What an element is.
    package let elementType: ElementType

    /// The size of each axis, outermost first; empty for a scalar.
    package let shape: [Int]

    /// The product of ``shape``: 1 for a scalar, 0 if an axis is empty.
    package let elementCount: Int

    /// The bytes of the file that the elements lie in; several tensors may share them.
    let storage: Range<Int>

    /// Elements from the start of ``storage`` to the tensor's first element.
    let offset: Int

    /// Elements from one index of an axis to the next; 0 for an axis with at most one index.
    let strides: [Int]

    /// Describes a tensor whose elements lie row-major and without gaps, filling `storage`.
    ///
    /// - Precondition: shape and type were checked against the storage.
    init(name: String, elementType: ElementType, shape: [Int], storage: Range<Int>) {
        let elementCount = storage.count / elementType.byteCount
        var strides = [Int](repeating: 0, count: shape.count)
        // A shape with an empty axis is left out: the product of its other axes may overflow.
        var stride = 1
        for axis in shape.indices.reversed() where elementCount > 0 {
            strides[axis] = stride
            stride *= shape[axis]
        }
        self.init(
            name: name,
            elementType: elementType,
            shape: shape,
            elementCount: elementCount,
            storage: storage,
            offset: 0,
            strides: strides
        )
    }

    /// Describes a view of a storage.
    ///
    /// - Precondition: offset, shape and strides were checked against the storage.
    init(
        name: String,
        elementType: ElementType,
        shape: [Int],
        elementCount: Int,
        storage: Range<Int>,
        offset: Int,
        strides: [Int]
    ) {
        self.name = name
        self.elementType = elementType
        self.shape = shape
        self.elementCount = elementCount
        self.storage = storage
        self.offset = offset
        // The stride of an axis with one index means nothing and may be any number; made 0, the
        // walk over the elements needs no overflow checks.
        self.strides = zip(shape, strides).map { $0 > 1 ? $1 : 0 }
    }

    /// Whether the elements lie row-major and without gaps.
    var isContiguous: Bool {
        if elementCount <= 1 { return true }
        var expected = 1
        for (size, stride) in zip(shape, strides).reversed() where size > 1 {
            guard stride == expected else { return false }
            expected *= size
        }
        return true
    }
}

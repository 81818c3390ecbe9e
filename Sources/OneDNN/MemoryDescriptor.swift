import CDNNL

/// The type of one element of a tensor.
package enum ElementType: Hashable, Sendable {
    /// IEEE 754 binary32.
    case float32
    /// The upper half of a binary32.
    case bfloat16

    var dataType: dnnl_data_type_t {
        switch self {
        case .float32: dnnl_f32
        case .bfloat16: dnnl_bf16
        }
    }
}

/// The order of a tensor's elements in memory.
package enum TensorLayout: Hashable, Sendable {
    /// Whatever order the primitive computes fastest with.
    case any
    /// A vector.
    case vector
    /// A matrix, row by row: `[N, C]` activations or `[C_out, C_in]` weights.
    case rowMajorMatrix
    /// Activations `[N, C, H, W]`, width fastest.
    case nchw
    /// Activations `[N, C, H, W]`, channel fastest ("channels last").
    case nhwc
    /// Activations `[N, C, H, W]`, sixteen channels fastest: a register of AVX-512.
    case nchw16c
    /// Activations `[N, C, H, W]`, eight channels fastest: a register of AVX2.
    case nchw8c
    /// Convolution weights `[C_out, C_in, K_h, K_w]`, width fastest, as PyTorch stores them.
    case oihw
    /// The same weights, input channel by input channel: width fastest, then height, `C_out`, `C_in`.
    case iohw

    var tag: dnnl_format_tag_t {
        switch self {
        case .any: dnnl_format_tag_any
        case .vector: dnnl_a
        case .rowMajorMatrix: dnnl_ab
        case .nchw, .oihw: dnnl_abcd
        case .iohw: dnnl_bacd
        case .nhwc: dnnl_acdb
        case .nchw16c: dnnl_aBcd16b
        case .nchw8c: dnnl_aBcd8b
        }
    }
}

/// The shape, element type and memory order of a tensor.
package struct MemoryDescriptor: Sendable {
    // In oneDNN 2 this is a plain struct; version 3 makes it a handle, and only this file changes.
    var descriptor: dnnl_memory_desc_t

    init(_ descriptor: dnnl_memory_desc_t) {
        self.descriptor = descriptor
    }

    /// Describes a tensor.
    ///
    /// - Parameters:
    ///   - shape: The logical dimensions, outermost first, such as `[N, C, H, W]`.
    ///   - elementType: The type of one element.
    ///   - layout: The order in memory, of as many dimensions as `shape` has.
    /// - Throws: ``DNNLError`` when a dimension is negative.
    package init(
        shape: [Int],
        elementType: ElementType = .float32,
        layout: TensorLayout
    ) throws(DNNLError) {
        var descriptor = dnnl_memory_desc_t()
        let dimensions = shape.map { dnnl_dim_t($0) }
        try check(
            unsafe dnnl_memory_desc_init_by_tag(
                &descriptor,
                Int32(clamping: shape.count),
                dimensions,
                elementType.dataType,
                layout.tag
            ),
            "dnnl_memory_desc_init_by_tag"
        )
        self.descriptor = descriptor
    }

    /// The memory that a tensor of this description takes, in bytes; more than its elements where
    /// the layout pads channels to a block.
    package var byteCount: Int {
        unsafe withUnsafePointer(to: descriptor) { unsafe dnnl_memory_desc_get_size($0) }
    }

    /// The type of one element; nil for types that this wrapper does not name, such as bits.
    package var elementType: ElementType? {
        [ElementType.float32, .bfloat16].first { $0.dataType == descriptor.data_type }
    }

    /// The logical dimensions, outermost first.
    package var shape: [Int] {
        unsafe withUnsafeBytes(of: descriptor.dims) { bytes in
            unsafe bytes.bindMemory(to: dnnl_dim_t.self)
                .prefix(Int(descriptor.ndims))
                .map { Int($0) }
        }
    }
}

extension MemoryDescriptor: Equatable {
    /// Whether two tensors have the same elements in the same places of memory.
    package static func == (left: MemoryDescriptor, right: MemoryDescriptor) -> Bool {
        unsafe withUnsafePointer(to: left.descriptor) { left in
            unsafe withUnsafePointer(to: right.descriptor) { right in
                unsafe dnnl_memory_desc_equal(left, right) != 0
            }
        }
    }
}

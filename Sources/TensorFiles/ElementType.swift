/// What one element of a tensor is, and how many bytes it takes.
///
/// All of them can be listed; those that are floating point can be read.
package enum ElementType: String, Hashable, Sendable, CaseIterable {
    /// IEEE 754 binary32.
    case float32
    /// IEEE 754 binary16.
    case float16
    /// The upper half of a binary32.
    case bfloat16
    /// IEEE 754 binary64.
    case float64
    /// Signed, 64 bits, such as batch norm's `num_batches_tracked`.
    case int64
    /// Signed, 32 bits.
    case int32
    /// Signed, 16 bits.
    case int16
    /// Signed, 8 bits.
    case int8
    /// Unsigned, 8 bits.
    case uint8
    /// One byte, 0 or 1.
    case bool

    /// Bytes an element takes in a file.
    package var byteCount: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }

    /// Whether tensors of this type are read as `Float`.
    package var isFloatingPoint: Bool {
        switch self {
        case .float32, .float16, .bfloat16, .float64: true
        case .int64, .int32, .int16, .int8, .uint8, .bool: false
        }
    }
}

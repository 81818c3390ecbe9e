import OneDNN

/// The number format that a network computes in.
package enum Precision: String, Hashable, Sendable, CaseIterable {
    /// 32-bit floats throughout.
    case float32 = "f32"
    /// Weights and activations in bfloat16, sums in 32 bits; logits come out as 32-bit floats. Needs
    /// a CPU with AVX-512.
    case bfloat16 = "bf16"

    /// The type of weights and activations.
    var elementType: ElementType {
        switch self {
        case .float32: .float32
        case .bfloat16: .bfloat16
        }
    }
}

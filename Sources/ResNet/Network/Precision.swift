import OneDNN

/// The number format that a network computes in.
package enum Precision: String, Hashable, Sendable, CaseIterable {
    /// 32-bit floats throughout.
    case float32 = "f32"

    /// The type of weights and activations.
    var elementType: ElementType {
        switch self {
        case .float32: .float32
        }
    }
}

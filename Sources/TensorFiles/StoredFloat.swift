/// A floating-point format that tensors are stored in and read from as `Float`.
protocol StoredFloat: BitwiseCopyable {
    /// The nearest `Float`.
    var float: Float { get }
}

extension Float: StoredFloat {
    /// Itself.
    var float: Float { self }
}

extension Double: StoredFloat {
    /// The nearest `Float`; infinite if the number is beyond its range.
    var float: Float { Float(self) }
}

extension Float16: StoredFloat {
    /// The same number.
    var float: Float { Float(self) }
}

extension BFloat16: StoredFloat {}

extension [Int] {
    /// The product of the elements, or `nil` if a product on the way, from the left, overflows.
    var checkedProduct: Int? {
        var product = 1
        for factor in self {
            let (next, overflowed) = product.multipliedReportingOverflow(by: factor)
            guard !overflowed else { return nil }
            product = next
        }
        return product
    }
}

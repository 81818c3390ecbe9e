package import OneDNN

/// Makes matrices nearly orthogonal: their singular vectors stay, their singular values become about
/// one (0.7…1.2).
///
/// By Newton and Schulz's iteration with the polynomial of Jordan and others (2024, "Muon: an optimizer
/// for hidden layers"), which needs nothing but products. For `X [rows, columns]`, at least as wide as
/// high:
///
///     X ← X / ‖X‖
///     X ← a X + b (X Xᵀ) X + c (X Xᵀ)² X        five times
///
/// It works in memory of its own, which is allocated once.
package struct Orthogonalization {
    private static let iterations = 5
    private static let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
    /// What keeps a matrix of zeros what it is.
    private static let smallestNorm: Float = 1e-20

    private let rowLimit: Int
    private let columnLimit: Int
    private var product: [Float]
    private var gram: [Float]
    private var polynomial: [Float]

    /// Allocates what the largest matrix needs.
    package init(rows: Int, columns: Int) {
        rowLimit = rows
        columnLimit = columns
        product = [Float](repeating: 0, count: rows * columns)
        gram = [Float](repeating: 0, count: rows * rows)
        polynomial = gram
    }

    /// Orthogonalises some rows of a matrix in their place, with the calling thread's team.
    ///
    /// - Parameters:
    ///   - matrix: Row by row.
    ///   - rows: The rows that are orthogonalised, not more than columns.
    ///   - columns: The length of a row.
    /// - Throws: ``DNNLError`` when oneDNN refuses.
    /// - Precondition: The rows are not more, nor longer, than the memory was made for.
    package mutating func apply(
        to matrix: inout MutableSpan<Float>,
        rows: Range<Int>,
        columns: Int
    ) throws(DNNLError) {
        precondition(rows.count <= columns, "what is orthogonalised is at least as wide as high")
        precondition(
            rows.count <= rowLimit && columns <= columnLimit,
            "what is orthogonalised fits the memory"
        )
        let elements = rows.lowerBound * columns..<rows.upperBound * columns
        let norm = matrix.span.squaredSum(in: elements).squareRoot()
        matrix.scale(elements, by: 1 / max(Float(norm), Self.smallestNorm))
        for _ in 0..<Self.iterations {
            try iterate(matrix.span.extracting(elements), rows: rows.count, columns: columns)
            let product = product.span
            for (index, element) in elements.enumerated() {
                unsafe matrix[unchecked: element] = product[unchecked: index]
            }
        }
    }

    /// One iteration, whose result is the ``product``.
    private mutating func iterate(
        _ x: Span<Float>,
        rows: Int,
        columns: Int
    ) throws(DNNLError) {
        try Self.multiplyByTransposed(x, into: &gram, rows: rows, columns: columns)
        try Self.polynomial(of: gram, into: &polynomial, rows: rows)
        try Self.multiply(polynomial, x, into: &product, rows: rows, columns: columns)
    }

    /// `X Xᵀ`.
    private static func multiplyByTransposed(
        _ x: Span<Float>,
        into gram: inout [Float],
        rows: Int,
        columns: Int
    ) throws(DNNLError) {
        var result = gram.mutableSpan
        try MatrixProduct.multiply(
            x,
            x,
            transposesB: true,
            into: &result,
            rows: rows,
            columns: rows,
            depth: columns
        )
    }

    /// `P = a I + b G + c G²`.
    private static func polynomial(
        of gram: [Float],
        into polynomial: inout [Float],
        rows: Int
    ) throws(DNNLError) {
        let gram = gram.span
        var result = polynomial.mutableSpan
        for index in 0..<rows * rows { result[index] = gram[index] }
        try MatrixProduct.multiply(
            gram,
            gram,
            into: &result,
            rows: rows,
            columns: rows,
            depth: rows,
            alpha: c,
            beta: b
        )
        for row in 0..<rows { result[row * rows + row] += a }
    }

    /// `P X`.
    private static func multiply(
        _ polynomial: [Float],
        _ x: Span<Float>,
        into product: inout [Float],
        rows: Int,
        columns: Int
    ) throws(DNNLError) {
        var result = product.mutableSpan
        try MatrixProduct.multiply(
            polynomial.span,
            x,
            into: &result,
            rows: rows,
            columns: columns,
            depth: rows
        )
    }
}

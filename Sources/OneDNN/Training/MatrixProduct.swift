import CDNNL

/// Products of float32 matrices, row by row in memory, by oneDNN's own kernel.
package enum MatrixProduct {
    /// Computes `C = α · A · B + β · C`, or with `Bᵀ`, with the calling thread's team.
    ///
    /// - Parameters:
    ///   - a: `[rows, depth]`.
    ///   - b: `[depth, columns]`, or `[columns, depth]` where it is transposed.
    ///   - transposesB: Whether `Bᵀ` is meant.
    ///   - c: `[rows, columns]`.
    ///   - rows: Of A and C.
    ///   - columns: Of B, as it is meant, and of C.
    ///   - depth: What is summed over.
    ///   - alpha: α.
    ///   - beta: β; at 0, what C was is not read.
    /// - Throws: ``DNNLError`` when oneDNN refuses.
    /// - Precondition: The matrices have at least as many elements as their shapes.
    package static func multiply(
        _ a: Span<Float>,
        _ b: Span<Float>,
        transposesB: Bool = false,
        into c: inout MutableSpan<Float>,
        rows: Int,
        columns: Int,
        depth: Int,
        alpha: Float = 1,
        beta: Float = 0
    ) throws(DNNLError) {
        precondition(a.count >= rows * depth, "A has the elements of its shape")
        precondition(b.count >= depth * columns, "B has the elements of its shape")
        precondition(c.count >= rows * columns, "C has the elements of its shape")
        let (asItIs, transposed) = (CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "T")))
        let status = unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                unsafe c.withUnsafeMutableBufferPointer { c in
                    unsafe dnnl_sgemm(
                        asItIs,
                        transposesB ? transposed : asItIs,
                        dnnl_dim_t(rows),
                        dnnl_dim_t(columns),
                        dnnl_dim_t(depth),
                        alpha,
                        a.baseAddress,
                        dnnl_dim_t(depth),
                        b.baseAddress,
                        dnnl_dim_t(transposesB ? depth : columns),
                        beta,
                        c.baseAddress,
                        dnnl_dim_t(columns)
                    )
                }
            }
        }
        try check(status, "dnnl_sgemm")
    }
}

/// The vertical half of a resampling: a target row is a weighted sum of some source rows, so whole
/// rows are computed at once, in vector registers.
///
/// Bounds are proved once, by the precondition and by ``FixedPointTaps``; only debug builds check
/// them for every sample.
struct ColumnPass {
    /// Where each target row draws from.
    let taps: FixedPointTaps

    /// Bytes a row, of source and target.
    let stride: Int

    /// Resamples the columns of a picture to `taps.targetLength` rows.
    ///
    /// - Parameter source: `taps.sourceLength` rows of `stride` bytes.
    /// - Returns: `taps.targetLength` rows of `stride` bytes.
    func callAsFunction(_ source: [UInt8]) -> [UInt8] {
        precondition(source.count == taps.sourceLength * stride, "the plan is for these rows")
        let count = taps.targetLength * stride
        var sums = [Int32](repeating: 0, count: taps.count == 2 ? 0 : stride)
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            unsafe source.withUnsafeBufferPointer { source in
                unsafe sums.withUnsafeMutableBufferPointer { sums in
                    for (row, start) in taps.starts.enumerated() {
                        let sourceRows = unsafe UnsafeBufferPointer(
                            rebasing: source[start * stride..<(start + taps.count) * stride]
                        )
                        let targetRow = unsafe UnsafeMutableBufferPointer(
                            rebasing: target[row * stride..<(row + 1) * stride]
                        )
                        if taps.count == 2 {
                            unsafe blendPair(of: sourceRows, for: row, into: targetRow)
                        } else {
                            unsafe addUp(sourceRows, for: row, in: sums, into: targetRow)
                        }
                    }
                }
            }
            initialized = count
        }
    }

    /// One row when two rows contribute to it, as always when enlarging.
    private func blendPair(
        of source: UnsafeBufferPointer<UInt8>,
        for row: Int,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        let upper = unsafe UnsafeBufferPointer(rebasing: source[..<stride])
        let lower = unsafe UnsafeBufferPointer(rebasing: source[stride...])
        let (upperWeight, lowerWeight) = (taps.weights[row * 2], taps.weights[row * 2 + 1])
        for byte in 0..<target.count {
            let sum = unsafe Int32(upper[byte]) &* upperWeight &+ Int32(lower[byte]) &* lowerWeight
            unsafe target[byte] = FixedPointTaps.rounded(sum)
        }
    }

    /// One row when any number of rows contribute to it.
    private func addUp(
        _ source: UnsafeBufferPointer<UInt8>,
        for row: Int,
        in sums: UnsafeMutableBufferPointer<Int32>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        unsafe sums.update(repeating: 0)
        for tap in 0..<taps.count {
            let weight = taps.weights[row * taps.count + tap]
            let sourceRow = unsafe UnsafeBufferPointer(rebasing: source.dropFirst(tap * stride))
            for byte in 0..<target.count {
                unsafe sums[byte] &+= Int32(sourceRow[byte]) &* weight
            }
        }
        for byte in 0..<target.count {
            unsafe target[byte] = FixedPointTaps.rounded(sums[byte])
        }
    }
}

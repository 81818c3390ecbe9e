/// The horizontal half of a resampling.
///
/// Bounds are proved once, by the precondition and by ``FixedPointTaps``; only debug builds check
/// them for every sample.
struct RowPass {
    /// Where each pixel of a target row draws from.
    let taps: FixedPointTaps

    /// Resamples every row of an RGB picture to `taps.targetLength` pixels.
    ///
    /// - Parameter source: Rows of `taps.sourceLength` pixels, three bytes each.
    /// - Returns: As many rows of `taps.targetLength` pixels.
    func callAsFunction(_ source: [UInt8]) -> [UInt8] {
        let sourceStride = taps.sourceLength * 3
        let targetStride = taps.targetLength * 3
        precondition(source.count.isMultiple(of: sourceStride), "the rows are whole")
        let rows = source.count / sourceStride
        let count = rows * targetStride
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            unsafe source.withUnsafeBufferPointer { source in
                for row in 0..<rows {
                    let sourceRow = unsafe UnsafeBufferPointer(
                        rebasing: source[row * sourceStride..<(row + 1) * sourceStride]
                    )
                    let targetRow = unsafe UnsafeMutableBufferPointer(
                        rebasing: target[row * targetStride..<(row + 1) * targetStride]
                    )
                    if taps.count == 2 {
                        unsafe blendPairs(of: sourceRow, into: targetRow)
                    } else {
                        unsafe addUp(sourceRow, into: targetRow)
                    }
                }
            }
            initialized = count
        }
    }

    /// One row when two pixels contribute to each, as always when enlarging.
    private func blendPairs(
        of source: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        unsafe taps.withUnsafeTables { starts, weights in
            for pixel in 0..<starts.count {
                let left = unsafe starts[pixel] * 3
                let leftWeight = unsafe weights[pixel * 2]
                let rightWeight = unsafe weights[pixel * 2 + 1]
                for channel in 0..<3 {
                    let sum =
                        unsafe Int32(source[left + channel]) &* leftWeight
                        &+ Int32(source[left + channel + 3]) &* rightWeight
                    unsafe target[pixel * 3 + channel] = FixedPointTaps.rounded(sum)
                }
            }
        }
    }

    /// One row when any number of pixels contribute to each.
    private func addUp(
        _ source: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        let count = taps.count
        unsafe taps.withUnsafeTables { starts, weights in
            for pixel in 0..<starts.count {
                var (red, green, blue): (Int32, Int32, Int32) = (0, 0, 0)
                for tap in 0..<count {
                    let weight = unsafe weights[pixel * count + tap]
                    let sample = unsafe (starts[pixel] + tap) * 3
                    unsafe red &+= Int32(source[sample]) &* weight
                    unsafe green &+= Int32(source[sample + 1]) &* weight
                    unsafe blue &+= Int32(source[sample + 2]) &* weight
                }
                unsafe target[pixel * 3] = FixedPointTaps.rounded(red)
                unsafe target[pixel * 3 + 1] = FixedPointTaps.rounded(green)
                unsafe target[pixel * 3 + 2] = FixedPointTaps.rounded(blue)
            }
        }
    }
}

extension FixedPointTaps {
    /// Lends `starts` and `weights` for a loop that must not check their bounds.
    @inline(__always)
    fileprivate func withUnsafeTables(
        _ body: (UnsafeBufferPointer<Int>, UnsafeBufferPointer<Int32>) -> Void
    ) {
        unsafe starts.withUnsafeBufferPointer { starts in
            unsafe weights.withUnsafeBufferPointer { weights in
                unsafe body(starts, weights)
            }
        }
    }
}

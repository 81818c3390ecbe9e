/// Places values in one block of memory so that values needed at the same time do not overlap.
///
/// Greedy by size: the largest value first, each at the lowest free place. For the chains and short
/// side branches of a residual network this meets the lower bound: the largest sum of sizes that
/// any single step needs.
package struct ArenaPlan: Hashable {
    /// A value and the steps that it must survive.
    package struct Value: Hashable {
        /// Its size in bytes.
        package let byteCount: Int
        /// The first and the last step that read or write it.
        package let lifetime: ClosedRange<Int>

        /// States a value.
        package init(byteCount: Int, lifetime: ClosedRange<Int>) {
            self.byteCount = byteCount
            self.lifetime = lifetime
        }
    }

    /// Where each value begins, in bytes, in the order they were given.
    package let offsets: [Int]

    /// The size of the block, in bytes.
    package let byteCount: Int

    /// Plans a block.
    ///
    /// - Parameters:
    ///   - values: What is placed.
    ///   - alignment: What every offset is a multiple of.
    package init(_ values: [Value], alignment: Int) {
        var offsets = [Int](repeating: 0, count: values.count)
        var placed: [Int] = []
        var end = 0
        for index in values.indices.sorted(by: { values[$0].byteCount > values[$1].byteCount }) {
            let neighbours =
                placed
                .filter { values[$0].lifetime.overlaps(values[index].lifetime) }
                .sorted { offsets[$0] < offsets[$1] }
            var offset = 0
            for neighbour in neighbours where offsets[neighbour] < offset + values[index].byteCount
            {
                let afterNeighbour = offsets[neighbour] + values[neighbour].byteCount
                offset = max(offset, afterNeighbour.rounded(upToMultipleOf: alignment))
            }
            offsets[index] = offset
            placed.append(index)
            end = max(end, offset + values[index].byteCount)
        }
        self.offsets = offsets
        byteCount = end
    }
}

extension Int {
    /// The smallest multiple of `step` that is not less.
    func rounded(upToMultipleOf step: Int) -> Int {
        (self + step - 1) / step * step
    }
}

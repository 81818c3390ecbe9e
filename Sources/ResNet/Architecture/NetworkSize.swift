/// How deep and how wide a network of bottlenecks is; the rest of the table follows.
package struct NetworkSize: Hashable, Sendable {
    /// Blocks in each of the four stages.
    package let blockCounts: [Int]
    /// Channels of the stem and inside the first stage's blocks; each stage doubles it.
    package let width: Int

    /// ResNet-50, in table 1 of He and others 2015.
    package static let resNet50 = NetworkSize(uncheckedBlocks: [3, 4, 6, 3], width: 64)

    /// Half of ResNet-50's channels and 7 of its 16 blocks: what learns first and grows into it.
    package static let small = NetworkSize(uncheckedBlocks: [1, 2, 2, 2], width: 32)

    /// The most blocks that a stage may have: ResNet-152 has 36.
    package static let largestBlockCount = 64
    /// The greatest width.
    package static let largestWidth = 256
    private static let stageCount = 4

    /// States a size; nil where it has not four stages, or one without blocks, or is beyond the
    /// largest.
    package init?(blockCounts: [Int], width: Int) {
        guard blockCounts.count == Self.stageCount, (1...Self.largestWidth).contains(width),
            blockCounts.allSatisfy({ (1...Self.largestBlockCount).contains($0) })
        else { return nil }
        self.init(uncheckedBlocks: blockCounts, width: width)
    }

    private init(uncheckedBlocks: [Int], width: Int) {
        blockCounts = uncheckedBlocks
        self.width = width
    }

    /// Whether a network of this size can grow into one of `other`: none of its parts is larger.
    package func fits(in other: NetworkSize) -> Bool {
        width <= other.width && zip(blockCounts, other.blockCounts).allSatisfy { $0 <= $1 }
    }
}

extension NetworkSize: LosslessStringConvertible {
    private static let resNet50Name = "resnet50"

    /// `resnet50`, or the blocks and the width, such as `1-2-2-2/32`.
    package var description: String {
        self == .resNet50
            ? Self.resNet50Name
            : "\(blockCounts.map(String.init).joined(separator: "-"))/\(width)"
    }

    /// A name for people: `ResNet-50`, or `a network of 1-2-2-2/32`.
    package var title: String { self == .resNet50 ? "ResNet-50" : "a network of \(self)" }

    /// Reads a description; nil for what is none.
    package init?(_ description: String) {
        if description == Self.resNet50Name {
            self = .resNet50
            return
        }
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[1]) else { return nil }
        let blocks = parts[0].split(separator: "-", omittingEmptySubsequences: false)
            .map { Int($0) }
        guard !blocks.contains(nil) else { return nil }
        self.init(blockCounts: blocks.compactMap(\.self), width: width)
    }
}

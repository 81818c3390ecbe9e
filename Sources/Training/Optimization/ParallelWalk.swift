/// Walks over all parameters on every core, in pieces that do not depend on how many cores there
/// are, so that sums come out the same on any machine.
struct ParallelWalk {
    /// A stretch of one parameter's elements.
    struct Piece: Hashable {
        /// The parameter's place in the list.
        let parameter: Int
        /// The stretch, in elements of its memory.
        let range: Range<Int>
    }

    private static let pieceLength = 1 << 16

    /// The pieces of all parameters, in order.
    let pieces: [Piece]

    /// Cuts parameters of `counts` elements into pieces.
    init(elementCounts counts: [Int]) {
        pieces = counts.enumerated().flatMap { parameter, count in
            stride(from: 0, to: count, by: Self.pieceLength).map { start in
                Piece(parameter: parameter, range: start..<min(start + Self.pieceLength, count))
            }
        }
    }

    /// Runs `body` once for each piece, several at a time; pieces do not overlap, so neither do
    /// the elements that two calls touch.
    func forEach(_ body: (Piece) -> Void) {
        _ = concurrentMap(pieces.count) { body(pieces[$0]) }
    }

    /// The sum of what `body` gives for each piece, added in the pieces' order.
    func sum(_ body: (Piece) -> Double) -> Double {
        concurrentMap(pieces.count) { body(pieces[$0]) }.reduce(0, +)
    }
}

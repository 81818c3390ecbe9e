import Dispatch
import OneDNN

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
        withoutActuallyEscaping(body) { body in
            // All calls have returned when `concurrentPerform` does.
            nonisolated(unsafe) let body = body
            let pieces = pieces
            DispatchQueue.concurrentPerform(iterations: pieces.count) { index in
                unsafe body(pieces[index])
            }
        }
    }

    /// The sum of what `body` gives for each piece, added in the pieces' order.
    func sum(_ body: (Piece) -> Double) -> Double {
        let sums = unsafe [Double](unsafeUninitializedCapacity: pieces.count) { buffer, count in
            withoutActuallyEscaping(body) { body in
                nonisolated(unsafe) let (body, slots) = unsafe (body, buffer)
                let pieces = pieces
                DispatchQueue.concurrentPerform(iterations: pieces.count) { index in
                    unsafe slots.initializeElement(at: index, to: body(pieces[index]))
                }
            }
            count = pieces.count
        }
        return sums.reduce(0, +)
    }
}

import Datasets
import ImageCodecs
import Testing

@Suite struct `Symmetries` {
    private let square = Picture.noise(width: 5, height: 5)
    private let oblong = Picture.noise(width: 7, height: 4)

    @Test func `there are eight, and they are different`() {
        let images = SquareSymmetry.allCases.map { $0.apply(to: square) }
        #expect(images.count == 8 && Set(images).count == 8)
        #expect(SquareSymmetry.identity.apply(to: square) == square)
    }

    @Test func `following one by another is what composition says`() {
        for image in [square, oblong] {
            for first in SquareSymmetry.allCases {
                for second in SquareSymmetry.allCases {
                    let composed = first.followed(by: second)
                    #expect(
                        composed.apply(to: image) == second.apply(to: first.apply(to: image)),
                        "\(first), then \(second)"
                    )
                }
            }
        }
    }

    @Test(arguments: SquareSymmetry.allCases)
    func `the inverse undoes it`(symmetry: SquareSymmetry) {
        #expect(symmetry.inverse.apply(to: symmetry.apply(to: oblong)) == oblong)
        #expect(symmetry.followed(by: symmetry.inverse) == .identity)
        #expect(symmetry.inverse.followed(by: symmetry) == .identity)
        #expect(symmetry.inverse.inverse == symmetry)
    }

    @Test func `composition is associative and has every element once a row`() {
        let all = SquareSymmetry.allCases
        for a in all {
            #expect(Set(all.map { a.followed(by: $0) }).count == 8)
            for b in all {
                for c in all {
                    #expect(
                        a.followed(by: b).followed(by: c) == a.followed(by: b.followed(by: c))
                    )
                }
            }
        }
    }

    @Test func `each name does what it says`() {
        // A 3 × 2 image, its pixels numbered a to f by rows.
        let image = image("abc", "def")
        let expected: [SquareSymmetry: RGBImage] = [
            .identity: self.image("abc", "def"),
            .mirroredHorizontally: self.image("cba", "fed"),
            .mirroredVertically: self.image("def", "abc"),
            .halfTurn: self.image("fed", "cba"),
            .transposed: self.image("ad", "be", "cf"),
            .quarterTurn: self.image("da", "eb", "fc"),
            .quarterTurnBack: self.image("cf", "be", "ad"),
            .antitransposed: self.image("fc", "eb", "da"),
        ]
        for symmetry in SquareSymmetry.allCases {
            #expect(symmetry.apply(to: image) == expected[symmetry], "\(symmetry)")
        }
    }

    @Test func `an image that is not square keeps its shape in four`() {
        let four = SquareSymmetry.keepingShape(width: 7, height: 4)
        #expect(
            four == [.identity, .mirroredHorizontally, .mirroredVertically, .halfTurn]
        )
        #expect(four.allSatisfy { !$0.swapsSides && $0.apply(to: oblong).width == 7 })
        #expect(SquareSymmetry.keepingShape(width: 4, height: 4).count == 8)
        #expect(SquareSymmetry.quarterTurn.apply(to: oblong).width == 4)
    }

    private func image(_ rows: String...) -> RGBImage {
        let pixels = rows.flatMap { row in
            row.utf8.flatMap { letter in [letter, letter &+ 1, 255 - letter] }
        }
        return RGBImage(width: rows[0].utf8.count, height: rows.count, pixels: pixels)
    }
}

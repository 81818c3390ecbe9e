import ImageCodecs
import Resampling
import Testing

@Suite struct `Bilinear resampling` {
    private static let lengths = [1, 2, 3, 4, 5, 8, 13, 31, 64]

    @Test(arguments: lengths, lengths)
    func `the fast loops agree with the definition in both directions`(
        _ source: Int,
        _ target: Int
    ) {
        for (width, height) in [(source, 5), (5, source), (source, source)] {
            let picture = SeededContent.picture(width: width, height: height)
            for (newWidth, newHeight) in [(target, 6), (4, target), (target, target)] {
                let fast = BilinearResampler(
                    from: (width, height),
                    to: (newWidth, newHeight)
                ).resample(picture)
                let slow = ReferenceResampler.resize(picture, width: newWidth, height: newHeight)
                #expect(fast == slow, "\(width)×\(height) to \(newWidth)×\(newHeight)")
            }
        }
    }

    @Test(arguments: [(3000, 2, 1, 1), (2, 3000, 1, 2), (1, 700, 3, 2), (1500, 1, 7, 1)])
    func `the fast loops agree with the definition on extreme reductions`(
        _ width: Int,
        _ height: Int,
        _ newWidth: Int,
        _ newHeight: Int
    ) {
        let picture = SeededContent.picture(width: width, height: height)
        let resampler = BilinearResampler(from: (width, height), to: (newWidth, newHeight))
        #expect(
            resampler.resample(picture)
                == ReferenceResampler.resize(picture, width: newWidth, height: newHeight)
        )
    }

    @Test(arguments: [UInt8(0), 1, 127, 254, 255])
    func `a picture of one colour keeps it at every size`(_ value: UInt8) {
        let picture = RGBImage(
            width: 91,
            height: 40,
            pixels: [UInt8](repeating: value, count: 91 * 40 * 3)
        )
        for side in [1, 2, 7, 64, 224] {
            let resampler = BilinearResampler(from: (91, 40), to: (side, side))
            #expect(resampler.resample(picture).pixels.allSatisfy { $0 == value })
        }
    }

    @Test func `no weight is lost on the longest rows`() {
        let length = 65_500
        let white = [UInt8](repeating: 255, count: length * 3)
        for target in [1, 2, 3, 224] {
            let wide = BilinearResampler(from: (length, 1), to: (target, 1))
                .resample(RGBImage(width: length, height: 1, pixels: white))
            let tall = BilinearResampler(from: (1, length), to: (1, target))
                .resample(RGBImage(width: 1, height: length, pixels: white))
            #expect(wide.pixels == tall.pixels)
            // Sixty-five thousand weights that are rounded each may cost a level, never wrap.
            #expect(wide.pixels.allSatisfy { $0 >= 254 })
        }
    }

    @Test func `the same size returns the same picture`() {
        let picture = SeededContent.picture(width: 64, height: 64)
        let resampler = BilinearResampler(from: (64, 64), to: (64, 64))
        #expect(resampler.resample(picture) == picture)
    }

    @Test func `a picture of another size is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            let resampler = BilinearResampler(from: (8, 8), to: (4, 4))
            _ = resampler.resample(SeededContent.picture(width: 8, height: 7))
        }
    }

    @Test func `a size without pixels is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            _ = BilinearResampler(from: (8, 8), to: (4, 0))
        }
    }
}

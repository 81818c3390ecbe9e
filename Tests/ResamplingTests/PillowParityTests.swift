import ImageCodecs
import Resampling
import Testing

@Suite struct `Parity with Pillow` {
    @Test(arguments: PillowGoldens.pictures)
    func `a resized picture has Pillow's pixels to the byte`(_ golden: Resizing) {
        let picture = SeededContent.picture(
            width: golden.source.width,
            height: golden.source.height
        )
        let resized = BilinearResampler(from: golden.source, to: golden.target).resample(picture)
        #expect(resized.width == golden.target.width)
        #expect(resized.height == golden.target.height)
        #expect(crc32(resized.pixels) == golden.crc32)
    }

    @Test(arguments: PillowGoldens.grids)
    func `a resized grid has Pillow's numbers to the bit`(_ golden: Resizing) {
        let grid = SeededContent.grid(width: golden.source.width, height: golden.source.height)
        let resampler = GridResampler(
            from: (rows: golden.source.height, columns: golden.source.width),
            to: (rows: golden.target.height, columns: golden.target.width)
        )
        let bytes = resampler.resample(grid).flatMap { number in
            (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
        }
        #expect(bytes.count == golden.target.width * golden.target.height * 4)
        #expect(crc32(bytes) == golden.crc32)
    }
}

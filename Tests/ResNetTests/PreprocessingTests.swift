import ImageCodecs
import ResNet
import Testing

@Suite struct preprocessing {
    /// What PyTorch gives for a byte: `(torch.tensor(b) / 255 - mean) / std` in float32.
    struct Sample {
        let byte: UInt8
        let expected: [Float]
    }

    @Test(arguments: [
        Sample(byte: 0, expected: [-2.117_904, -2.035_714_3, -1.804_444_4]),
        Sample(byte: 128, expected: [0.074_064_63, 0.205_182_2, 0.426_492_57]),
        Sample(byte: 255, expected: [2.248_908_3, 2.428_571_5, 2.64]),
    ])
    func `normalises each channel as torchvision does`(_ sample: Sample) {
        let pixels = [UInt8](repeating: sample.byte, count: 40 * 30 * 3)
        let values = prepare(RGBImage(width: 40, height: 30, pixels: pixels), side: 32)
        for channel in 0..<3 {
            for value in values[channel * 1024..<(channel + 1) * 1024] {
                #expect(abs(value - sample.expected[channel]) <= 1e-6)
            }
        }
    }

    @Test func `writes planes, red first, rows from the top`() {
        var pixels = [UInt8](repeating: 0, count: 32 * 32 * 3)
        // One pixel of the second row, third column: red 10, green 20, blue 30.
        for (channel, byte) in [UInt8(10), 20, 30].enumerated() {
            pixels[(1 * 32 + 2) * 3 + channel] = byte
        }
        let values = prepare(RGBImage(width: 32, height: 32, pixels: pixels), side: 32)
        let black = prepare(
            RGBImage(width: 32, height: 32, pixels: [UInt8](repeating: 0, count: 3072)),
            side: 32
        )
        let changed = values.indices.filter { values[$0] != black[$0] }
        #expect(changed == [34, 1024 + 34, 2048 + 34])
    }

    @Test func `keeps no plan of an earlier size`() {
        var preprocessing = Preprocessing(ModelMetadata(classNames: ["A"], inputSide: 32))
        let sizes = [(64, 64), (40, 30), (64, 64), (30, 40)]
        for (width, height) in sizes {
            let pixels = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let image = RGBImage(width: width, height: height, pixels: pixels)
            #expect(prepare(image, with: &preprocessing) == prepare(image, side: 32))
        }
    }

    private func prepare(_ image: RGBImage, side: Int) -> [Float] {
        var preprocessing = Preprocessing(ModelMetadata(classNames: ["A"], inputSide: side))
        return prepare(image, with: &preprocessing, side: side)
    }

    private func prepare(
        _ image: RGBImage,
        with preprocessing: inout Preprocessing,
        side: Int = 32
    ) -> [Float] {
        var values = [Float](repeating: .nan, count: 3 * side * side)
        var span = values.mutableSpan
        preprocessing.prepare(image, into: &span)
        return values
    }
}

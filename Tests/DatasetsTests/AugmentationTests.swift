import Datasets
import ImageCodecs
import Testing
import Randomness

@Suite struct `Augmenting` {
    /// A knob turned up, alone.
    struct Knob: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let augmentation: Augmentation

        static let all = [
            Knob("symmetries") { $0.usesSymmetries = true },
            Knob("shift") { $0.maximumShift = 4 },
            Knob("half pixel") { $0.halfPixelProbability = 1 },
            Knob("scaling") { $0.scalingProbability = 1 },
            Knob("resizing") { $0.resizingProbability = 1 },
            Knob("brightness") { $0.brightness = 0.15 },
            Knob("contrast") { $0.contrast = 0.15 },
            Knob("channel gain") { $0.channelGain = 0.05 },
            Knob("recompression") { $0.recompressionProbability = 1 },
            Knob("everything") { $0 = .overhead },
            Knob("a little of everything") { $0 = .gentle },
        ]

        private init(_ name: String, _ turn: (inout Augmentation) -> Void) {
            var augmentation = Augmentation.none
            turn(&augmentation)
            testDescription = name
            self.augmentation = augmentation
        }
    }

    private func mean(_ image: RGBImage) -> Double {
        Double(image.pixels.reduce(0) { $0 + Int($1) }) / Double(image.pixels.count)
    }

    private func varied(
        _ image: RGBImage,
        by augmentation: Augmentation,
        count: Int
    ) -> [RGBImage] {
        (0..<count).map { index in
            var generator = SeededGenerator(seed: 1, stream: 0, UInt64(index))
            return augmentation.augment(image, using: &generator)
        }
    }

    @Test func `nothing turned up changes nothing`() {
        let image = Picture.noise(width: 9, height: 6)
        #expect(varied(image, by: .none, count: 20).allSatisfy { $0 == image })
    }

    @Test(arguments: Knob.all)
    func `every knob varies, keeps the size, and nearly the mean`(knob: Knob) {
        for (width, height) in [(64, 64), (40, 24)] {
            let image = Picture.smooth(width: width, height: height)
            let images = varied(image, by: knob.augmentation, count: 200)
            #expect(Set(images).count >= 3)
            #expect(images.allSatisfy { $0.width == width && $0.height == height })
            // Extremes of brightness and gain multiply; over many images they cancel.
            let means = images.map(mean)
            #expect(means.allSatisfy { abs($0 / mean(image) - 1) < 0.3 })
            #expect(abs(means.reduce(0, +) / 200 / mean(image) - 1) < 0.03)
        }
    }

    @Test(arguments: Knob.all) func `the generator decides everything`(knob: Knob) {
        let image = Picture.smooth(width: 33, height: 33)
        let images = varied(image, by: knob.augmentation, count: 20)
        #expect(images == varied(image, by: knob.augmentation, count: 20))
    }

    @Test(arguments: [(1, 1), (1, 9), (2, 3)])
    func `the smallest images are varied like others`(_ width: Int, _ height: Int) {
        let image = Picture.noise(width: width, height: height)
        let images = varied(image, by: .overhead, count: 200)
        #expect(images.allSatisfy { $0.width == width && $0.height == height })
    }

    @Test func `symmetries give all eight of a square, four of an oblong`() {
        var augmentation = Augmentation.none
        augmentation.usesSymmetries = true
        for (width, count) in [(6, 8), (7, 4)] {
            let images = varied(
                Picture.noise(width: width, height: 6),
                by: augmentation,
                count: 200
            )
            #expect(Set(images).count == count)
        }
    }

    @Test func `a shift moves whole pixels and mirrors what comes in`() {
        var augmentation = Augmentation.none
        augmentation.maximumShift = 2
        let image = Picture.noise(width: 5, height: 5)
        // With the border's pixel repeated: place -1 shows place 0, -2 shows 1.
        let mirrored = [1, 0, 0, 1, 2, 3, 4, 4, 3]
        func shifted(_ x: Int, _ y: Int) -> RGBImage {
            let pixels = (0..<5).flatMap { row in
                (0..<5).flatMap { column in
                    let place = mirrored[row + y + 2] * 5 + mirrored[column + x + 2]
                    return image.pixels[place * 3..<place * 3 + 3]
                }
            }
            return RGBImage(width: 5, height: 5, pixels: pixels)
        }
        let expected = Set((-2...2).flatMap { x in (-2...2).map { y in shifted(x, y) } })
        #expect(expected.count == 25)
        #expect(Set(varied(image, by: augmentation, count: 500)) == expected)
    }

    @Test func `half a pixel's shift averages neighbours`() {
        var augmentation = Augmentation.none
        augmentation.halfPixelProbability = 1
        let image = RGBImage(width: 2, height: 1, pixels: [10, 20, 30, 20, 40, 61])
        let across = RGBImage(width: 2, height: 1, pixels: [15, 30, 46, 20, 40, 61])
        // With one row only, half a pixel further down shows the same row.
        #expect(Set(varied(image, by: augmentation, count: 50)) == [image, across])
    }

    @Test func `another scale keeps the centre and leaves a flat image flat`() {
        var augmentation = Augmentation.none
        augmentation.scalingProbability = 1
        let flat = RGBImage(
            width: 30,
            height: 20,
            pixels: [UInt8](repeating: 77, count: 1_800)
        )
        #expect(varied(flat, by: augmentation, count: 50).allSatisfy { $0 == flat })

        augmentation.scales = 1.25...1.25
        let image = Picture.smooth(width: 64, height: 64)
        let zoomed = varied(image, by: augmentation, count: 1)[0]
        let (center, corner) = ((32 * 64 + 32) * 3, 0)
        #expect(abs(Int(zoomed.pixels[center]) - Int(image.pixels[center])) <= 3)
        #expect(zoomed.pixels[corner] > image.pixels[corner] + 8)
    }

    @Test func `resizing and back blurs, and moves nothing`() {
        var augmentation = Augmentation.none
        augmentation.resizingProbability = 1
        let noise = Picture.noise(width: 32, height: 32)
        func roughness(_ image: RGBImage) -> Int {
            zip(image.pixels, image.pixels.dropFirst(3)).reduce(0) {
                $0 + abs(Int($1.0) - Int($1.1))
            }
        }
        // Factors within a pixel of 1 leave a small image as it is.
        let blurred = varied(noise, by: augmentation, count: 50).filter { $0 != noise }
        #expect(blurred.count > 40)
        #expect(blurred.allSatisfy { roughness($0) < roughness(noise) })
        let smooth = Picture.smooth(width: 64, height: 64)
        for image in varied(smooth, by: augmentation, count: 50) {
            let center = (32 * 64 + 32) * 3
            #expect(abs(Int(image.pixels[center]) - Int(smooth.pixels[center])) <= 3)
        }
    }

    @Test func `brightness multiplies, contrast spreads about the mean`() {
        var augmentation = Augmentation.none
        augmentation.brightness = 0.1
        let grey = RGBImage(width: 4, height: 4, pixels: [UInt8](repeating: 100, count: 48))
        let levels = Set(varied(grey, by: augmentation, count: 500).flatMap(\.pixels))
        #expect(levels.min().map(Int.init) == 90 && levels.max().map(Int.init) == 110)

        augmentation = .none
        augmentation.contrast = 0.2
        let step = RGBImage(width: 2, height: 1, pixels: [50, 50, 50, 150, 150, 150])
        for image in varied(step, by: augmentation, count: 100) {
            #expect(abs(Int(image.pixels[0]) + Int(image.pixels[3]) - 200) <= 1)
            #expect((39...61).contains(image.pixels[0]))
        }
        #expect(varied(grey, by: augmentation, count: 20).allSatisfy { $0 == grey })
    }

    @Test func `recompression happens as often as it should`() {
        var augmentation = Augmentation.none
        augmentation.recompressionProbability = 0.25
        let image = Picture.noise(width: 16, height: 16)
        let changed = varied(image, by: augmentation, count: 1_000).count { $0 != image }
        #expect((190...310).contains(changed))
    }
}

@Suite struct `Perturbations` {
    private let image = Picture.smooth(width: 64, height: 64, seed: 3)

    private func meanDifference(_ a: RGBImage, _ b: RGBImage) -> Double {
        let sum = zip(a.pixels, b.pixels).reduce(0) { $0 + Int($1.0) - Int($1.1) }
        return Double(sum) / Double(a.pixels.count)
    }

    @Test(arguments: Perturbation.allCases)
    func `each keeps the size and repeats itself`(perturbation: Perturbation) throws {
        for image in [image, Picture.noise(width: 31, height: 50)] {
            let changed = try perturbation.apply(to: image)
            #expect(changed.width == image.width && changed.height == image.height)
            #expect(try perturbation.apply(to: image) == changed)
            #expect((changed == image) == (perturbation == .png))
        }
    }

    @Test func `each does what it says`() throws {
        let mean = Double(image.pixels.reduce(0) { $0 + Int($1) }) / Double(image.pixels.count)
        let brighter = try Perturbation.brighter.apply(to: image)
        #expect(abs(meanDifference(brighter, image) - mean / 10) < 0.5)
        let darker = try Perturbation.darker.apply(to: image)
        #expect(abs(meanDifference(darker, image) + mean / 10) < 0.5)
        let shifted = try Perturbation.shifted.apply(to: image)
        #expect(shifted.pixels[0..<63 * 3] == image.pixels[3..<64 * 3])
        let jpeg = try ImageDecoder().decode(JPEGEncoder.encode(image, quality: 75)).image
        #expect(try Perturbation.jpeg75.apply(to: image) == jpeg)
        // Every one of its four passes rounds halves up.
        #expect(abs(meanDifference(try Perturbation.resized128.apply(to: image), image)) < 1)
    }

    @Test func `white stays white when it becomes brighter`() throws {
        let white = RGBImage(width: 2, height: 2, pixels: [UInt8](repeating: 250, count: 12))
        #expect(try Perturbation.brighter.apply(to: white).pixels.allSatisfy { $0 == 255 })
    }

    @Test func `their names are different`() {
        #expect(Set(Perturbation.allCases.map(\.rawValue)).count == Perturbation.allCases.count)
    }
}

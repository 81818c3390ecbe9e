import Datasets
import Testing
import Randomness

@Suite struct `Randomness` {
    @Test func `the generator is SplitMix64`() {
        // From the authors' C code, begun at the state that seed 0 without a stream is mixed to.
        var reference: UInt64 = 0xE220_A839_7B1D_CDAF
        var generator = SeededGenerator(seed: 0)
        for _ in 0..<100 {
            reference &+= 0x9E37_79B9_7F4A_7C15
            var z = reference
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            let drawn = generator.next()
            #expect(drawn == z ^ (z >> 31))
        }
    }

    @Test func `the same stream repeats itself, another does not`() {
        func draw(_ generator: SeededGenerator) -> [UInt64] {
            var generator = generator
            return (0..<4).map { _ in generator.next() }
        }
        let sequences = [
            SeededGenerator(seed: 1), SeededGenerator(seed: 2), SeededGenerator(seed: 1, stream: 0),
            SeededGenerator(seed: 1, stream: 0, 0), SeededGenerator(seed: 1, stream: 0, 1),
            SeededGenerator(seed: 1, stream: 1, 0), SeededGenerator(seed: 0, stream: 1),
        ].map(draw)
        #expect(Set(sequences).count == sequences.count)
        #expect(
            draw(SeededGenerator(seed: 7, stream: 3, 9))
                == draw(SeededGenerator(seed: 7, stream: 3, 9))
        )
    }

    @Test func `neighbouring streams are as unlike as any`() {
        var ones = [Int](repeating: 0, count: 64)
        for example in 0..<4_096 {
            var (a, b) = (
                SeededGenerator(seed: 1, stream: 0, UInt64(example)),
                SeededGenerator(seed: 1, stream: 0, UInt64(example + 1))
            )
            let difference = a.next() ^ b.next()
            for bit in 0..<64 where difference >> UInt64(bit) & 1 == 1 { ones[bit] += 1 }
        }
        // 2048 of 4096 on average, with a standard deviation of 32.
        #expect(ones.allSatisfy { (1_850...2_246).contains($0) })
    }

    @Test func `numbers are within their range and spread over it`() {
        var generator = SeededGenerator(seed: 4)
        let drawn = (0..<10_000).map { _ in generator.uniform(in: -0.5...1.5) }
        let mean = drawn.reduce(0, +) / 10_000
        #expect(drawn.allSatisfy { (-0.5...1.5).contains($0) })
        #expect(abs(mean - 0.5) < 0.03)
        let constant = generator.uniform(in: 2...2)
        #expect(constant == 2)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<7_000 { counts[generator.integer(in: -3...3) + 3] += 1 }
        #expect(counts.allSatisfy { (850...1_150).contains($0) })
    }

    @Test func `chances are taken as often as they say`() {
        var generator = SeededGenerator(seed: 5)
        var taken: [Float: Int] = [:]
        for probability: Float in [0, 0.25, 1] {
            for _ in 0..<4_000 where generator.chance(probability) {
                taken[probability, default: 0] += 1
            }
        }
        #expect(taken[0] == nil && taken[1] == 4_000)
        #expect((900...1_100).contains(taken[0.25, default: 0]))
    }

    @Test(arguments: [0, 1, 2, 24_300]) func `an epoch sees every example once`(count: Int) {
        let order = EpochOrder(count: count, seed: 1, epoch: 3)
        #expect(order.indices.sorted() == Array(0..<count))
        #expect(order == EpochOrder(count: count, seed: 1, epoch: 3))
    }

    @Test func `epochs and seeds have orders of their own`() {
        let orders = [(1, 0), (1, 1), (2, 0)].map { seed, epoch in
            EpochOrder(count: 1_000, seed: seed, epoch: epoch).indices
        }
        #expect(Set(orders).count == 3)
        for order in orders {
            let fixed = order.enumerated().count { $0.offset == $0.element }
            #expect(fixed < 10)
        }
    }
}

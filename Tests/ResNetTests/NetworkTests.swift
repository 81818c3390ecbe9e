import OneDNN
import ResNet
import TestSupport
import Testing

@Suite struct `the compiled network` {
    @Test(arguments: [(name: "random-64", side: 64, batch: 1), ("random-32-batch-3", 32, 3)])
    func `computes what PyTorch computes at every stage`(
        _ golden: (name: String, side: Int, batch: Int)
    ) throws {
        let expected = try Golden(golden.name)
        let network = try CompiledNetwork(
            Architecture(classCount: 10),
            parameters: SeededParameters(),
            configuration: CompiledNetwork.Configuration(
                inputSide: golden.side,
                batch: golden.batch,
                taps: Set(Stage.allCases)
            )
        )
        try run(network, SeededInput.values(side: golden.side, batch: golden.batch))
        for stage in Stage.allCases {
            try expected.expect(stage, try network.activations(of: stage))
        }
    }

    @Test func `gives the same logits with and without taps, however often it runs`() throws {
        let input = SeededInput.values(side: 32, batch: 1)
        var results: Set<[Float]> = []
        for taps in [[], Set(Stage.allCases)] {
            let network = try CompiledNetwork(
                Architecture(classCount: 3),
                parameters: SeededParameters(),
                configuration: CompiledNetwork.Configuration(inputSide: 32, taps: taps)
            )
            for _ in 0..<3 {
                try run(network, input)
                results.insert(try network.logits())
            }
        }
        #expect(results.count == 1)
        #expect(results.first?.count == 3)
    }

    @Test func `shares its weights with one for another number of threads`() throws {
        let architecture = Architecture(classCount: 10)
        let input = SeededInput.values(side: 64, batch: 1)
        func network(
            threads: Int,
            sharing weights: NetworkWeights? = nil
        ) throws -> CompiledNetwork {
            try CompiledNetwork(
                architecture,
                parameters: SeededParameters(),
                sharing: weights,
                configuration: CompiledNetwork.Configuration(inputSide: 64, threads: threads)
            )
        }
        let first = try network(threads: 2)
        let second = try network(threads: 1, sharing: first.weights)
        let total = first.weights.byteCount
        let shared = second.weights.byteCount(sharedWith: first.weights)
        #expect(shared > total * 9 / 10, "\(shared) of \(total) bytes are shared")
        #expect(shared <= total)
        try run(first, input)
        try run(second, input)
        let apart = try network(threads: 1)
        try run(apart, input)
        let (logits, alone) = (try second.logits(), try apart.logits())
        #expect(logits == alone)
        let reference = try first.logits()
        for (value, expected) in zip(logits, reference) {
            #expect(abs(value - expected) < 1e-3 * max(1, abs(expected)))
        }
        #expect(apart.weights.byteCount(sharedWith: first.weights) == 0)
    }

    @Test func `in bfloat16 each logit is off by less than 3 % of their range`() throws {
        let input = SeededInput.values(side: 64, batch: 2)
        func logits(_ precision: Precision) throws -> [Float] {
            let network = try CompiledNetwork(
                Architecture(classCount: 10),
                parameters: SeededParameters(),
                configuration: CompiledNetwork.Configuration(
                    inputSide: 64,
                    batch: 2,
                    precision: precision
                )
            )
            try run(network, input)
            return try network.logits()
        }
        let exact = try logits(.float32)
        let rounded: [Float]
        do {
            rounded = try logits(.bfloat16)
        } catch ModelError.kernel(let error) where error.status == .unimplemented {
            print("SKIPPED: this CPU has no bfloat16 kernels")
            return
        }
        let range = try #require(exact.max()) - #require(exact.min())
        for (value, wanted) in zip(rounded, exact) {
            #expect(abs(value - wanted) <= 0.03 * range)
        }
        #expect(rounded != exact)
    }

    @Test(arguments: [0, 31, 48, 33, 544, 1 << 40])
    func `refuses an input side it cannot halve five times`(side: Int) {
        #expect(throws: ModelError.unsupportedInputSide(side)) {
            _ = try CompiledNetwork(
                Architecture(classCount: 10),
                parameters: SeededParameters(),
                configuration: CompiledNetwork.Configuration(inputSide: side)
            )
        }
    }

    @Test func `reading a stage that was not tapped is the programmer's error`() async {
        await #expect(processExitsWith: .failure) {
            let network = try CompiledNetwork(
                Architecture(classCount: 2),
                parameters: SeededParameters(),
                configuration: CompiledNetwork.Configuration(inputSide: 32)
            )
            _ = try network.activations(of: .layer2)
        }
    }

    private func run(_ network: borrowing CompiledNetwork, _ values: [Float]) throws {
        network.withInput { input in
            for index in values.indices { input[index] = values[index] }
        }
        try network.run()
    }
}

/// The input of `scripts/goldens/network.py`.
enum SeededInput {
    static func values(side: Int, batch: Int) -> [Float] {
        SeededParameters.uniform("input", count: batch * 3 * side * side, -2, 2)
    }
}

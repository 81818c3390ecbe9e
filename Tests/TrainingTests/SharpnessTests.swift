import OneDNN
import ResNet
import TestSupport
import Testing
import Training

/// Steps by the gradient a little uphill.
@Suite struct `sharpness awareness` {
    private static let architecture = Architecture(classCount: 3, size: Patches.network)
    private static let radius: Float = 0.01

    @Test(arguments: [1, 2])
    func `gradients from uphill are those of a network whose γ and β are there`(
        shards: Int
    ) throws {
        let network = try Self.network(shards: shards)
        let slope = try network.probeSlope(Self.targets)
        let gradients = try network.gradients()
        let uphill = try network.computeGradients(
            Self.targets,
            uphill: Self.radius,
            gradientNorm: slope.gradientNorm
        )

        var moved = try network.parameters(as: .value)
        var squares = 0.0
        for name in Self.affineNames {
            let gradient = try #require(gradients.values[name])
            squares += gradient.reduce(0) { $0 + Double($1) * Double($1) }
        }
        let norm = squares.squareRoot()
        #expect(abs(Double(slope.gradientNorm) - norm) <= 1e-5 * norm)
        for name in Self.affineNames {
            let (value, gradient) = (
                try #require(moved.values[name]), try #require(gradients.values[name])
            )
            moved.values[name] = zip(value, gradient).map {
                $0 + Self.radius * $1 / Float(norm)
            }
        }
        let other = try Self.network(shards: shards)
        try other.load(moved, as: .value)
        let expected = try other.computeGradients(Self.targets)
        #expect(abs(uphill.loss - expected.loss) <= 1e-5 * expected.loss)
        #expect(uphill.loss > slope.loss)
        let (found, wanted) = try (network.gradients().values, other.gradients().values)
        #expect(Set(found.keys) == Set(wanted.keys))
        for (name, gradient) in wanted {
            let limit = 1e-4 * gradient.map(abs).reduce(1e-3, max)
            for (element, reference) in zip(try #require(found[name]), gradient) {
                #expect(abs(element - reference) <= limit, "\(name)")
            }
        }
    }

    @Test func `the parameters come back from uphill to the bit`() throws {
        let network = try Self.network(shards: 2)
        let before = try network.parameters(as: .value)
        let norm = try network.probeSlope(Self.targets).gradientNorm
        _ = try network.computeGradients(Self.targets, uphill: Self.radius, gradientNorm: norm)
        #expect(try network.parameters(as: .value) == before)
    }

    @Test func `a probe answers like a whole step, without the kernels' gradients`() throws {
        let probed = try Self.network(shards: 2)
        let whole = try Self.network(shards: 2)
        let first = try probed.probeSlope(Self.targets)
        let second = try whole.computeGradients(Self.targets)
        #expect(first.loss == second.loss && first.losses == second.losses)
        #expect(first.gradientNorm < second.gradientNorm)
        let (found, wanted) = try (probed.gradients().values, whole.gradients().values)
        for name in Self.affineNames { #expect(found[name] == wanted[name], "\(name)") }
        for layer in Self.architecture.convolutions {
            let kernel = try #require(found[layer.weight.name])
            #expect(kernel.allSatisfy { $0 == 0 }, "\(layer.weight.name)")
        }
    }

    @Test func `a flat place has no uphill`() throws {
        let network = try Self.network(shards: 1)
        let before = try network.parameters(as: .value)
        // All targets alike over all classes, and a classifier of zeros: nothing can be better.
        var flat = before
        for name in ["fc.weight", "fc.bias"] {
            flat.values[name] = flat.values[name]?.map { _ in 0 }
        }
        try network.load(flat, as: .value)
        let targets = Targets(labels: Self.labels, classCount: 3, smoothing: 1)
        let slope = try network.probeSlope(targets)
        #expect(slope.gradientNorm == 0)
        let uphill = try network.computeGradients(
            targets,
            uphill: Self.radius,
            gradientNorm: slope.gradientNorm
        )
        #expect(uphill.loss == slope.loss)
    }

    @Test func `it begins with the epoch that its share says`() {
        let late = SharpnessAwareness(radius: 0.1, from: 0.75)
        #expect((0..<8).map { late.applies(inEpoch: $0, of: 8) } == (0..<8).map { $0 >= 6 })
        let always = SharpnessAwareness(radius: 0.1)
        #expect(always.applies(inEpoch: 0, of: 1))
        var hyperparameters = Patches.hyperparameters(epochs: 4)
        #expect(hyperparameters.sharpnessRadius(inEpoch: 3) == nil)
        hyperparameters.sharpness = late
        #expect(hyperparameters.sharpnessRadius(inEpoch: 2) == nil)
        #expect(hyperparameters.sharpnessRadius(inEpoch: 3) == 0.1)
    }

    // MARK: Networks

    private static let labels = (0..<8).map { $0 % 3 }
    private static let targets = Targets(labels: labels, classCount: 3, smoothing: 0.1)
    private static let affineNames = architecture.convolutions.flatMap {
        [$0.gamma.name, $0.beta.name]
    }

    private static func network(shards: Int) throws -> TrainingNetwork {
        let network = try TrainingNetwork(
            architecture,
            configuration: .init(inputSide: 32, batch: 8, shards: shards)
        )
        try network.load(SeededParameters(), as: .value)
        network.withInput { input in
            for element in input.indices { input[element] = Float(element * 7 % 255) / 128 - 1 }
        }
        return network
    }
}

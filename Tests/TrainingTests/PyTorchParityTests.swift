import OneDNN
import ResNet
import TestSupport
import Testing
import Training

/// The training engine against PyTorch: gradients, running statistics, losses, updates.
@Suite(.serialized) struct `training as PyTorch does it` {
    private static let architecture = Architecture(classCount: 10)
    private static let side = 64

    @Test func `every gradient and running statistic of a step is PyTorch's`() throws {
        let golden = try TrainingGolden("step")
        let network = try Self.network(batch: 4)
        try network.load(DecidedParameters(), as: .value)
        Self.fill(network, from: "input.11", batch: 4)
        let targets = Targets(labels: [0, 3, 7, 9], classCount: 10, smoothing: 0.1)
        let loss = try network.computeGradients(targets).loss
        network.updateStatistics()
        let wanted = try golden.floats("loss")[0]
        #expect(abs(loss - wanted) <= 2e-5 * wanted, "the loss is \(loss), not \(wanted)")

        let gradients = try network.gradients().values
        #expect(gradients.count == 161)
        for (name, values) in gradients {
            try golden.expect(
                values,
                "\(name).gradient",
                probe: "\(name).probe",
                tolerance: 1e-3
            )
        }
        let statistics = try network.parameters(as: .value).values
            .filter { $0.key.contains("running_") }
        #expect(statistics.count == 106)
        for (name, values) in statistics {
            try golden.expect(values, name, probe: "\(name).probe", tolerance: 1e-4)
        }
    }

    @Test(arguments: ["sgd", "coupled", "decoupled"])
    func `a run's losses, updates and averages are PyTorch's`(run: String) throws {
        let golden = try TrainingGolden("losses")
        let settings = try golden.settings(run)
        let network = try Self.network(batch: settings.batch)
        let losses = try Self.train(network, settings)
        let wanted = try golden.floats("\(run).losses")
        #expect(losses.count == wanted.count)
        for (step, (loss, wanted)) in zip(losses, wanted).enumerated() {
            #expect(abs(loss - wanted) <= 1e-3 * wanted, "step \(step): \(loss), not \(wanted)")
        }
        let initial = DecidedParameters()
        for (role, prefix) in [(ParameterRole.value, "weights"), (.average, "average")] {
            let parameters = try network.parameters(as: role).values
            for name in ["conv1.weight", "layer3.2.conv2.weight", "fc.weight"] {
                let parameter = try #require(
                    Self.architecture.parameters.first { $0.name == name }
                )
                let (now, before) = (
                    try #require(parameters[name]), try initial.values(of: parameter)
                )
                let norm = Self.norm(now)
                let way = Self.norm(zip(now, before).map { $0 - $1 })
                let wanted = try golden.floats("\(run).\(prefix).\(name)").map(Double.init)
                #expect(abs(norm - wanted[0]) <= 1e-5 * wanted[0], "\(name) as \(prefix)")
                #expect(abs(way - wanted[1]) <= 1e-3 * wanted[1], "\(name)'s way as \(prefix)")
            }
        }
    }

    @Test func `bfloat16's losses stay within twice the band of PyTorch's`() throws {
        let golden = try TrainingGolden("losses")
        let settings = try golden.settings("sgd")
        let exact = try golden.floats("sgd.losses")
        let theirs = try golden.floats("sgd.losses.bfloat16")
        let band = zip(theirs, exact).map { abs($0 - $1) / $1 }.max() ?? 0
        let losses: [Float]
        do {
            losses = try Self.train(
                Self.network(batch: settings.batch, precision: .bfloat16),
                settings
            )
        } catch TrainingError.kernel(let error) where error.status == .unimplemented {
            print("SKIPPED: this CPU has no bfloat16 kernels for training")
            return
        }
        for (step, (loss, wanted)) in zip(losses, exact).enumerated() {
            #expect(
                abs(loss - wanted) / wanted <= 2 * band,
                "step \(step): \(loss), not \(wanted) within \(2 * band)"
            )
        }
    }

    @Test func `SGD updates and averages single parameters as PyTorch does`() throws {
        let golden = try TrainingGolden("optimizer")
        let engine = try Engine()
        for run in ["coupled", "decoupled"] {
            let settings = try golden.settings(run)
            let matrix = try TrainedParameter(
                Parameter(name: "matrix", shape: [3, 4]),
                MemoryDescriptor(shape: [3, 4], layout: .rowMajorMatrix),
                on: engine
            )
            let vector = try TrainedParameter(
                Parameter(name: "vector", shape: [5]),
                MemoryDescriptor(shape: [5], layout: .vector),
                on: engine
            )
            let members = [matrix, vector]
            for member in members {
                _ = try member.addGradient(member.value.descriptor, on: engine)
                let initial = SeededParameters.uniform(
                    member.parameter.name,
                    count: member.parameter.count,
                    -1,
                    1
                )
                member.value.store(initial)
                member.average.store(initial)
            }
            let group = ParameterGroup(members)
            let norms = try golden.floats("\(run).norms")
            for step in 0..<settings.steps {
                let reach = 0.25 * Double(step + 1)
                for member in members {
                    let name = "\(member.parameter.name).\(step)"
                    member.gradients[0].store(
                        SeededParameters.uniform(
                            name,
                            count: member.parameter.count,
                            -reach,
                            reach
                        )
                    )
                }
                let norm = group.sumGradients()
                #expect(abs(norm - norms[step]) <= 1e-5 * norms[step])
                try group.step(
                    settings.optimizer,
                    learningRate: settings.learningRate,
                    gradientNorm: norm
                )
                group.average(weight: 1 - settings.averageDecay)
                for member in members {
                    let name = "\(run).\(step).\(member.parameter.name)"
                    Self.expectClose(member.value.load(), try golden.floats(name), name)
                    let average = "\(name).average"
                    Self.expectClose(member.average.load(), try golden.floats(average), average)
                }
            }
        }
    }

    // MARK: Runs

    private static func network(
        batch: Int,
        precision: ElementType = .float32
    ) throws -> TrainingNetwork {
        try TrainingNetwork(
            architecture,
            configuration: .init(inputSide: side, batch: batch, precision: precision)
        )
    }

    private static func fill(_ network: borrowing TrainingNetwork, from name: String, batch: Int) {
        let pixels = SeededParameters.uniform(name, count: batch * 3 * side * side, -2, 2)
        network.withInput { input in
            for index in input.indices { input[index] = pixels[index] }
        }
    }

    private static func train(
        _ network: borrowing TrainingNetwork,
        _ settings: RunSettings
    ) throws -> [Float] {
        try network.load(DecidedParameters(), as: .value)
        try network.load(DecidedParameters(), as: .average)
        var losses: [Float] = []
        for step in 0..<settings.steps {
            fill(network, from: "batch.\(step)", batch: settings.batch)
            let labels = (0..<settings.batch).map { (step * 8 + $0) * 7 % 10 }
            let outcome = try network.computeGradients(
                Targets(labels: labels, classCount: 10, smoothing: 0.1)
            )
            network.updateStatistics()
            try network.step(
                settings.optimizer,
                learningRate: settings.learningRate,
                gradientNorm: outcome.gradientNorm
            )
            network.average(weight: 1 - settings.averageDecay)
            losses.append(outcome.loss)
        }
        return losses
    }

    private static func norm(_ values: [Float]) -> Double {
        values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }

    private static func expectClose(_ values: [Float], _ expected: [Float], _ name: String) {
        #expect(values.count == expected.count)
        for (value, wanted) in zip(values, expected) {
            #expect(abs(value - wanted) <= 1e-5, "\(name): \(value), not \(wanted)")
        }
    }
}

extension RunSettings {
    /// The update rule that the settings describe.
    fileprivate var optimizer: StochasticGradientDescent {
        StochasticGradientDescent(
            momentum: momentum,
            nesterov: true,
            weightDecay: weightDecay,
            decayKind: decoupled ? .decoupled : .l2,
            clipNorm: largestNorm
        )
    }
}

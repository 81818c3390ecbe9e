import ArgumentParser
import ResNet

/// Times the bare network: what is left of a request when everything around it is taken away.
///
/// Prints one line a run, in microseconds, for `scripts/bench`, which sets it beside its peers.
struct Infer: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Time the bare network.")

    @Argument(help: "The .safetensors or .pth file with the weights.")
    var model: String

    @Option(help: "The side of the square input, in pixels.")
    var side = 224

    @Option(help: "Images a run.")
    var batch = 1

    @Option(help: "Runs that are timed.")
    var runs = 50

    @Option(help: "Runs before those.")
    var warmup = 10

    @Option(help: "Threads that compute; every core by default.")
    var threads: Int?

    func validate() throws {
        if batch < 1 { throw ValidationError("--batch is \(batch); give at least 1.") }
    }

    func run() throws {
        let checkpoint = try Checkpoint(path: model)
        let network = try CompiledNetwork(
            checkpoint.architecture,
            parameters: checkpoint,
            configuration: CompiledNetwork.Configuration(
                inputSide: side,
                batch: batch,
                threads: threads,
                taps: [.layer4]
            )
        )
        let clock = ContinuousClock()
        for index in 0..<warmup + runs {
            // A run may overwrite its input, so every run has a fresh one, as a request would.
            network.withInput { input in
                for element in input.indices { input[element] = Float(element % 255) / 255 }
            }
            let time = try clock.measure { try network.run() }
            if index >= warmup { print(time / .microseconds(1)) }
        }
    }
}

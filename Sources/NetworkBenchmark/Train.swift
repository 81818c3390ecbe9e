import ArgumentParser
import Glibc
import enum OneDNN.ElementType
import ResNet
import Training

/// Times whole training steps: forward, loss, backward, update.
///
/// Prints one JSON object with the images per second of the best step and of the median.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Time steps of training.")

    @Option(help: "The side of the square input, in pixels.")
    var inputSize = 64

    @Option(help: "Images a step.")
    var batch = 128

    @Option(help: "The number format: f32 or bf16.")
    var precision = TrainingPrecision.bf16

    @Option(help: "How long to measure, in seconds, after two steps that are not counted.")
    var seconds = 5.0

    @Option(help: "The parts that a batch is computed in.")
    var shards = 2

    @Option(help: "The network: resnet50, or blocks and width, such as 1-2-2-2/32.")
    var network = NetworkSize.resNet50

    func run() throws {
        let architecture = Architecture(classCount: 10, size: network)
        let network = try TrainingNetwork(
            architecture,
            configuration: TrainingNetwork.Configuration(
                inputSide: inputSize,
                batch: batch,
                shards: shards,
                precision: precision == .bf16 ? .bfloat16 : .float32
            )
        )
        try network.load(Initialization(architecture, seed: 1), as: .value)
        network.withInput { input in
            for element in input.indices { input[element] = Float(element % 255) / 128 - 1 }
        }
        let targets = Targets(labels: (0..<batch).map { $0 % 10 }, classCount: 10, smoothing: 0.1)
        let optimizer = StochasticGradientDescent(weightDecay: 5e-4, clipNorm: 5)
        func step() throws {
            let norm = try network.computeGradients(targets).gradientNorm
            network.updateStatistics()
            try network.step(optimizer, learningRate: 0.01, gradientNorm: norm)
        }
        for _ in 0..<2 { try step() }
        let clock = ContinuousClock()
        let start = clock.now
        var times: [Double] = []
        while times.count < 2 || start.duration(to: clock.now) < .seconds(seconds) {
            times.append(try clock.measure(step) / .seconds(1))
        }
        times.sort()
        let (best, median) = (Double(batch) / times[0], Double(batch) / times[times.count / 2])
        print(
            """
            {"peer": "landcover", "size": \(inputSize), "batch": \(batch), \
            "precision": "\(precision.rawValue)", "images_per_second": \(best), \
            "median_images_per_second": \(median), \
            "activation_bytes": \(network.activationByteCount), \
            "peak_resident_bytes": \(peakResidentBytes)}
            """
        )
    }

    /// The most memory that the process has had, in bytes.
    private var peakResidentBytes: Int {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return usage.ru_maxrss * 1024
    }
}

extension NetworkSize: ExpressibleByArgument {}

/// The number formats that training computes in.
enum TrainingPrecision: String, ExpressibleByArgument, CaseIterable {
    case f32
    case bf16
}

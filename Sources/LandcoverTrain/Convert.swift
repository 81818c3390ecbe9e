import ArgumentParser
import FoundationEssentials
import Glibc
import ResNet
import TensorFiles

/// `landcover-train convert`: a checkpoint into a model.
struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn a checkpoint of torchvision's resnet50 into a model to serve.",
        discussion: """
            Reads a PyTorch .pth (a state dictionary saved by torch.save; no code in it is run) or \
            a .safetensors file, checks every tensor against ResNet-50, and writes a .safetensors \
            file with what a server must know: class names, input size, normalisation. Options \
            override what a .safetensors input says of itself.

            Example: landcover-train convert resnet50.pth model.safetensors \
            --classes eurosat --input-size 224
            """
    )

    @Argument(help: "The .pth or .safetensors file to read.", completion: .file())
    var input: String

    @Argument(help: "The .safetensors file to write.", completion: .file())
    var output: String

    @Option(
        help: ArgumentHelp(
            "The classes in the order of the logits, separated by commas, or `eurosat`.",
            valueName: "names"
        )
    )
    var classes: String?

    @Option(
        help: ArgumentHelp(
            "The side of the images that the network was trained on, 32 to 512 by 32.",
            valueName: "pixels"
        )
    )
    var inputSize: Int?

    @Option(
        help: ArgumentHelp(
            "What is subtracted from red, green and blue (0…1); ImageNet's means by default.",
            valueName: "r,g,b"
        )
    )
    var mean: String?

    @Option(
        help: ArgumentHelp(
            "What red, green and blue are divided by then; ImageNet's deviations by default.",
            valueName: "r,g,b"
        )
    )
    var std: String?

    @Option(
        help: ArgumentHelp("What logits are divided by before softmax.", valueName: "number")
    )
    var temperature: Float?

    @Option(help: "How weights are stored: bf16 halves the file, f32 keeps every bit.")
    var precision = StoredPrecision.bf16

    @Option(
        help: ArgumentHelp(
            "Something to say of the model, such as accuracy=\"96.1 % on val\"; repeatable.",
            valueName: "key=text"
        )
    )
    var note: [String] = []

    func run() throws {
        do {
            let checkpoint = try Checkpoint(path: input)
            let metadata = try metadata(of: checkpoint)
            let progress = ProgressLine(label: output)
            try checkpoint.write(
                to: output,
                metadata: metadata,
                precision: precision == .bf16 ? .bfloat16 : .float32
            ) { progress.show($0) }
            progress.clear()
            print(
                "\(output): \(metadata.network.title), \(metadata.classNames.count) classes, "
                    + "\(metadata.inputSide)×\(metadata.inputSide) input, \(precision.rawValue)"
            )
        } catch let error as ModelError {
            complain(error.description)
            throw ExitCode(EX_DATAERR)
        }
    }

    /// What the options say, else what the input says of itself, else ImageNet's normalisation.
    private func metadata(of checkpoint: Checkpoint) throws -> ModelMetadata {
        let file = checkpoint.metadata
        guard classes != nil || file[ModelMetadata.Key.classes.rawValue] != nil,
            inputSize != nil || file[ModelMetadata.Key.inputSide.rawValue] != nil
        else {
            throw ValidationError(
                "\(input) does not name its classes and input size; give --classes and --input-size."
            )
        }
        let stated = ModelMetadata(
            classNames: classNames ?? [],
            inputSide: inputSize ?? 0,
            mean: try channels(mean, "--mean") ?? ModelMetadata.imageNetMean,
            standardDeviation: try channels(std, "--std")
                ?? ModelMetadata.imageNetStandardDeviation,
            temperature: temperature ?? 1
        ).strings
        var strings = stated.merging(file) { $1 }
        let options: KeyValuePairs<ModelMetadata.Key, Bool> = [
            .classes: classes != nil, .inputSide: inputSize != nil, .mean: mean != nil,
            .standardDeviation: std != nil, .temperature: temperature != nil,
        ]
        for (key, isGiven) in options where isGiven {
            strings[key.rawValue] = stated[key.rawValue]
        }
        for pair in note {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw ValidationError("--note `\(pair)` is not of the form key=text.")
            }
            strings[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
        }
        return try ModelMetadata(strings: strings, path: output)
    }

    private var classNames: [String]? {
        guard let classes else { return nil }
        if classes == "eurosat" { return ModelMetadata.euroSATClassNames }
        return classes.split(separator: ",", omittingEmptySubsequences: false).map { name in
            String(name.drop { $0 == " " })
        }
    }
}

/// How a model's weights are stored.
enum StoredPrecision: String, ExpressibleByArgument, CaseIterable {
    case bf16
    case f32
}

import FoundationEssentials
import Glibc

/// What a server must know of a model besides its weights; kept in the file's `__metadata__`.
package struct ModelMetadata: Hashable, Sendable {
    /// How deep and wide the network is.
    package var network: NetworkSize

    /// The classes, in the order of the logits.
    package var classNames: [String]

    /// The side of the square input that the model was trained for, in pixels.
    package var inputSide: Int

    /// What is subtracted from each channel of the input, which is 0…1.
    package var mean: [Float]

    /// What each channel is divided by afterwards.
    package var standardDeviation: [Float]

    /// What the logits are divided by before softmax; 1 leaves them as they are.
    package var temperature: Float

    /// Where the model comes from, in words: `accuracy`, `split`, `training` and the like.
    package var provenance: [String: String]

    /// ImageNet's channel means, which torchvision's recipes normalise with.
    package static let imageNetMean: [Float] = [0.485, 0.456, 0.406]

    /// ImageNet's channel deviations, which torchvision's recipes normalise with.
    package static let imageNetStandardDeviation: [Float] = [0.229, 0.224, 0.225]

    /// EuroSAT's ten classes in alphabetical order, as the data set's folders are named.
    package static let euroSATClassNames = [
        "AnnualCrop", "Forest", "HerbaceousVegetation", "Highway", "Industrial", "Pasture",
        "PermanentCrop", "Residential", "River", "SeaLake",
    ]

    /// States metadata.
    package init(
        network: NetworkSize = .resNet50,
        classNames: [String],
        inputSide: Int,
        mean: [Float] = imageNetMean,
        standardDeviation: [Float] = imageNetStandardDeviation,
        temperature: Float = 1,
        provenance: [String: String] = [:]
    ) {
        self.network = network
        self.classNames = classNames
        self.inputSide = inputSide
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.temperature = temperature
        self.provenance = provenance
    }
}

extension ModelMetadata {
    /// The classes' shares by an image's logits: `exp(zᵢ / T) / Σ exp(zⱼ / T)`, shifted by the largest
    /// logit so that nothing overflows.
    package func probabilities(of logits: [Float]) -> [Float] {
        let largest = logits.max() ?? 0
        let exponentials = logits.map { exp(($0 - largest) / temperature) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
    }
}

extension ModelMetadata {
    /// A key of `__metadata__` that the server reads; all others are provenance.
    package enum Key: String, Hashable, Sendable, CaseIterable {
        /// ``NetworkSize``'s description: `resnet50`, or that of a network which will grow into it.
        case architecture
        /// A JSON list of names, in the order of the logits.
        case classes
        /// Pixels.
        case inputSide = "input_size"
        /// A JSON list of three numbers.
        case mean
        /// A JSON list of three positive numbers.
        case standardDeviation = "std"
        /// A positive number.
        case temperature
    }

    /// The metadata as a checkpoint's strings; lists are JSON.
    package var strings: [String: String] {
        let known: KeyValuePairs<Key, String> = [
            .architecture: network.description,
            .classes: Self.json(classNames),
            .inputSide: String(inputSide),
            .mean: Self.json(mean),
            .standardDeviation: Self.json(standardDeviation),
            .temperature: String(temperature),
        ]
        return provenance.merging(known.map { ($0.rawValue, $1) }) { $1 }
    }

    /// Reads the metadata of the checkpoint at `path`.
    ///
    /// - Throws: ``ModelError/metadata(path:key:reason:)`` naming the first key that is wrong.
    package init(strings: [String: String], path: String) throws(ModelError) {
        let reader = Reader(strings: strings, path: path)
        let architecture = try reader.string(.architecture)
        guard let network = NetworkSize(architecture) else {
            throw reader.error(
                .architecture,
                "is `\(architecture)`, not `\(NetworkSize.resNet50)` or a size such as `1-2-2-2/32`"
            )
        }
        self.network = network
        classNames = try reader.list(.classes)
        guard !classNames.isEmpty, Set(classNames).count == classNames.count,
            !classNames.contains("")
        else { throw reader.error(.classes, "must name at least one class, none of them twice") }
        let side = try reader.string(.inputSide)
        guard let inputSide = Int(side), Architecture.inputSides.contains(inputSide) else {
            throw reader.error(.inputSide, "is `\(side)`, not a side from 32 to 512 by 32")
        }
        self.inputSide = inputSide
        mean = try reader.channels(.mean)
        standardDeviation = try reader.channels(.standardDeviation)
        guard standardDeviation.allSatisfy({ $0 > 0 }) else {
            throw reader.error(.standardDeviation, "must be positive")
        }
        let temperature = try reader.string(.temperature)
        guard let value = Float(temperature), value.isFinite, value > 0 else {
            throw reader.error(.temperature, "is `\(temperature)`, not a positive number")
        }
        self.temperature = value
        provenance = strings.filter { Key(rawValue: $0.key) == nil }
    }

    private static func json(_ list: some Encodable) -> String {
        // Strings and finite numbers always encode.
        (try? JSONEncoder().encode(list)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }
}

/// Reads one checkpoint's metadata, naming file and key where it fails.
private struct Reader {
    let strings: [String: String]
    let path: String

    func error(_ key: ModelMetadata.Key, _ reason: String) -> ModelError {
        .metadata(path: path, key: key.rawValue, reason: reason)
    }

    func string(_ key: ModelMetadata.Key) throws(ModelError) -> String {
        guard let value = strings[key.rawValue] else { throw error(key, "is missing") }
        return value
    }

    func list<Element: Decodable>(_ key: ModelMetadata.Key) throws(ModelError) -> [Element] {
        let value = try string(key)
        do {
            return try JSONDecoder().decode([Element].self, from: Data(value.utf8))
        } catch {
            throw self.error(key, "is `\(value.prefix(60))`, not a JSON list of the right kind")
        }
    }

    func channels(_ key: ModelMetadata.Key) throws(ModelError) -> [Float] {
        let values: [Float] = try list(key)
        guard values.count == Architecture.inputChannels, values.allSatisfy(\.isFinite) else {
            throw error(key, "must list \(Architecture.inputChannels) numbers")
        }
        return values
    }
}

package import OneDNN
import TensorFiles

/// A model that cannot be loaded or run.
package enum ModelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A tensor's shape in the file and in the network.
    package struct Mismatch: Hashable, Sendable {
        let name: String
        let found: [Int]
        let expected: [Int]
    }

    /// A file of tensors cannot be read or written; `reason` is a sentence of its module's.
    case file(reason: String)
    /// The file lacks tensors that ResNet-50 has.
    case missingTensors(path: String, of: NetworkSize, names: [String])
    /// The file has tensors that ResNet-50 does not.
    case unexpectedTensors(path: String, of: NetworkSize, names: [String])
    /// Tensors have other shapes than ResNet-50's.
    case misshapenTensors(path: String, of: NetworkSize, [Mismatch])
    /// The file's metadata lacks something that a server needs, or states it wrongly.
    case metadata(path: String, key: String, reason: String)
    /// The network does not take input of this side, in pixels.
    case unsupportedInputSide(Int)
    /// The model has no class of this name.
    case unknownClass(String, known: [String])
    /// A class's evidence does not add up to its logit: the computation cannot be trusted.
    case inconsistentEvidence(className: String, logit: Float, evidence: Float)
    /// oneDNN failed.
    case kernel(DNNLError)

    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .file(let reason):
            reason
        case .missingTensors(let path, let network, let names):
            "\(path): \(names.count) tensors of \(network.title) are missing (\(Self.list(names))); "
                + "\(Self.remedy(network))"
        case .unexpectedTensors(let path, let network, let names):
            "\(path): \(names.count) tensors do not belong to \(network.title) (\(Self.list(names))); "
                + "\(Self.remedy(network))"
        case .misshapenTensors(let path, let network, let mismatches):
            "\(path): \(mismatches.count) tensors have another shape than \(network.title)'s ("
                + Self.list(mismatches.map { "\($0.name) is \($0.found), not \($0.expected)" })
                + "); \(Self.remedy(network))"
        case .metadata(let path, let key, let reason):
            "\(path): metadata `\(key)` \(reason); convert the model with `landcover-train convert`"
        case .unsupportedInputSide(let side):
            "input of \(side)×\(side) pixels is not possible; "
                + "choose a side from 32 to 512 that is divisible by 32"
        case .unknownClass(let name, let known):
            "the model has no class `\(name)`; it has \(known.joined(separator: ", "))"
        case .inconsistentEvidence(let name, let logit, let evidence):
            "the evidence for \(name) adds up to \(evidence), not to its logit \(logit); "
                + "this is a defect, report it with the image"
        case .kernel(let error):
            error.description
        }
    }

    /// Runs `body`, wrapping what oneDNN throws.
    static func kernel<Result: ~Copyable>(
        _ body: () throws(DNNLError) -> Result
    ) throws(ModelError) -> Result {
        do {
            return try body()
        } catch {
            throw .kernel(error)
        }
    }

    /// Runs `body`, wrapping what a file of tensors throws.
    static func file<Result: ~Copyable>(
        _ body: () throws(TensorFileError) -> Result
    ) throws(ModelError) -> Result {
        do {
            return try body()
        } catch {
            throw .file(reason: error.description)
        }
    }

    private static func remedy(_ network: NetworkSize) -> String {
        network == .resNet50
            ? "give a checkpoint of torchvision's resnet50"
            : "give a model that `landcover-train fit` has written"
    }

    private static func list(_ items: [String]) -> String {
        let shown = items.prefix(4).joined(separator: ", ")
        return items.count > 4 ? "\(shown), …" : shown
    }
}

import Files
import Glibc
import ResNet
import TensorFiles

/// A result that cannot be written; one sentence: what failed, on what, and what to do.
struct OutputFailure: Error, CustomStringConvertible {
    /// The sentence.
    let description: String
}

/// A file that a command was asked to write; it appears whole or not at all.
struct OutputFile {
    /// Where it will be.
    let path: String

    /// Makes sure that the file can be written, before minutes are spent on what will be in it.
    ///
    /// - Throws: ``OutputFailure`` when its folder is missing or closed to the user, or something
    ///   else than a file is at the path.
    init(_ path: String) throws(OutputFailure) {
        self.path = path
        var information = stat()
        if unsafe stat(path, &information) == 0, information.st_mode & S_IFMT != S_IFREG {
            throw OutputFailure(
                description: "\(path) is there already and is no file; write elsewhere"
            )
        }
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "."
        guard !path.isEmpty, unsafe access(folder, W_OK | X_OK) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw OutputFailure(
                description: "\(path) cannot be written (\(folder): \(reason)); write elsewhere"
            )
        }
    }

    /// Writes the file as UTF-8.
    func write(_ text: String) throws(OutputFailure) {
        try write(Array(text.utf8))
    }

    /// Writes the file.
    func write(_ bytes: [UInt8]) throws(OutputFailure) {
        do throws(WriteFailure) {
            try ReplacementFile.replace(path, with: bytes)
        } catch {
            throw OutputFailure(description: error.description)
        }
    }

    /// Writes a model, telling how far it is.
    ///
    /// - Parameters:
    ///   - parameters: Its weights.
    ///   - architecture: Its network.
    ///   - metadata: What a server must know; names as many classes as the network has.
    ///   - precision: How weights are stored.
    /// - Throws: ``OutputFailure`` when a weight cannot be read or the file not written.
    func write(
        _ parameters: some ParameterSource,
        of architecture: Architecture,
        _ metadata: ModelMetadata,
        precision: SafetensorsWriter.Precision
    ) throws(OutputFailure) {
        let progress = ProgressLine(label: path)
        defer { progress.clear() }
        do throws(ModelError) {
            try parameters.writeModel(
                architecture,
                to: path,
                metadata: metadata,
                precision: precision,
                progress: progress.show
            )
        } catch {
            throw OutputFailure(description: error.description)
        }
    }
}

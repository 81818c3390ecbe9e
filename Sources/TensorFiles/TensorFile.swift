import Files

/// A checkpoint on disk: named tensors of a `.safetensors` file or of a `torch.save` file (`.pth`).
///
/// Opening checks the whole structure of the file, for `torch.save` also every checksum; reading
/// converts one tensor at a time into the caller's memory. A file that is written to while it is
/// open is noticed and refused; replace a file in use by renaming another over it.
package struct TensorFile: Sendable {
    /// A format that can be read.
    package enum Format: Hashable, Sendable {
        /// A JSON header and raw tensors.
        case safetensors
        /// The ZIP archive of `torch.save`.
        case torch
    }

    /// The path that was opened.
    package let path: String

    /// The format that was found.
    package let format: Format

    /// Every tensor, in the order of the file.
    package let tensors: [TensorEntry]

    /// The free text under `__metadata__`; empty for a `torch.save` file.
    package let metadata: [String: String]

    /// Keys of a `torch.save` file whose values are no tensors, such as `epoch`.
    package let ignoredKeys: [String]

    private let file: SteadyFile
    private let entriesByName: [String: TensorEntry]

    /// Opens a file and checks it; its format is told by its content, not by its name.
    package static func open(_ path: String) throws(TensorFileError) -> TensorFile {
        let file: SteadyFile
        do throws(FileFailure) {
            file = try SteadyFile(path)
        } catch {
            throw .cannotOpen(file: path, error)
        }
        do throws(TensorFileError) {
            let tensorFile = try TensorFile.read(file, path: path)
            try file.checkIsSteady(path: path)
            return tensorFile
        } catch {
            // A file that changes under the reader looks like a broken one.
            try file.checkIsSteady(path: path)
            throw error
        }
    }

    private static func read(
        _ file: SteadyFile,
        path: String
    ) throws(TensorFileError) -> TensorFile {
        switch FileFormat(firstBytes: file.prefix(FileFormat.signatureByteCount)) {
        case .foreign(let format): throw .foreignFormat(file: path, format)
        case .unknown: throw .unknownFormat(file: path)
        case .torchArchive:
            let (tensors, ignored) = try TorchReader.read(file, path: path)
            return TensorFile(path, .torch, tensors, ignoredKeys: ignored, file: file)
        case .safetensors:
            do throws(SafetensorsDefect) {
                let (tensors, metadata) = try SafetensorsReader.read(file)
                return TensorFile(path, .safetensors, tensors, metadata: metadata, file: file)
            } catch {
                throw .invalidSafetensors(file: path, error)
            }
        }
    }

    private init(
        _ path: String,
        _ format: Format,
        _ tensors: [TensorEntry],
        metadata: [String: String] = [:],
        ignoredKeys: [String] = [],
        file: SteadyFile
    ) {
        self.path = path
        self.format = format
        self.tensors = tensors
        self.metadata = metadata
        self.ignoredKeys = ignoredKeys
        self.file = file
        entriesByName = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
    }

    /// The size of the file in bytes.
    package var byteCount: Int { file.count }

    /// The tensor with this name, if there is one.
    package subscript(name: String) -> TensorEntry? { entriesByName[name] }

    /// Reads a floating-point tensor, row-major, whatever its type and strides in the file.
    ///
    /// - Parameters:
    ///   - name: The tensor's name.
    ///   - destination: Where its elements go, as `Float`.
    ///   - policy: What to do about NaN and infinity, and about numbers beyond the range of `Float`.
    /// - Throws: ``TensorFileError`` if there is no such tensor, it is no floating point, or by
    ///   `policy`.
    /// - Precondition: `destination.count` is the tensor's ``TensorEntry/elementCount``.
    package func read(
        _ name: String,
        into destination: inout MutableSpan<Float>,
        nonFinite policy: NonFinitePolicy = .refuse
    ) throws(TensorFileError) {
        let entry = try floatingPointEntry(name)
        precondition(
            destination.count == entry.elementCount,
            "the destination has the tensor's size"
        )
        guard entry.elementCount > 0 else { return }

        file.withBytes(of: entry.storage) { storage in
            let walk = ElementWalk(over: entry)
            switch entry.elementType {
            case .float32: walk.copy(Float.self, from: storage, into: &destination)
            case .float16: walk.copy(Float16.self, from: storage, into: &destination)
            case .bfloat16: walk.copy(BFloat16.self, from: storage, into: &destination)
            case .float64: walk.copy(Double.self, from: storage, into: &destination)
            case .int64, .int32, .int16, .int8, .uint8, .bool:
                preconditionFailure("floating-point entries only")
            }
        }
        try file.checkIsSteady(path: path)
        if policy == .refuse, let index = destination.span.firstNonFinite {
            throw .notFinite(file: path, tensor: name, index: index)
        }
    }

    /// Reads a floating-point tensor into a new array.
    package func floats(
        of name: String,
        nonFinite policy: NonFinitePolicy = .refuse
    ) throws(TensorFileError) -> [Float] {
        let entry = try floatingPointEntry(name)
        var floats = [Float](repeating: 0, count: entry.elementCount)
        var span = floats.mutableSpan
        try read(name, into: &span, nonFinite: policy)
        return floats
    }

    private func floatingPointEntry(_ name: String) throws(TensorFileError) -> TensorEntry {
        guard let entry = self[name] else { throw .noSuchTensor(file: path, tensor: name) }
        guard entry.elementType.isFloatingPoint else {
            throw .notFloatingPoint(file: path, tensor: name, entry.elementType)
        }
        return entry
    }
}

extension SteadyFile {
    /// Throws if what was read so far cannot be trusted.
    fileprivate func checkIsSteady(path: String) throws(TensorFileError) {
        if let failure { throw .cannotOpen(file: path, failure) }
    }
}

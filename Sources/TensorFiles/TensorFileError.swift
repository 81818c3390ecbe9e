package import Files

/// A file of tensors that cannot be read or written.
package enum TensorFileError: Error, Hashable, Sendable {
    /// The file cannot be opened.
    case cannotOpen(file: String, FileFailure)
    /// The file is in a format that is known and not read.
    case foreignFormat(file: String, ForeignFormat)
    /// The file is in no known format.
    case unknownFormat(file: String)
    /// A `.safetensors` file breaks the rules of its format.
    case invalidSafetensors(file: String, SafetensorsDefect)
    /// The ZIP archive of a `torch.save` file is not as PyTorch writes it.
    case invalidArchive(file: String, ArchiveDefect)
    /// The pickle of a `torch.save` file has, at this byte, more than a state_dict needs.
    case refusedPickle(file: String, PickleDefect, byte: Int)
    /// What a `torch.save` file holds is no usable state_dict.
    case invalidStateDict(file: String, StateDictDefect)
    /// The file has no tensor of this name.
    case noSuchTensor(file: String, tensor: String)
    /// The tensor's elements are not floating point.
    case notFloatingPoint(file: String, tensor: String, ElementType)
    /// An element is NaN or infinite; `index` counts row-major from 0.
    case notFinite(file: String, tensor: String, index: Int)
    /// A file cannot be written.
    case cannotWrite(file: String, reason: String)

    /// Says of a file of tensors what is true of any file.
    init(_ failure: WriteFailure) {
        self = .cannotWrite(file: failure.path, reason: failure.reason)
    }
}

extension TensorFileError: CustomStringConvertible {
    /// One sentence: what failed, on which file and tensor, and what to do.
    package var description: String {
        switch self {
        case .cannotOpen(let file, let failure):
            "cannot read \(shown(file)): \(failure)"
        case .foreignFormat(let file, let format):
            "\(shown(file)) \(format)"
        case .unknownFormat(let file):
            "\(shown(file)) begins like neither a .safetensors nor a torch.save file; check that "
                + "it is a checkpoint and that its download is complete"
        case .invalidSafetensors(let file, let defect):
            "\(shown(file)) is not a valid .safetensors file: \(defect); copy or download it "
                + "again, or save it again with the safetensors library"
        case .invalidArchive(let file, let defect):
            "\(shown(file)) is not a valid torch.save file: \(defect); copy or download it again, "
                + "or save model.state_dict() again with torch.save"
        case .refusedPickle(let file, let defect, let byte):
            "\(shown(file)) is refused: \(defect) (byte \(byte) of data.pkl); if you trust it, "
                + "load it with PyTorch and save only model.state_dict()"
        case .invalidStateDict(let file, let defect):
            "\(shown(file)) cannot be used: \(defect)"
        case .noSuchTensor(let file, let tensor):
            "\(shown(file)) has no tensor \(quoted(tensor)); check that it is a checkpoint of "
                + "this network"
        case .notFloatingPoint(let file, let tensor, let type):
            "tensor \(quoted(tensor)) of \(shown(file)) has elements of the type \(type.rawValue) "
                + "where floating point is wanted; check that it is a checkpoint of this network"
        case .notFinite(let file, let tensor, let index):
            "element \(index) of tensor \(quoted(tensor)) of \(shown(file)) is not a finite "
                + "32-bit number; use a checkpoint from before the training diverged"
        case .cannotWrite(let file, let reason):
            "cannot write \(shown(file)): \(reason); check the folder, its permissions and the "
                + "free space"
        }
    }

    /// Quotes a path whole; what is at its end matters most.
    private func shown(_ path: String) -> String { quoted(path, limit: 4_096) }
}

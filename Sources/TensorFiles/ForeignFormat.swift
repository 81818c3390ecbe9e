/// A format that people try as a checkpoint and that is not read here.
package enum ForeignFormat: Hashable, Sendable, CaseIterable {
    /// `torch.save` before PyTorch 1.6: stacked pickles, then raw storages.
    case legacyTorch
    /// `torch.save` of PyTorch 0.1: a tar archive; or any other tar archive.
    case tar
    /// A pickle by itself.
    case pickle
    /// HDF5, as Keras writes.
    case hdf5
    /// ONNX's protobuf.
    case onnx
    /// One NumPy array.
    case numpy
    /// The format of llama.cpp.
    case gguf
    /// Anything compressed by gzip.
    case gzip
    /// A ZIP archive without entries.
    case emptyZip
    /// The text file that stands for a large file in a Git repository.
    case gitLFSPointer
    /// A web page, often an error page saved under the name of the file that was wanted.
    case html

    /// Recognises a format by the beginning of a file.
    init?(firstBytes bytes: [UInt8]) {
        let signatures: [(ForeignFormat, at: Int, [UInt8])] = [
            // PROTO 2, then LONG1 with the magic number 0x1950A86A20F9469CFC6C.
            (.legacyTorch, 0, [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8]),
            (.tar, 257, Array("ustar".utf8)),
            (.pickle, 0, [0x80, 2]), (.pickle, 0, [0x80, 3]),
            (.pickle, 0, [0x80, 4]), (.pickle, 0, [0x80, 5]),
            (.hdf5, 0, [0x89] + Array("HDF\r\n".utf8)),
            (.numpy, 0, [0x93] + Array("NUMPY".utf8)),
            (.gguf, 0, Array("GGUF".utf8)),
            (.gzip, 0, [0x1F, 0x8B]),
            (.emptyZip, 0, Array("PK\u{5}\u{6}".utf8)),
            (.gitLFSPointer, 0, Array("version https://git-lfs".utf8)),
            (.html, 0, Array("<!DOCTYPE".utf8)), (.html, 0, Array("<!doctype".utf8)),
            (.html, 0, Array("<html".utf8)),
        ]
        for (format, place, signature) in signatures
        where bytes.dropFirst(place).starts(with: signature) {
            self = format
            return
        }
        guard Self.looksLikeONNX(bytes) else { return nil }
        self = .onnx
    }

    /// Whether a protobuf begins here with ONNX's version, then its producer's name or its graph.
    private static func looksLikeONNX(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, bytes[0] == 0x08, (1...0x1F).contains(bytes[1]) else { return false }
        return bytes[2] == 0x12 || bytes[2] == 0x3A
    }
}

extension ForeignFormat: CustomStringConvertible {
    /// What the file is and what to do about it, as the end of a sentence.
    package var description: String {
        switch self {
        case .legacyTorch:
            "is in the format of PyTorch before 1.6; load it with a newer PyTorch and save it again"
        case .tar:
            "is a tar archive, as PyTorch 0.1 wrote; unpack it, or load it with a newer PyTorch and "
                + "save it again"
        case .pickle:
            "is a bare pickle, which can run any program; load it only if you trust it, and save "
                + "its tensors as .safetensors"
        case .hdf5: "is HDF5, as Keras writes; convert its weights to .safetensors"
        case .onnx: "is an ONNX model; export the weights of the original network as .safetensors"
        case .numpy: "is a NumPy array; save all weights together as .safetensors"
        case .gguf: "is GGUF, the format of llama.cpp; convert its weights to .safetensors"
        case .gzip: "is compressed by gzip; decompress it first"
        case .emptyZip: "is a ZIP archive without entries; save the checkpoint again"
        case .gitLFSPointer:
            "is a Git LFS pointer, not the file it stands for; fetch that with git lfs pull"
        case .html: "is a web page; the download of the checkpoint failed, so download it again"
        }
    }
}

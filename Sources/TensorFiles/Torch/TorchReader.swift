/// Reads the tensors of a `torch.save` file, without Python.
enum TorchReader {
    /// Reads a file's archive, pickle and state_dict.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - path: The name that errors give it.
    /// - Returns: The tensors in the order of the state_dict, and the keys that are no tensors.
    /// - Throws: ``TensorFileError`` of the archive, the pickle or the state_dict.
    static func read(
        _ file: SteadyFile,
        path: String
    ) throws(TensorFileError) -> (tensors: [TensorEntry], ignored: [String]) {
        let archive: TorchArchive
        let pickle: Range<Int>
        do throws(ArchiveDefect) {
            archive = try TorchArchive(file)
            pickle = try archive.pickle()
        } catch {
            throw .invalidArchive(file: path, error)
        }

        guard pickle.count <= PickleLimits.byteCount else {
            let defect = PickleDefect.exceeds(limit: PickleLimits.byteCount, of: "bytes")
            throw .refusedPickle(file: path, defect, byte: PickleLimits.byteCount)
        }
        var unpickler = Unpickler(file.copy(pickle))
        let root: PickleValue
        do throws(Unpickler.Refusal) {
            root = try unpickler.run()
        } catch {
            throw .refusedPickle(file: path, error.defect, byte: error.byte)
        }

        do throws(StateDictDefect) {
            let dict = try StateDict(root, in: unpickler.objects, storedIn: archive)
            return (dict.tensors, dict.ignored)
        } catch {
            throw .invalidStateDict(file: path, error)
        }
    }
}

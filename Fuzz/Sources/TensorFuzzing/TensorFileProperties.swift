import Fuzzing
import Glibc
import TensorFiles

/// What every file of tensors must do, whatever its format.
package struct TensorFileProperties {
    private let policy: NonFinitePolicy
    private let isWrittenAgain: Bool

    // One file for all inputs: libFuzzer runs them one after the other.
    private static let scratch = ScratchFile()
    private static let copyPath = "/dev/shm/landcover-fuzz-\(getpid()).safetensors"

    /// Chooses how files are read.
    ///
    /// - Parameter option: The lowest bit refuses numbers that are not finite, the next one writes
    ///   what was read to another file.
    package init(option: UInt8) {
        policy = option & 1 == 0 ? .allow : .refuse
        isWrittenAgain = option & 2 != 0
    }

    /// Opens a file and reads all of it, or is refused with a reason.
    package func check(_ bytes: [UInt8]) {
        Self.scratch.write(bytes)
        do throws(TensorFileError) {
            let file = try TensorFile.open(Self.scratch.path)
            expect(file.tensors.count <= bytes.count, "a tensor takes bytes of the file")
            for tensor in file.tensors { try expectSound(tensor, in: file, of: bytes.count) }
            if isWrittenAgain { try expectWritable(file) }
        } catch {
            expectReadable(error)
        }
    }

    private func expectSound(
        _ tensor: TensorEntry,
        in file: TensorFile,
        of byteCount: Int
    ) throws(TensorFileError) {
        expect(tensor.shape.allSatisfy { $0 >= 0 }, "\(tensor) has no negative size")
        let isEmpty = tensor.shape.contains(0)
        expect((tensor.elementCount == 0) == isEmpty, "\(tensor) is empty if an axis is")
        if !isEmpty {
            expect(tensor.shape.reduce(1, *) == tensor.elementCount, "\(tensor) has its elements")
        }
        let size = tensor.elementCount * tensor.elementType.byteCount
        expect(size <= byteCount, "\(tensor) lies in the file")
        expect(file[tensor.name] == tensor, "\(tensor) is found by its name")

        guard tensor.elementType.isFloatingPoint else {
            return expectRefusal(of: tensor, in: file)
        }
        let floats = try file.floats(of: tensor.name, nonFinite: policy)
        expect(floats.count == tensor.elementCount, "\(tensor) is read whole")
        if policy == .refuse { expect(floats.allSatisfy(\.isFinite), "\(tensor) is finite") }
    }

    private func expectRefusal(of tensor: TensorEntry, in file: TensorFile) {
        do throws(TensorFileError) {
            _ = try file.floats(of: tensor.name)
            expect(false, "\(tensor) is no floating point and is not read as it")
        } catch {
            expectReadable(error)
        }
    }

    /// Writes the floating-point tensors to another file, which then holds the same.
    private func expectWritable(_ file: TensorFile) throws(TensorFileError) {
        let tensors = file.tensors.filter(\.elementType.isFloatingPoint)
        var writer = try SafetensorsWriter(
            to: Self.copyPath,
            tensors: tensors.map { .init(name: $0.name, shape: $0.shape) },
            metadata: file.metadata
        )
        for tensor in tensors {
            let floats = try file.floats(of: tensor.name, nonFinite: policy)
            try writer.write(floats.span, as: tensor.name)
        }
        try writer.commit()
        defer { unsafe unlink(Self.copyPath) }

        let copy = try TensorFile.open(Self.copyPath)
        expect(copy.metadata == file.metadata, "metadata is kept")
        expect(copy.tensors.map(\.name) == tensors.map(\.name), "names are kept")
        expect(copy.tensors.map(\.shape) == tensors.map(\.shape), "shapes are kept")
        for tensor in tensors {
            let (before, after) = (
                try file.floats(of: tensor.name, nonFinite: policy),
                try copy.floats(of: tensor.name, nonFinite: policy)
            )
            expect(before.map(\.bitPattern) == after.map(\.bitPattern), "numbers are kept")
        }
    }
}

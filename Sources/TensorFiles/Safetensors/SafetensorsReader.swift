/// Reads the header of a `.safetensors` file and holds it against the file.
///
/// The checks are those of the official reader (`safetensors/src/tensor.rs`): the tensors tile the
/// bytes after the header, without a hole, an overlap or a rest in which something else could hide.
enum SafetensorsReader {
    /// Reads a file's header.
    ///
    /// - Returns: The tensors in the order of their bytes, and the metadata.
    static func read(
        _ file: SteadyFile
    ) throws(SafetensorsDefect) -> (tensors: [TensorEntry], metadata: [String: String]) {
        guard file.count > 8 else { throw .tooShort }
        let length = file.copy(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= SafetensorsHeader.maximumByteCount else { throw .headerTooLong(length) }
        let dataStart = 8 + Int(length)
        guard dataStart <= file.count else { throw .headerBeyondFile(length) }

        var scanner = SafetensorsHeaderScanner(file.copy(8..<dataStart))
        let header = try scanner.scan()
        let tensors = try place(header.tensors, at: dataStart, fileSize: file.count)
        return (tensors, header.metadata)
    }

    private static func place(
        _ tensors: [SafetensorsHeader.Tensor],
        at dataStart: Int,
        fileSize: Int
    ) throws(SafetensorsDefect) -> [TensorEntry] {
        var entries: [TensorEntry] = []
        var end = 0
        for tensor in tensors.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            guard tensor.begin >= end else { throw .overlap(tensor: tensor.name) }
            guard tensor.begin == end else { throw .hole(tensor: tensor.name) }
            guard tensor.end >= tensor.begin else {
                throw .endsBeforeBeginning(tensor: tensor.name)
            }
            guard tensor.end <= fileSize - dataStart else {
                throw .beyondFile(tensor: tensor.name)
            }
            let elementType = try checkedType(of: tensor)
            entries.append(
                TensorEntry(
                    name: tensor.name,
                    elementType: elementType,
                    shape: tensor.shape,
                    storage: dataStart + tensor.begin..<dataStart + tensor.end
                )
            )
            end = tensor.end
        }
        guard dataStart + end == fileSize else { throw .trailingBytes(fileSize - dataStart - end) }
        return entries
    }

    /// Checks that the shape and the type account for exactly the bytes of the tensor.
    private static func checkedType(
        of tensor: SafetensorsHeader.Tensor
    ) throws(SafetensorsDefect) -> ElementType {
        guard let type = ElementType(safetensorsName: tensor.type) else {
            throw .unknownType(tensor: tensor.name, type: tensor.type)
        }
        guard let needed = (tensor.shape + [type.byteCount]).checkedProduct else {
            throw .sizeOverflow(tensor: tensor.name)
        }
        let has = tensor.end - tensor.begin
        guard has == needed else {
            throw .wrongByteCount(tensor: tensor.name, has: has, needs: needed)
        }
        return type
    }
}

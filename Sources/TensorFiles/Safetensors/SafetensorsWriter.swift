import Files

/// Writes a `.safetensors` file, one tensor at a time, so that no second copy of the weights is
/// ever made.
///
/// The bytes depend on nothing but the arguments. The file appears at its path only with
/// ``commit()``; a writer that is dropped leaves nothing behind.
package struct SafetensorsWriter: ~Copyable {
    /// The types that can be written.
    package enum Precision: Hashable, Sendable {
        /// As it is.
        case float32
        /// Rounded to the nearest, ties to even.
        case bfloat16

        /// The type in the file.
        var elementType: ElementType {
            switch self {
            case .float32: .float32
            case .bfloat16: .bfloat16
            }
        }
    }

    /// A tensor that will be written.
    package struct Tensor: Hashable, Sendable {
        /// The name, which no other tensor of the file has.
        package let name: String
        /// The size of each axis, outermost first; empty for a scalar.
        package let shape: [Int]
        /// How the elements are stored.
        package let precision: Precision

        /// Announces a tensor.
        package init(name: String, shape: [Int], precision: Precision = .float32) {
            self.name = name
            self.shape = shape
            self.precision = precision
        }
    }

    private let file: ReplacementFile
    private var places: [String: Place]

    private struct Place {
        let position: Int
        let elementCount: Int
        let precision: Precision
    }

    /// Begins a file that will replace the one at `path`.
    ///
    /// Tensors lie in the file in the given order, float32 before bfloat16: PyTorch cannot map a
    /// float32 tensor that is not aligned to four bytes.
    ///
    /// - Parameters:
    ///   - path: Where the file will be.
    ///   - tensors: What will be written; names are unique, shapes are not negative.
    ///   - metadata: Free text for `__metadata__`.
    /// - Throws: ``TensorFileError/cannotWrite(file:reason:)``.
    package init(
        to path: String,
        tensors: [Tensor],
        metadata: [String: String] = [:]
    ) throws(TensorFileError) {
        let (header, places) = Self.plan(tensors, metadata)
        file = try Self.begin(path, with: header)
        self.places = places
    }

    private static func begin(
        _ path: String,
        with header: [UInt8]
    ) throws(TensorFileError) -> ReplacementFile {
        do throws(WriteFailure) {
            let file = try ReplacementFile(at: path)
            try file.write(unsafe header.span.bytes, at: 0)
            return file
        } catch {
            throw TensorFileError(error)
        }
    }

    /// Lays the tensors out one behind the other.
    private static func plan(
        _ tensors: [Tensor],
        _ metadata: [String: String]
    ) -> (header: [UInt8], places: [String: Place]) {
        let ordered =
            tensors.filter { $0.precision == .float32 }
            + tensors.filter { $0.precision == .bfloat16 }
        var header = SafetensorsHeader(metadata: metadata)
        var end = 0
        for tensor in ordered {
            let type = tensor.precision.elementType
            let size = (tensor.shape + [type.byteCount]).checkedProduct
            guard let size, tensor.shape.allSatisfy({ $0 >= 0 }) else {
                preconditionFailure("a tensor's shape is not negative and fits the memory")
            }
            header.tensors.append(
                .init(
                    name: tensor.name,
                    type: type.safetensorsName,
                    shape: tensor.shape,
                    begin: end,
                    end: end + size
                )
            )
            end += size
        }

        let encoded = header.encoded()
        var places: [String: Place] = [:]
        for (tensor, placed) in zip(ordered, header.tensors) {
            let place = Place(
                position: encoded.count + placed.begin,
                elementCount: tensor.shape.reduce(1, *),
                precision: tensor.precision
            )
            let isNew = places.updateValue(place, forKey: tensor.name) == nil
            precondition(
                isNew && tensor.name != SafetensorsHeader.metadataKey,
                "a tensor's name is its own"
            )
        }
        return (encoded, places)
    }

    /// Writes a tensor's elements, row-major; tensors may be written in any order, each once.
    ///
    /// - Precondition: The tensor was announced, not yet written, and has `values.count` elements.
    package mutating func write(
        _ values: Span<Float>,
        as name: String
    ) throws(TensorFileError) {
        guard let place = places.removeValue(forKey: name) else {
            preconditionFailure("a tensor is announced, and written once")
        }
        precondition(values.count == place.elementCount, "a tensor has the size of its shape")
        switch place.precision {
        case .float32: try put(unsafe values.bytes, at: place.position)
        case .bfloat16: try writeRounded(values, at: place.position)
        }
    }

    /// Makes the file appear at its path, complete and on the disk.
    ///
    /// - Precondition: Every tensor was written.
    package consuming func commit() throws(TensorFileError) {
        precondition(places.values.allSatisfy { $0.elementCount == 0 }, "every tensor is written")
        do throws(WriteFailure) {
            try file.commit()
        } catch {
            throw TensorFileError(error)
        }
    }

    private func put(_ bytes: RawSpan, at position: Int) throws(TensorFileError) {
        do throws(WriteFailure) {
            try file.write(bytes, at: position)
        } catch {
            throw TensorFileError(error)
        }
    }

    private func writeRounded(_ values: Span<Float>, at position: Int) throws(TensorFileError) {
        let blockSize = 1 << 16
        for start in stride(from: 0, to: values.count, by: blockSize) {
            let block = start..<min(start + blockSize, values.count)
            let rounded = block.map { BFloat16(rounding: values[$0]).bits }
            let blockPosition = position + start * MemoryLayout<UInt16>.size
            try put(unsafe rounded.span.bytes, at: blockPosition)
        }
    }
}

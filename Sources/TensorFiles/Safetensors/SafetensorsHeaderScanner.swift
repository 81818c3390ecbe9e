/// Reads the JSON of a `.safetensors` header: the grammar that the format has, and no more.
///
/// Nesting is fixed, so no input can make it recurse; every key may occur once.
struct SafetensorsHeaderScanner {
    private var tokens: JSONTokens

    /// Prepares to read a header, without the eight bytes of its length.
    init(_ bytes: [UInt8]) {
        tokens = JSONTokens(bytes)
    }

    /// Reads the whole header, up to its padding of spaces.
    mutating func scan() throws(SafetensorsDefect) -> SafetensorsHeader {
        var header = SafetensorsHeader()
        // Swift compares strings by canonical equivalence, so two names that merely look alike
        // are refused as well as two equal ones.
        var keys: Set<String> = []
        try tokens.expectAtOnce("{")
        if !tokens.accept("}") {
            repeat {
                let key = try tokens.string()
                guard keys.insert(key).inserted else { throw .duplicateKey(key) }
                try tokens.expect(":")
                if key == SafetensorsHeader.metadataKey {
                    header.metadata = try metadata()
                } else {
                    header.tensors.append(try tensor(named: key))
                }
            } while tokens.accept(",")
            try tokens.expect("}")
        }
        try tokens.expectOnlySpaces()
        return header
    }

    private mutating func metadata() throws(SafetensorsDefect) -> [String: String] {
        var metadata: [String: String] = [:]
        try tokens.expect("{")
        if tokens.accept("}") { return metadata }
        repeat {
            let key = try tokens.string()
            try tokens.expect(":")
            guard metadata.updateValue(try tokens.string(), forKey: key) == nil else {
                throw .duplicateKey(key)
            }
        } while tokens.accept(",")
        try tokens.expect("}")
        return metadata
    }

    private mutating func tensor(
        named name: String
    ) throws(SafetensorsDefect) -> SafetensorsHeader.Tensor {
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try tokens.expect("{")
        repeat {
            let key = try tokens.string()
            try tokens.expect(":")
            switch key {
            case "dtype":
                guard type == nil else { throw .duplicateKey(key) }
                type = try tokens.string()
            case "shape":
                guard shape == nil else { throw .duplicateKey(key) }
                shape = try numbers(upTo: TensorLimits.rank, or: .tooManyAxes(tensor: name))
            case "data_offsets":
                guard offsets == nil else { throw .duplicateKey(key) }
                let wrong = tokens.unexpected("two data_offsets")
                offsets = try numbers(upTo: 2, or: wrong)
                guard offsets?.count == 2 else { throw wrong }
            default:
                throw .unknownKey(tensor: name, key: key)
            }
        } while tokens.accept(",")
        try tokens.expect("}")

        guard let type else { throw .missingKey(tensor: name, key: "dtype") }
        guard let shape else { throw .missingKey(tensor: name, key: "shape") }
        guard let offsets else { throw .missingKey(tensor: name, key: "data_offsets") }
        return .init(name: name, type: type, shape: shape, begin: offsets[0], end: offsets[1])
    }

    private mutating func numbers(
        upTo limit: Int,
        or tooMany: SafetensorsDefect
    ) throws(SafetensorsDefect) -> [Int] {
        var numbers: [Int] = []
        try tokens.expect("[")
        if tokens.accept("]") { return numbers }
        repeat {
            guard numbers.count < limit else { throw tooMany }
            numbers.append(try tokens.number())
        } while tokens.accept(",")
        try tokens.expect("]")
        return numbers
    }
}

/// Writes a pickle instruction by instruction, right or wrong.
struct PickleBuilder {
    /// The instructions so far.
    private(set) var bytes: [UInt8]

    /// Begins with protocol 2.
    init() { bytes = [0x80, 2] }

    /// Appends bytes as they are.
    mutating func raw(_ more: [UInt8]) { bytes += more }

    /// Appends instructions by the letters that Python gives them.
    mutating func letters(_ letters: String) { bytes += Array(letters.utf8) }

    /// Pushes a text.
    mutating func text(_ text: String) {
        letters("X")
        bytes.append(UInt32(text.utf8.count))
        letters(text)
    }

    /// Pushes a number as eight bytes.
    mutating func integer(_ integer: Int) {
        raw([0x8A, 8])
        bytes.append(integer)
    }

    /// Pushes a function or class.
    mutating func global(_ module: String, _ name: String) {
        letters("c\(module)\n\(name)\n")
    }

    /// Pushes a tuple of numbers.
    mutating func tuple(_ integers: [Int]) {
        letters("(")
        for integer in integers { self.integer(integer) }
        letters("t")
    }

    /// Keeps the top value under a number.
    mutating func remember(_ index: UInt32) {
        letters("r")
        bytes.append(index)
    }

    /// Pushes a kept value.
    mutating func recall(_ index: UInt32) {
        letters("j")
        bytes.append(index)
    }

    /// Pushes an empty OrderedDict.
    mutating func orderedDict() {
        global("collections", "OrderedDict")
        letters(")R")
    }

    /// Pushes a storage.
    mutating func storage(_ type: String, key: String, count: Int) {
        letters("(")
        text("storage")
        global("torch", type)
        text(key)
        text("cpu")
        integer(count)
        letters("tQ")
    }

    /// Pushes a tensor.
    mutating func tensor(_ tensor: PickledTensor) {
        global("torch._utils", "_rebuild_tensor_v2")
        letters("(")
        storage(tensor.type, key: tensor.key, count: tensor.storageCount)
        integer(tensor.offset)
        tuple(tensor.shape)
        tuple(tensor.strides)
        raw([0x89])
        orderedDict()
        letters("tR")
    }
}

/// A tensor to put into a pickle, right or wrong.
struct PickledTensor {
    var name = "weight"
    var type = "FloatStorage"
    var key = "0"
    var storageCount = 6
    var offset = 0
    var shape = [2, 3]
    var strides = [3, 1]
}

/// The pickle of a dictionary of tensors.
func pickle(_ tensors: PickledTensor...) -> [UInt8] {
    pickle { builder in
        builder.letters("}(")
        for tensor in tensors {
            builder.text(tensor.name)
            builder.tensor(tensor)
        }
        builder.letters("u")
    }
}

/// A pickle of whatever `build` writes, and its end.
func pickle(_ build: (inout PickleBuilder) -> Void) -> [UInt8] {
    var builder = PickleBuilder()
    build(&builder)
    builder.letters(".")
    return builder.bytes
}

import TensorFiles
import Testing

@Suite struct `Tensors of a torch_save file` {
    /// Returns why a tensor in a storage of six floats is refused.
    private func defect(_ tensor: PickledTensor) throws -> StateDictDefect? {
        try refusal(of: torchFile(pickle(tensor)))?.stateDictDefect
    }

    @Test func `a stride of zero cannot blow a few numbers up`() throws {
        let bomb = PickledTensor(shape: [1 << 20, 1 << 20], strides: [0, 0])
        #expect(try defect(bomb) == .expanded(tensor: "weight"))
        let small = PickledTensor(shape: [7], strides: [0])
        #expect(try defect(small) == .expanded(tensor: "weight"))
    }

    @Test func `overlapping windows count as an expansion too`() throws {
        let windows = PickledTensor(shape: [4, 3], strides: [1, 1])
        #expect(try defect(windows) == .expanded(tensor: "weight"))
    }

    @Test(arguments: [
        PickledTensor(strides: [-3, 1]), PickledTensor(offset: -1), PickledTensor(shape: [-2, 3]),
        PickledTensor(shape: [-2, -3]), PickledTensor(storageCount: -6),
        PickledTensor(strides: [.min, 1]),
    ])
    func `negative sizes, strides and offsets are refused`(tensor: PickledTensor) throws {
        #expect(try defect(tensor) == .negative(tensor: "weight"))
    }

    @Test(arguments: [
        PickledTensor(offset: 1), PickledTensor(offset: .max), PickledTensor(strides: [4, 1]),
        PickledTensor(strides: [3, 2]), PickledTensor(strides: [.max, .max]),
        PickledTensor(shape: [3, 3]), PickledTensor(offset: 7, shape: [0], strides: [1]),
        PickledTensor(offset: 6, shape: [], strides: []),
        PickledTensor(shape: [.max], strides: [1]),
        PickledTensor(storageCount: 5),
    ])
    func `no tensor reaches beyond its storage`(tensor: PickledTensor) throws {
        #expect(try defect(tensor) == .beyondStorage(tensor: "weight"))
    }

    @Test func `a size that wraps around is refused`() throws {
        let wrapping = PickledTensor(shape: [1 << 32, 1 << 32], strides: [0, 0])
        #expect(try defect(wrapping) == .sizeOverflow(tensor: "weight"))
    }

    @Test(arguments: ["1", "00", "../data/0", "", "0\u{0}"])
    func `a storage that is not there is refused`(key: String) throws {
        let error = try defect(PickledTensor(key: key))
        #expect(error == .missingStorage(tensor: "weight", key: key))
    }

    @Test(arguments: [
        PickledTensor(storageCount: 7), PickledTensor(storageCount: .max),
        PickledTensor(type: "DoubleStorage"),
    ])
    func `a storage that is too short is refused`(tensor: PickledTensor) throws {
        #expect(try defect(tensor) == .shortStorage(tensor: "weight", key: "0"))
    }

    @Test func `one storage cannot be two types`() throws {
        let bytes = pickle(PickledTensor(), PickledTensor(name: "bits", type: "IntStorage"))
        let error = try refusal(of: torchFile(bytes))
        #expect(error?.stateDictDefect == .mixedStorage(tensor: "bits", key: "0"))
    }

    @Test func `a name occurs once`() throws {
        let bytes = pickle(PickledTensor(), PickledTensor())
        #expect(try refusal(of: torchFile(bytes))?.stateDictDefect == .duplicateName("weight"))
    }

    @Test func `an axis of one may have any stride`() throws {
        let tensor = PickledTensor(shape: [1, 6, 1], strides: [.max, 1, .max])
        #expect(try opened(torchFile(pickle(tensor))).floats(of: "weight") == [1, 2, 3, 4, 5, 6])
        let transposed = PickledTensor(shape: [1, 3, 1, 2], strides: [.max, 1, .max, 3])
        let file = try opened(torchFile(pickle(transposed)))
        #expect(try file.floats(of: "weight") == [1, 4, 2, 5, 3, 6])
    }

    @Test func `a scalar at the end of its storage is read`() throws {
        let scalar = PickledTensor(offset: 5, shape: [], strides: [])
        #expect(try opened(torchFile(pickle(scalar))).floats(of: "weight") == [6])
    }

    @Test func `an empty tensor is read, whatever its other axes`() throws {
        let empty = PickledTensor(
            offset: 6,
            shape: [0, 1 << 40, 1 << 40],
            strides: [.max, .max, 1]
        )
        #expect(try opened(torchFile(pickle(empty))).floats(of: "weight").isEmpty)
    }

    @Test func `views of one large storage add up, to a limit`() throws {
        let count = 1 << 24
        let bytes = pickle { builder in
            builder.letters("}(")
            builder.text("0")
            builder.tensor(
                PickledTensor(
                    type: "ByteStorage",
                    storageCount: count,
                    shape: [count],
                    strides: [1]
                )
            )
            builder.remember(0)
            for name in 1...128 {
                builder.text("\(name)")
                builder.recall(0)
            }
            builder.letters("u")
        }
        let storage = [UInt8](repeating: 0, count: count)
        let error = try refusal(of: torchFile(bytes, storages: [storage]))
        #expect(error?.stateDictDefect == .tooManyElements)
    }

    @Test(arguments: ["state_dict", "model"])
    func `the state_dict may lie one level down`(key: String) throws {
        let file = try opened(
            torchFile(
                pickle { builder in
                    builder.letters("}(")
                    builder.text("epoch")
                    builder.integer(3)
                    builder.text(key)
                    builder.letters("}")
                    builder.text("weight")
                    builder.tensor(PickledTensor())
                    builder.letters("s")
                    builder.integer(-4)
                    builder.letters("N")
                    builder.letters("u")
                }
            )
        )
        #expect(file.tensors.map(\.name) == ["weight"])
        #expect(file.ignoredKeys == ["epoch", "-4"])
    }

    @Test func `a dictionary that contains itself holds no tensors`() throws {
        let bytes = pickle { builder in
            builder.letters("}")
            builder.remember(0)
            for key in ["state_dict", "model", "self"] {
                builder.text(key)
                builder.recall(0)
                builder.letters("s")
            }
        }
        #expect(try refusal(of: torchFile(bytes))?.stateDictDefect == .noTensors)
    }

    @Test func `a file without a dictionary is refused`() throws {
        let tensor = pickle { $0.tensor(PickledTensor()) }
        #expect(try refusal(of: torchFile(tensor))?.stateDictDefect == .notADictionary)
        let empty = pickle { $0.letters("}") }
        #expect(try refusal(of: torchFile(empty))?.stateDictDefect == .noTensors)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a pickle that repeats itself takes no more than linear time`() throws {
        let count = 100_000
        let bytes = pickle { builder in
            builder.letters("}")
            builder.remember(0)
            builder.text("state_dict")
            builder.remember(1)
            builder.letters("Ns")
            // Key by key, and a dictionary that is found in itself again and again.
            for _ in 0..<count {
                builder.letters("h\u{1}h\u{0}s")
            }
            for _ in 0..<count {
                builder.letters("NNs")
            }
        }
        #expect(try refusal(of: torchFile(bytes))?.stateDictDefect == .noTensors)
    }
}

import TensorFiles
import Testing

@Suite struct `Refused pickles` {
    /// A pickle and why it is refused.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pickle: [UInt8]
        let defect: PickleDefect

        init(_ what: String, _ pickle: [UInt8], _ defect: PickleDefect) {
            testDescription = what
            self.pickle = pickle
            self.defect = defect
        }
    }

    @Test(arguments: programs + stacks + calls + limits)
    func `it is refused for its own reason`(case: Case) throws {
        #expect(try refusal(of: torchFile(`case`.pickle))?.pickleDefect == `case`.defect)
    }

    @Test(arguments: refusedOpcodes)
    func `every instruction of Python that is not needed is refused by name`(
        code: UInt8,
        name: String
    ) throws {
        let bytes = pickle { $0.raw([0x4E, code]) }
        let error = try refusal(of: torchFile(bytes))
        guard case .refusedPickle(_, let defect, let byte) = error else {
            Issue.record("not refused: \(name)")
            return
        }
        #expect(defect == .opcode(name))
        #expect(byte == 3)
    }

    @Test func `every byte is an instruction that is accepted or refused by name`() throws {
        for code in UInt8.min ... .max {
            let error = try refusal(of: torchFile(pickle { $0.raw([code]) }))
            #expect(error != nil)
        }
    }

    @Test func `a command for the shell is refused by name and place and never run`() throws {
        let bytes = pickle { builder in
            builder.global("posix", "system")
            builder.letters("(")
            builder.text("touch owned")
            builder.letters("tR")
        }
        let error = try #require(try refusal(of: torchFile(bytes)))
        guard case .refusedPickle(_, .global("posix.system"), byte: 2) = error else {
            Issue.record("refused for another reason: \(error)")
            return
        }
        #expect(error.description.contains("asks for \"posix.system\""))
        #expect(error.description.contains("byte 2 of data.pkl"))
    }

    @Test func `no cut of a sound pickle opens`() throws {
        let sound = pickle(PickledTensor())
        for count in sound.indices {
            #expect(try refusal(of: torchFile(Array(sound[..<count])))?.pickleDefect == .truncated)
        }
    }

    static let refusedOpcodes: [(UInt8, String)] = [
        (0x30, "POP"), (0x31, "POP_MARK"), (0x32, "DUP"), (0x42, "BINBYTES"),
        (0x43, "SHORT_BINBYTES"), (0x46, "FLOAT"), (0x49, "INT"), (0x4C, "LONG"),
        (0x50, "PERSID"), (0x53, "STRING"), (0x54, "BINSTRING"), (0x55, "SHORT_BINSTRING"),
        (0x56, "UNICODE"), (0x64, "DICT"), (0x67, "GET"), (0x69, "INST"), (0x6C, "LIST"),
        (0x6F, "OBJ"), (0x70, "PUT"), (0x81, "NEWOBJ"), (0x82, "EXT1"), (0x83, "EXT2"),
        (0x84, "EXT4"), (0x8B, "LONG4"), (0x8C, "SHORT_BINUNICODE"), (0x8D, "BINUNICODE8"),
        (0x8E, "BINBYTES8"), (0x8F, "EMPTY_SET"), (0x90, "ADDITEMS"), (0x91, "FROZENSET"),
        (0x92, "NEWOBJ_EX"), (0x93, "STACK_GLOBAL"), (0x94, "MEMOIZE"), (0x95, "FRAME"),
        (0x96, "BYTEARRAY8"), (0x97, "NEXT_BUFFER"), (0x98, "READONLY_BUFFER"),
        (0x80, "PROTO"), (0x00, "0x0"), (0xFF, "0xFF"),
    ]

    private static func naming(_ module: String, _ name: String) -> Case {
        Case("\(module).\(name)", pickle { $0.global(module, name) }, .global("\(module).\(name)"))
    }

    static let programs: [Case] = [
        naming("os", "system"), naming("builtins", "eval"), naming("__builtin__", "exec"),
        naming("subprocess", "Popen"), naming("torch", "load"),
        naming("torch.storage", "_load_from_bytes"),
        naming("torch._utils", "_rebuild_tensor_v3"), naming("collections", "Counter"),
        naming("torch.FloatStorage", ""), naming("", "torch.FloatStorage"),
        naming("_codecs", "encode"), naming("torch.nn.parameter", "Parameter"),
        Case(
            "a stacked global",
            pickle { builder in
                builder.text("posix")
                builder.text("system")
                builder.raw([0x93])
            },
            .opcode("STACK_GLOBAL")
        ),
        Case(
            "a program after a sound pickle",
            pickle(PickledTensor()) + pickle { $0.global("posix", "system") },
            .trailingBytes(17)
        ),
        Case("protocol 0", Array("(dp0\n.".utf8), .unsupportedProtocol(0)),
        Case("protocol 5", [0x80, 5, 0x7D, 0x2E], .unsupportedProtocol(5)),
        Case("nothing", [], .truncated),
        Case("no value", [0x80, 2, 0x2E], .unbalanced),
        Case("two values", pickle { $0.letters("}}") }, .unbalanced),
        Case("an open mark", pickle { $0.letters("}(") }, .unbalanced),
    ]

    static let stacks: [Case] = [
        Case("a tuple of nothing there", pickle { $0.raw([0x85]) }, .stackUnderflow),
        Case("a tuple from below a mark", pickle { $0.raw([0x4E, 0x28, 0x85]) }, .stackUnderflow),
        Case("three of two", pickle { $0.raw([0x4E, 0x4E, 0x87]) }, .stackUnderflow),
        Case("a call of nothing", pickle { $0.letters("R") }, .stackUnderflow),
        Case("a call across a mark", pickle { $0.letters("N()R") }, .stackUnderflow),
        Case("keeping nothing", pickle { $0.remember(0) }, .stackUnderflow),
        Case("setting items of nothing", pickle { $0.letters("(u") }, .stackUnderflow),
        Case("a run that never began", pickle { $0.letters("t") }, .noMark),
        Case("items that never began", pickle { $0.letters("}u") }, .noMark),
        Case("a value never kept", pickle { $0.recall(7) }, .unknownMemo(7)),
        Case(
            "the last memo index",
            pickle { $0.recall(.max) },
            .unknownMemo(4_294_967_295)
        ),
        Case("items of a list", pickle { $0.letters("](NNu") }, .wrongTarget(of: "SETITEMS")),
        Case("a key without a value", pickle { $0.letters("}(Nu") }, .wrongTarget(of: "SETITEMS")),
        Case(
            "appending to a dictionary",
            pickle { $0.letters("}Na") },
            .wrongTarget(of: "APPENDS")
        ),
        Case("attributes of a dictionary", pickle { $0.letters("}}b") }, .wrongTarget(of: "BUILD")),
        Case(
            "attributes of a tensor",
            pickle { builder in
                builder.tensor(PickledTensor())
                builder.letters("}b")
            },
            .wrongTarget(of: "BUILD")
        ),
        Case(
            "attributes that are no dictionary",
            pickle { builder in
                builder.orderedDict()
                builder.letters("Nb")
            },
            .wrongTarget(of: "BUILD")
        ),
    ]

    static let calls: [Case] = [
        Case(
            "a call of a text",
            pickle { builder in
                builder.text("os.system")
                builder.letters(")R")
            },
            .wrongTarget(of: "REDUCE")
        ),
        Case(
            "a call of a storage type",
            pickle { builder in
                builder.global("torch", "FloatStorage")
                builder.letters(")R")
            },
            .wrongTarget(of: "REDUCE")
        ),
        Case(
            "a call without a tuple",
            pickle { builder in
                builder.global("collections", "OrderedDict")
                builder.letters("NR")
            },
            .wrongTarget(of: "REDUCE")
        ),
        Case(
            "an OrderedDict of something",
            pickle { builder in
                builder.global("collections", "OrderedDict")
                builder.letters("(NtR")
            },
            .wrongArguments(of: "OrderedDict")
        ),
        Case(
            "a tensor of nothing",
            pickle { builder in
                builder.global("torch._utils", "_rebuild_tensor_v2")
                builder.letters(")R")
            },
            .wrongArguments(of: "_rebuild_tensor_v2")
        ),
        Case(
            "a parameter of nothing",
            pickle { builder in
                builder.global("torch._utils", "_rebuild_parameter")
                builder.letters(")R")
            },
            .wrongArguments(of: "_rebuild_parameter")
        ),
        Case(
            "more axes than strides",
            pickle(PickledTensor(shape: [2, 3], strides: [1])),
            .wrongArguments(of: "_rebuild_tensor_v2")
        ),
        Case(
            "a storage that is no tuple",
            pickle { $0.letters("NQ") },
            .wrongArguments(of: "BINPERSID")
        ),
        Case(
            "a module instead of a storage",
            pickle { builder in
                builder.letters("(")
                builder.text("module")
                builder.letters("NNNNtQ")
            },
            .wrongArguments(of: "BINPERSID")
        ),
        Case(
            "a storage of an OrderedDict",
            pickle { builder in
                builder.letters("(")
                builder.text("storage")
                builder.global("collections", "OrderedDict")
                builder.text("0")
                builder.text("cpu")
                builder.integer(1)
                builder.letters("tQ")
            },
            .wrongArguments(of: "BINPERSID")
        ),
    ]

    static let limits: [Case] = [
        Case(
            "more than 4 MiB",
            [0x80, 2] + [UInt8](repeating: 0x4E, count: 4 << 20),
            .exceeds(limit: 4 << 20, of: "bytes")
        ),
        Case(
            "a deep stack",
            pickle { $0.raw([UInt8](repeating: 0x4E, count: 65_537)) },
            .exceeds(limit: 65_536, of: "values on its stack")
        ),
        Case(
            "many marks",
            pickle { $0.raw([UInt8](repeating: 0x28, count: 65_537)) },
            .exceeds(limit: 65_536, of: "values on its stack")
        ),
        Case(
            "a memo bomb",
            pickle { builder in
                builder.letters("N")
                for index in 0...UInt32(131_072) { builder.remember(index &* 32_767) }
            },
            .exceeds(limit: 131_072, of: "values in its memo")
        ),
        Case(
            "many objects",
            // A tuple of a tuple of a tuple: 262,145 deep.
            pickle { $0.raw([0x29] + [UInt8](repeating: 0x85, count: 262_144)) },
            .exceeds(limit: 262_144, of: "objects")
        ),
        Case(
            "a long text",
            pickle { $0.text(String(repeating: "a", count: 65_537)) },
            .exceeds(limit: 65_536, of: "bytes in one string")
        ),
        Case(
            "a text of 4 GB",
            pickle { $0.raw([0x58, 0xFF, 0xFF, 0xFF, 0xFF]) },
            .exceeds(limit: 65_536, of: "bytes in one string")
        ),
        Case(
            "a long name",
            pickle { $0.global(String(repeating: "a", count: 65_536), "b") },
            .exceeds(limit: 65_536, of: "bytes in one string")
        ),
        Case(
            "seventeen axes",
            pickle(
                PickledTensor(
                    shape: .init(repeating: 1, count: 17),
                    strides: .init(repeating: 1, count: 17)
                )
            ),
            .exceeds(limit: 16, of: "axes of a tensor")
        ),
        Case("a text that is not UTF-8", pickle { $0.raw([0x58, 1, 0, 0, 0, 0xFF]) }, .notUTF8),
        Case("a name without an end", pickle { $0.letters("ctorch") }, .truncated),
        Case(
            "a number of nine bytes",
            pickle { $0.raw([0x8A, 9] + [UInt8](repeating: 1, count: 9)) },
            .numberTooLarge
        ),
    ]
}

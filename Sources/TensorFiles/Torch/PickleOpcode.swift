/// The instructions of Python's pickle machine that `torch.save` needs for a state_dict, with the
/// codes of CPython's `Lib/pickletools.py`.
enum PickleOpcode: UInt8 {
    /// States the protocol; comes first and nowhere else.
    case proto = 0x80
    /// Ends the pickle with the only value on the stack.
    case stop = 0x2E
    /// Pushes `None`.
    case none = 0x4E
    /// Pushes `True`.
    case newTrue = 0x88
    /// Pushes `False`.
    case newFalse = 0x89
    /// Pushes a signed number of four bytes.
    case binInt = 0x4A
    /// Pushes an unsigned number of one byte.
    case binInt1 = 0x4B
    /// Pushes an unsigned number of two bytes.
    case binInt2 = 0x4D
    /// Pushes a signed number of as many bytes as the next one says.
    case long1 = 0x8A
    /// Pushes a binary64 number, big-endian.
    case binFloat = 0x47
    /// Pushes a text of as many bytes as the next four say.
    case binUnicode = 0x58
    /// Begins a run on the stack.
    case mark = 0x28
    /// Pushes an empty tuple.
    case emptyTuple = 0x29
    /// Makes a run a tuple.
    case tuple = 0x74
    /// Makes the top value a tuple.
    case tuple1 = 0x85
    /// Makes the top two values a tuple.
    case tuple2 = 0x86
    /// Makes the top three values a tuple.
    case tuple3 = 0x87
    /// Pushes an empty list.
    case emptyList = 0x5D
    /// Appends a value to the list below it.
    case append = 0x61
    /// Appends a run to the list below it.
    case appends = 0x65
    /// Pushes an empty dictionary.
    case emptyDict = 0x7D
    /// Sets one key of the dictionary below key and value.
    case setItem = 0x73
    /// Sets the keys of a run, in the dictionary below it.
    case setItems = 0x75
    /// Keeps the top value under a number of one byte.
    case binPut = 0x71
    /// Keeps the top value under a number of four bytes.
    case longBinPut = 0x72
    /// Pushes the value kept under a number of one byte.
    case binGet = 0x68
    /// Pushes the value kept under a number of four bytes.
    case longBinGet = 0x6A
    /// Pushes a function or class, named on two lines.
    case global = 0x63
    /// Calls a function with the tuple above it.
    case reduce = 0x52
    /// Gives the object below a dictionary its attributes.
    case build = 0x62
    /// Replaces a description by the storage that it describes.
    case binPersID = 0x51

    /// Names an instruction that is not accepted, as Python's documentation does.
    static func refusedName(_ code: UInt8) -> String {
        refusedNames[code] ?? "0x\(String(code, radix: 16, uppercase: true))"
    }

    private static let refusedNames: [UInt8: String] = [
        0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x42: "BINBYTES", 0x43: "SHORT_BINBYTES",
        0x46: "FLOAT", 0x49: "INT", 0x4C: "LONG", 0x50: "PERSID", 0x53: "STRING",
        0x54: "BINSTRING", 0x55: "SHORT_BINSTRING", 0x56: "UNICODE", 0x64: "DICT", 0x67: "GET",
        0x69: "INST", 0x6C: "LIST", 0x6F: "OBJ", 0x70: "PUT", 0x81: "NEWOBJ", 0x82: "EXT1",
        0x83: "EXT2", 0x84: "EXT4", 0x8B: "LONG4", 0x8C: "SHORT_BINUNICODE",
        0x8D: "BINUNICODE8", 0x8E: "BINBYTES8", 0x8F: "EMPTY_SET", 0x90: "ADDITEMS",
        0x91: "FROZENSET", 0x92: "NEWOBJ_EX", 0x93: "STACK_GLOBAL", 0x94: "MEMOIZE",
        0x95: "FRAME", 0x96: "BYTEARRAY8", 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
    ]
}

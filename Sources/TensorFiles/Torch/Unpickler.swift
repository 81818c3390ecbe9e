/// Python's pickle machine, reduced to what a state_dict needs.
///
/// A pickle is a program. This machine has no instruction and no function with which it could do
/// more than build dictionaries of tensors; whatever else it meets, it refuses by name.
struct Unpickler {
    /// A defect and the byte of the instruction that has it.
    struct Refusal: Error, Hashable {
        /// What is wrong.
        let defect: PickleDefect
        /// Bytes of the pickle in front of the instruction.
        let byte: Int
    }

    /// What was built.
    private(set) var objects = PickleObjects()

    private var bytes: LittleEndianBytes
    private var stack = PickleStack()
    private var memo: [Int: PickleValue] = [:]

    /// Prepares to run a pickle.
    init(_ pickle: [UInt8]) {
        bytes = LittleEndianBytes(pickle)
    }

    /// Runs the pickle to its end and returns its value.
    mutating func run() throws(Refusal) -> PickleValue {
        var instruction = 0
        do throws(PickleDefect) {
            try begin()
            while true {
                instruction = bytes.position
                let code = try read(UInt8.self)
                guard let opcode = PickleOpcode(rawValue: code) else {
                    throw PickleDefect.opcode(PickleOpcode.refusedName(code))
                }
                if opcode == .stop { return try end() }
                try execute(opcode)
            }
        } catch {
            throw Refusal(defect: error, byte: instruction)
        }
    }

    private mutating func begin() throws(PickleDefect) {
        let code = try read(UInt8.self)
        guard code == PickleOpcode.proto.rawValue else { throw .unsupportedProtocol(0) }
        let version = try read(UInt8.self)
        guard version == 2 else { throw .unsupportedProtocol(Int(version)) }
    }

    private mutating func end() throws(PickleDefect) -> PickleValue {
        guard bytes.isAtEnd else { throw .trailingBytes(bytes.remaining) }
        guard let value = stack.onlyValue else { throw .unbalanced }
        return value
    }

    private mutating func execute(_ opcode: PickleOpcode) throws(PickleDefect) {
        switch opcode {
        case .proto: throw .opcode("PROTO")
        case .stop: preconditionFailure("the end is not an instruction")
        case .none: try stack.push(.none)
        case .newTrue, .newFalse: try stack.push(.bool)
        case .binInt: try stack.push(.integer(Int(try read(Int32.self))))
        case .binInt1: try stack.push(.integer(Int(try read(UInt8.self))))
        case .binInt2: try stack.push(.integer(Int(try read(UInt16.self))))
        case .long1: try stack.push(.integer(try readLong()))
        case .binFloat:
            _ = try read(UInt64.self)
            try stack.push(.real)
        case .binUnicode: try stack.push(.text(try readText()))
        case .mark: try stack.mark()
        case .emptyTuple: try pushTuple([])
        case .tuple: try pushTuple(try stack.popRun())
        case .tuple1: try pushTuple(try stack.pop(1))
        case .tuple2: try pushTuple(try stack.pop(2))
        case .tuple3: try pushTuple(try stack.pop(3))
        case .emptyList: try stack.push(.list)
        case .append:
            _ = try stack.pop()
            try expectList()
        case .appends:
            _ = try stack.popRun()
            try expectList()
        case .emptyDict: try stack.push(try objects.makeDictionary(isOrdered: false))
        case .setItem: try set(try stack.pop(2))
        case .setItems: try set(try stack.popRun())
        case .binPut: try remember(Int(try read(UInt8.self)))
        case .longBinPut: try remember(Int(try read(UInt32.self)))
        case .binGet: try recall(Int(try read(UInt8.self)))
        case .longBinGet: try recall(Int(try read(UInt32.self)))
        case .global: try stack.push(.global(try readGlobal()))
        case .reduce:
            let arguments = try stack.pop()
            try stack.push(try objects.call(try stack.pop(), arguments))
        case .build:
            let state = try stack.pop()
            try build(state)
        case .binPersID: try stack.push(try objects.makeStorage(try stack.pop()))
        }
    }

    private mutating func pushTuple(_ elements: [PickleValue]) throws(PickleDefect) {
        try stack.push(try objects.makeTuple(elements))
    }

    /// Checks that it is a list that was appended to; its elements are not kept, as no state_dict
    /// is in one.
    private func expectList() throws(PickleDefect) {
        guard try stack.top() == .list else { throw .wrongTarget(of: "APPENDS") }
    }

    private mutating func set(_ run: [PickleValue]) throws(PickleDefect) {
        try objects.set(run, of: try stack.top())
    }

    /// Sets attributes: only those of an OrderedDict, such as a state_dict's `_metadata`, which
    /// nothing here needs.
    private func build(_ state: PickleValue) throws(PickleDefect) {
        guard case .dictionary(_, isOrdered: true) = try stack.top(),
            case .dictionary(_, isOrdered: false) = state
        else { throw .wrongTarget(of: "BUILD") }
    }

    private mutating func remember(_ index: Int) throws(PickleDefect) {
        guard memo.count < PickleLimits.memoCount || memo[index] != nil else {
            throw .exceeds(limit: PickleLimits.memoCount, of: "values in its memo")
        }
        memo[index] = try stack.top()
    }

    private mutating func recall(_ index: Int) throws(PickleDefect) {
        guard let value = memo[index] else { throw .unknownMemo(index) }
        try stack.push(value)
    }

    private mutating func read<Number: FixedWidthInteger>(
        _ type: Number.Type
    ) throws(PickleDefect) -> Number {
        guard let number = bytes.next(type) else { throw .truncated }
        return number
    }

    /// Reads a two's complement number of up to eight bytes.
    private mutating func readLong() throws(PickleDefect) -> Int {
        let length = Int(try read(UInt8.self))
        guard length <= 8 else { throw .numberTooLarge }
        guard let run = bytes.take(length) else { throw .truncated }
        let isNegative = (run.last ?? 0) & 0x80 != 0
        return run.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) }
    }

    private mutating func readText() throws(PickleDefect) -> String {
        let length = Int(try read(UInt32.self))
        guard length <= PickleLimits.stringByteCount else { throw Self.longText }
        guard let run = bytes.take(length) else { throw .truncated }
        return try text(run)
    }

    private mutating func readGlobal() throws(PickleDefect) -> PickleGlobal {
        let newline = UInt8(ascii: "\n")
        guard let module = bytes.take(upTo: newline), let name = bytes.take(upTo: newline) else {
            throw .truncated
        }
        guard module.count + name.count <= PickleLimits.stringByteCount else { throw Self.longText }
        let path = "\(try text(module)).\(try text(name))"
        guard let global = PickleGlobal(path) else { throw .global(path) }
        return global
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(PickleDefect) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    private static var longText: PickleDefect {
        .exceeds(limit: PickleLimits.stringByteCount, of: "bytes in one string")
    }
}

/// Everything a pickle has built so far, and the four calls it may make.
struct PickleObjects {
    /// One key of a dictionary with its value.
    struct Item: Hashable {
        /// The key.
        let key: PickleValue
        /// The value.
        let value: PickleValue
    }

    /// The items of each dictionary, in the order they were set.
    private(set) var dictionaries: [[Item]] = []

    /// The tensors.
    private(set) var tensors: [TorchTensor] = []

    private var tuples: [[PickleValue]] = []
    private var storages: [TorchStorage] = []
    private var count = 0

    /// Begins with nothing.
    init() {}

    /// Makes a tuple.
    mutating func makeTuple(_ elements: [PickleValue]) throws(PickleDefect) -> PickleValue {
        try countOne()
        tuples.append(elements)
        return .tuple(tuples.count - 1)
    }

    /// Makes an empty dictionary.
    mutating func makeDictionary(isOrdered: Bool) throws(PickleDefect) -> PickleValue {
        try countOne()
        dictionaries.append([])
        return .dictionary(dictionaries.count - 1, isOrdered: isOrdered)
    }

    /// Sets keys of a dictionary; `run` is key, value, key, value and so on.
    mutating func set(
        _ run: some Collection<PickleValue>,
        of target: PickleValue
    ) throws(PickleDefect) {
        guard case .dictionary(let place, _) = target, run.count.isMultiple(of: 2) else {
            throw .wrongTarget(of: "SETITEMS")
        }
        var rest = run.makeIterator()
        while let key = rest.next(), let value = rest.next() {
            dictionaries[place].append(Item(key: key, value: value))
        }
    }

    /// Resolves a persistent id: `("storage", type, key, location, element count)`.
    mutating func makeStorage(_ id: PickleValue) throws(PickleDefect) -> PickleValue {
        guard let parts = tuple(id), parts.count == 5, parts[0] == .text("storage"),
            case .global(.storage(let type)) = parts[1],
            case .text(let key) = parts[2],
            case .text = parts[3],
            case .integer(let elementCount) = parts[4]
        else { throw .wrongArguments(of: "BINPERSID") }
        try countOne()
        storages.append(TorchStorage(elementType: type, key: key, elementCount: elementCount))
        return .storage(storages.count - 1)
    }

    /// Calls one of the functions that may be called.
    mutating func call(
        _ function: PickleValue,
        _ arguments: PickleValue
    ) throws(PickleDefect) -> PickleValue {
        guard case .global(let global) = function, let arguments = tuple(arguments) else {
            throw .wrongTarget(of: "REDUCE")
        }
        switch global {
        case .orderedDictionary:
            guard arguments.isEmpty else { throw .wrongArguments(of: "OrderedDict") }
            return try makeDictionary(isOrdered: true)
        case .storage:
            throw .wrongTarget(of: "REDUCE")
        case .rebuildTensor:
            return try makeTensor(arguments)
        case .rebuildParameter:
            // (tensor, whether it is trained, hooks)
            guard arguments.count == 3, case .tensor = arguments[0], arguments[1] == .bool,
                case .dictionary = arguments[2]
            else { throw .wrongArguments(of: "_rebuild_parameter") }
            return arguments[0]
        }
    }

    /// Makes a tensor of `(storage, offset, shape, strides, whether it is trained, hooks)`.
    private mutating func makeTensor(
        _ arguments: [PickleValue]
    ) throws(PickleDefect) -> PickleValue {
        guard arguments.count == 6,
            case .storage(let storage) = arguments[0],
            case .integer(let offset) = arguments[1],
            let shape = integers(arguments[2]),
            let strides = integers(arguments[3]),
            shape.count == strides.count,
            arguments[4] == .bool,
            case .dictionary = arguments[5]
        else { throw .wrongArguments(of: "_rebuild_tensor_v2") }
        guard shape.count <= TensorLimits.rank else {
            throw .exceeds(limit: TensorLimits.rank, of: "axes of a tensor")
        }
        try countOne()
        tensors.append(
            TorchTensor(
                storage: storages[storage],
                offset: offset,
                shape: shape,
                strides: strides
            )
        )
        return .tensor(tensors.count - 1)
    }

    private func tuple(_ value: PickleValue) -> [PickleValue]? {
        guard case .tuple(let place) = value else { return nil }
        return tuples[place]
    }

    private func integers(_ value: PickleValue) -> [Int]? {
        guard let elements = tuple(value) else { return nil }
        var integers: [Int] = []
        for element in elements {
            guard case .integer(let integer) = element else { return nil }
            integers.append(integer)
        }
        return integers
    }

    private mutating func countOne() throws(PickleDefect) {
        guard count < PickleLimits.objectCount else {
            throw .exceeds(limit: PickleLimits.objectCount, of: "objects")
        }
        count += 1
    }
}

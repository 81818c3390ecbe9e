/// Finds the tensors in what a `torch.save` file holds, and checks each against its storage.
struct StateDict {
    /// The tensors in the order of the dictionary.
    private(set) var tensors: [TensorEntry] = []

    /// Keys whose values are no tensors, such as `epoch`.
    private(set) var ignored: [String] = []

    private var names: Set<String> = []
    private var storageTypes: [String: ElementType] = [:]
    private var elementTotal = 0

    /// Keys under which training scripts put the state_dict beside other things.
    private static let nestingKeys = ["state_dict", "model"]

    /// Reads the value of a pickle.
    init(
        _ root: PickleValue,
        in objects: PickleObjects,
        storedIn archive: TorchArchive
    ) throws(StateDictDefect) {
        guard case .dictionary(let place, _) = root else { throw .notADictionary }
        let rootItems = objects.dictionaries[place]
        if let (key, items) = Self.nested(in: rootItems, of: objects) {
            ignored = rootItems.filter { $0.key != .text(key) }.map { Self.name($0.key) }
            try collect(items, of: objects, from: archive)
        } else {
            try collect(rootItems, of: objects, from: archive)
        }
        guard !tensors.isEmpty else { throw .noTensors }
    }

    /// Looks for a dictionary of tensors one level down.
    private static func nested(
        in items: [PickleObjects.Item],
        of objects: PickleObjects
    ) -> (key: String, items: [PickleObjects.Item])? {
        for key in nestingKeys {
            // The last of equal keys counts, as in Python; looking at one only, this stays linear.
            let item = items.last { $0.key == .text(key) }
            guard case .dictionary(let place, _) = item?.value else { continue }
            let inner = objects.dictionaries[place]
            if inner.contains(where: \.isNamedTensor) { return (key, inner) }
        }
        return nil
    }

    private mutating func collect(
        _ items: [PickleObjects.Item],
        of objects: PickleObjects,
        from archive: TorchArchive
    ) throws(StateDictDefect) {
        for item in items {
            guard case .text(let name) = item.key, case .tensor(let place) = item.value else {
                ignored.append(Self.name(item.key))
                continue
            }
            guard names.insert(name).inserted else { throw .duplicateName(name) }
            let tensor = objects.tensors[place]
            let storage = try storage(of: tensor, named: name, in: archive)
            tensors.append(try TensorEntry(name: name, tensor, in: storage))
            elementTotal += tensors[tensors.count - 1].elementCount
            guard elementTotal <= TensorLimits.totalElements else { throw .tooManyElements }
        }
    }

    /// Finds the bytes of a tensor's storage.
    private mutating func storage(
        of tensor: TorchTensor,
        named name: String,
        in archive: TorchArchive
    ) throws(StateDictDefect) -> Range<Int> {
        let storage = tensor.storage
        let key = storage.key
        guard let range = archive.storage(key) else {
            throw .missingStorage(tensor: name, key: key)
        }
        guard storage.elementCount >= 0 else { throw .negative(tensor: name) }
        guard storage.elementCount <= range.count / storage.elementType.byteCount else {
            throw .shortStorage(tensor: name, key: key)
        }
        let type = storageTypes.updateValue(storage.elementType, forKey: key)
        guard type == nil || type == storage.elementType else {
            throw .mixedStorage(tensor: name, key: key)
        }
        return range
    }

    private static func name(_ key: PickleValue) -> String {
        switch key {
        case .text(let text): text
        case .integer(let integer): String(integer)
        default: "(a key that is neither text nor a number)"
        }
    }
}

extension PickleObjects.Item {
    /// Whether this could be a tensor of a state_dict.
    var isNamedTensor: Bool {
        if case (.text, .tensor) = (key, value) { true } else { false }
    }
}

extension TensorEntry {
    /// Checks that every element of a view lies inside its storage.
    fileprivate init(
        name: String,
        _ tensor: TorchTensor,
        in storage: Range<Int>
    ) throws(StateDictDefect) {
        let parts = tensor.shape + tensor.strides + [tensor.offset]
        guard parts.allSatisfy({ $0 >= 0 }) else { throw .negative(tensor: name) }
        guard let elementCount = tensor.shape.checkedProduct else {
            throw .sizeOverflow(tensor: name)
        }
        var furthest = tensor.offset
        for (size, stride) in zip(tensor.shape, tensor.strides) where elementCount > 0 {
            let (reach, overflowed) = (size - 1).multipliedReportingOverflow(by: stride)
            let (sum, carried) = furthest.addingReportingOverflow(reach)
            guard !overflowed, !carried else { throw .beyondStorage(tensor: name) }
            furthest = sum
        }
        let has = tensor.storage.elementCount
        guard elementCount > 0 ? furthest < has : furthest <= has else {
            throw .beyondStorage(tensor: name)
        }
        guard elementCount <= has else { throw .expanded(tensor: name) }
        self.init(
            name: name,
            elementType: tensor.storage.elementType,
            shape: tensor.shape,
            elementCount: elementCount,
            storage: storage,
            offset: tensor.offset,
            strides: tensor.strides
        )
    }
}

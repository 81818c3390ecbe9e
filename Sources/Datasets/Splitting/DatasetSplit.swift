import Randomness

/// Which examples of a data set are trained on and which are kept for validation.
package struct DatasetSplit: Hashable, Sendable {
    /// Indices into ``Dataset/examples`` to train on, ascending.
    package let training: [Int]

    /// Indices into ``Dataset/examples`` to validate with, ascending; none is in ``training``.
    package let validation: [Int]

    /// Splits by chance, every class in the same proportion.
    ///
    /// An example's side depends on the seed and the names of its class alone, not on the order in
    /// which a file system lists them.
    ///
    /// - Parameters:
    ///   - dataset: What to split.
    ///   - validationShare: The share of each class that is kept for validation, rounded to whole
    ///     examples, but at least one example on either side where a class has two.
    ///   - seed: Another seed is another split.
    /// - Throws: ``DatasetError/emptySide(isTraining:)`` if a side has no example.
    /// - Precondition: `validationShare` is above 0 and below 1.
    package init(
        of dataset: Dataset,
        validationShare: Double,
        seed: UInt64
    ) throws(DatasetError) {
        precondition(validationShare > 0 && validationShare < 1, "both sides get something")
        var validation: [Int] = []
        for classIndex in dataset.classNames.indices {
            let members = dataset.examples.indices
                .filter { dataset.examples[$0].classIndex == classIndex }
                .map { (rank: Self.rank(dataset.examples[$0].name, seed: seed), index: $0) }
                .sorted { $0.rank < $1.rank }
            guard members.count > 1 else { continue }
            let share = Int((Double(members.count) * validationShare).rounded())
            let count = min(max(share, 1), members.count - 1)
            validation += members.prefix(count).map(\.index)
        }
        try self.init(exampleCount: dataset.examples.count, validation: Set(validation))
    }

    /// Splits by two lists of names such as `Forest/Forest_12.jpg`; examples in neither are left out.
    ///
    /// Names of images that were skipped while reading are passed over.
    ///
    /// - Parameters:
    ///   - dataset: What to split.
    ///   - training: The names of the examples to train on.
    ///   - validation: The names of the examples to validate with.
    ///   - source: The name that errors give the data set.
    /// - Throws: A ``DatasetError`` if a name is absent, given twice or in both lists, or if a side
    ///   has no example.
    package init(
        of dataset: Dataset,
        training: [String],
        validation: [String],
        source: String
    ) throws(DatasetError) {
        if let name = Set(training).intersection(validation).min() {
            throw .overlap(name: name)
        }
        let index = NameIndex(dataset, source: source)
        self.training = try index.indices(of: training)
        self.validation = try index.indices(of: validation)
        try checkSides()
    }

    private init(exampleCount: Int, validation: Set<Int>) throws(DatasetError) {
        training = (0..<exampleCount).filter { !validation.contains($0) }
        self.validation = validation.sorted()
        try checkSides()
    }

    private func checkSides() throws(DatasetError) {
        guard !training.isEmpty else { throw .emptySide(isTraining: true) }
        guard !validation.isEmpty else { throw .emptySide(isTraining: false) }
    }

    /// Where a name stands in the order of a seed; the name itself settles equal hashes.
    private static func rank(_ name: String, seed: UInt64) -> (UInt64, String) {
        // FNV-1a (Fowler, Noll, Vo) gathers the name; the generator spreads it.
        let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        var generator = SeededGenerator(seed: seed, stream: hash)
        return (generator.next(), name)
    }
}

/// Where each name of a data set is.
private struct NameIndex {
    private let places: [String: Int]
    private let skipped: Set<String>
    private let source: String

    init(_ dataset: Dataset, source: String) {
        let names = dataset.examples.enumerated().map { ($0.element.name, $0.offset) }
        places = Dictionary(names) { first, _ in first }
        skipped = Set(dataset.skipped.map(\.name))
        self.source = source
    }

    /// The indices of the examples with these names, ascending.
    func indices(of names: [String]) throws(DatasetError) -> [Int] {
        var indices: Set<Int> = []
        for name in names where !skipped.contains(name) {
            guard let index = places[name] else {
                throw .absentImage(source: source, name: name)
            }
            guard indices.insert(index).inserted else { throw .repeatedName(name) }
        }
        return indices.sorted()
    }
}

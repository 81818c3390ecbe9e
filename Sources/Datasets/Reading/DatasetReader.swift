import ImageCodecs

/// Reads labelled images from class folders: in a folder on disk or in a ZIP archive.
///
/// The folders with the images directly in them are the classes; folders around all of them, such
/// as `EuroSAT_RGB/` in the published archive, are descended into. Files other than `.jpg`,
/// `.jpeg` and `.png`, hidden ones and `__MACOSX` are ignored.
package struct DatasetReader: Sendable {
    /// What to do about a damaged image.
    package enum DefectPolicy: Hashable, Sendable {
        /// Refuse the whole data set, naming the image.
        case refuse
        /// Go on without it and list it in ``Dataset/skipped``.
        case skip
    }

    /// The images to read, such as `Forest/Forest_12.jpg`, in this order; nil reads all.
    package var names: [String]?

    /// The classes there must be, such as a model's, in the order of their indices; nil accepts any
    /// and sorts them.
    package var classNames: [String]?

    /// What to do about a damaged image.
    package var onDefect: DefectPolicy

    /// The most bytes that the decoded images may take together.
    package var maximumByteCount = 16 << 30

    /// States what to read.
    package init(
        names: [String]? = nil,
        classNames: [String]? = nil,
        onDefect: DefectPolicy = .refuse
    ) {
        self.names = names
        self.classNames = classNames
        self.onDefect = onDefect
    }

    /// Reads and decodes the images.
    ///
    /// - Parameters:
    ///   - path: A folder or a `.zip`.
    ///   - progress: Called with the share that is done, at most once for each percent; last with 1.
    /// - Returns: The images, every class that has a folder, and what was skipped.
    /// - Throws: A ``DatasetError``.
    package func read(
        _ path: String,
        progress: (Double) -> Void = { _ in }
    ) throws(DatasetError) -> Dataset {
        let store = try openImageStore(path)
        let folders = try ClassFolders(of: store)
        let classNames = try orderedClasses(of: folders, in: store)
        let selection = try selectedImages(of: folders, classNames: classNames, in: store)

        let decoder = ImageDecoder()
        var examples: [Example] = []
        examples.reserveCapacity(selection.count)
        var skipped: [Dataset.Skipped] = []
        var byteCount = 0
        var percent = 0
        for (done, selected) in selection.enumerated() {
            let bytes = try store.read(joined(folders.parent, selected.name))
            switch bytes.flatMap({ decoder.decodeSound($0) }) {
            case .success(let image):
                byteCount += image.pixels.count
                guard byteCount <= maximumByteCount else {
                    throw .tooLarge(source: path, maximumBytes: maximumByteCount)
                }
                let (name, classIndex) = selected
                examples.append(Example(name: name, classIndex: classIndex, image: image))
            case .failure(let defect) where onDefect == .skip:
                skipped.append(Dataset.Skipped(name: selected.name, reason: defect))
            case .failure(let defect):
                throw .defectiveImage(source: path, name: selected.name, defect)
            }
            let share = Double(done + 1) / Double(selection.count)
            guard Int(share * 100) > percent else { continue }
            percent = Int(share * 100)
            progress(share)
        }
        let dataset = Dataset(classNames: classNames, examples: examples, skipped: skipped)
        try checkClassesKeepAnImage(dataset, selection.map(\.classIndex), path)
        return dataset
    }

    /// The classes in the order of their indices.
    private func orderedClasses(
        of folders: ClassFolders,
        in store: any ImageStore
    ) throws(DatasetError) -> [String] {
        guard let classNames else { return folders.names }
        let missing = Set(classNames).subtracting(folders.names).sorted()
        let unexpected = Set(folders.names).subtracting(classNames).sorted()
        guard missing.isEmpty, unexpected.isEmpty else {
            throw .classesDiffer(source: store.source, missing: missing, unexpected: unexpected)
        }
        return classNames
    }

    /// The images to read, in order.
    private func selectedImages(
        of folders: ClassFolders,
        classNames: [String],
        in store: any ImageStore
    ) throws(DatasetError) -> [(name: String, classIndex: Int)] {
        guard let names else {
            return classNames.enumerated().flatMap { index, className in
                folders.images[className, default: []].sorted().map {
                    ("\(className)/\($0)", index)
                }
            }
        }
        guard !names.isEmpty else { throw .nothingListed }
        var seen: Set<String> = []
        var selection: [(name: String, classIndex: Int)] = []
        for name in names {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2,
                let index = classNames.firstIndex(where: { $0 == parts[0] }),
                folders.images[classNames[index], default: []].contains(String(parts[1]))
            else { throw .absentImage(source: store.source, name: name) }
            guard seen.insert(name).inserted else { throw .repeatedName(name) }
            selection.append((name, index))
        }
        return selection
    }

    /// Throws if damage has cost all the images that a class was to have.
    private func checkClassesKeepAnImage(
        _ dataset: Dataset,
        _ wanted: [Int],
        _ path: String
    ) throws(DatasetError) {
        let counts = dataset.classCounts
        guard let lost = wanted.first(where: { counts[$0] == 0 }) else { return }
        throw .noSoundImage(source: path, className: dataset.classNames[lost])
    }
}

extension ImageDecoder {
    /// Decodes a file in which nothing is damaged.
    fileprivate func decodeSound(_ bytes: [UInt8]) -> Result<RGBImage, ImageDefect> {
        do throws(ImageError) {
            let decoded = try decode(bytes)
            if let warning = decoded.warnings.first { return .failure(.damaged(warning: warning)) }
            return .success(decoded.image)
        } catch {
            return .failure(.undecodable(error))
        }
    }
}

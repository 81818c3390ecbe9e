/// The classes of a store: the folders of images, and what is in each.
struct ClassFolders {
    /// The path of the folder that holds the class folders.
    let parent: String

    /// The names of the classes, sorted.
    let names: [String]

    /// The names of the images of each class.
    let images: [String: Set<String>]

    /// Folders that may be wrapped around the class folders.
    private static let maximumWrapping = 8

    /// Finds the class folders of a store and looks into each.
    init(of store: any ImageStore) throws(DatasetError) {
        let (parent, listing) = try Self.unwrapped(store)
        let names = listing.folders.sorted()
        if let image = listing.images.min() {
            throw .imageOutsideClasses(source: store.source, name: joined(parent, image))
        }
        guard let first = names.first else { throw .noClasses(source: store.source) }
        guard names.count > 1 else { throw .oneClass(source: store.source, name: first) }

        var images: [String: Set<String>] = [:]
        for name in names {
            let listing = try store.list(joined(parent, name))
            if let folder = listing.folders.min() {
                let path = joined(joined(parent, name), folder)
                throw .nestedFolder(source: store.source, name: path)
            }
            guard !listing.images.isEmpty else {
                throw .emptyClass(source: store.source, name: name)
            }
            images[name] = listing.images
        }
        self.parent = parent
        self.names = names
        self.images = images
    }

    /// Descends through folders that hold nothing but one other folder, down to the class folders.
    private static func unwrapped(
        _ store: any ImageStore
    ) throws(DatasetError) -> (parent: String, listing: FolderListing) {
        var parent = ""
        var listing = try store.list(parent)
        for _ in 0..<maximumWrapping {
            guard listing.images.isEmpty, listing.folders.count == 1,
                let only = listing.folders.first
            else { break }
            let inner = try store.list(joined(parent, only))
            // A folder without folders is a class, even if it is the only one.
            guard !inner.folders.isEmpty else { break }
            parent = joined(parent, only)
            listing = inner
        }
        return (parent, listing)
    }
}

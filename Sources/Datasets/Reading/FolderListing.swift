/// What of a folder matters to a data set: its folders and images, by name.
///
/// Hidden names and what macOS adds to archives (`__MACOSX`) are left out, so are files that are
/// not images.
struct FolderListing: Hashable {
    /// The names of the folders directly inside.
    private(set) var folders: Set<String> = []

    /// The names of the images directly inside.
    private(set) var images: Set<String> = []

    /// Whether the name counts at all.
    static func isVisible(_ name: some StringProtocol) -> Bool {
        !name.hasPrefix(".") && name != "__MACOSX"
    }

    /// Whether the name is that of an image: `.jpg`, `.jpeg` or `.png`, in any case.
    static func isImage(_ name: some StringProtocol) -> Bool {
        let name = name.lowercased()
        return [".jpg", ".jpeg", ".png"].contains { name.hasSuffix($0) }
    }

    /// Adds a folder if it counts.
    mutating func addFolder(_ name: String) {
        if Self.isVisible(name) { folders.insert(name) }
    }

    /// Adds a file if it is an image that counts.
    mutating func addFile(_ name: String) {
        if Self.isVisible(name), Self.isImage(name) { images.insert(name) }
    }
}

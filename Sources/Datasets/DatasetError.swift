package import Files

/// Why a data set cannot be read or split.
package enum DatasetError: Error, Hashable, Sendable {
    /// A file or folder cannot be read.
    case unreadable(path: String, FileFailure)
    /// A file holds more bytes than are read.
    case fileTooLarge(path: String, maximum: Int)
    /// A file is not a ZIP archive that can be read.
    case invalidArchive(file: String, ArchiveDefect)

    /// There is no class folder.
    case noClasses(source: String)
    /// There is one class folder only.
    case oneClass(source: String, name: String)
    /// A class folder has no image.
    case emptyClass(source: String, name: String)
    /// A class folder has a folder in it.
    case nestedFolder(source: String, name: String)
    /// An image lies beside the class folders.
    case imageOutsideClasses(source: String, name: String)
    /// The class folders are not those of the model.
    case classesDiffer(source: String, missing: [String], unexpected: [String])

    /// No image has a name that was asked for.
    case absentImage(source: String, name: String)
    /// A name was asked for twice.
    case repeatedName(String)
    /// No image was asked for.
    case nothingListed
    /// An image is damaged.
    case defectiveImage(source: String, name: String, ImageDefect)
    /// Every image of a class is damaged.
    case noSoundImage(source: String, className: String)
    /// The decoded images take more memory than is allowed.
    case tooLarge(source: String, maximumBytes: Int)

    /// A line of a list is not a class folder and a file.
    case invalidLine(file: String, line: Int, text: String)
    /// A list names an image twice.
    case repeatedLine(file: String, line: Int, name: String)
    /// A list is not text.
    case listNotText(file: String)
    /// An image is to be trained on and to be validated with.
    case overlap(name: String)
    /// One side of a split has no image.
    case emptySide(isTraining: Bool)
}

extension DatasetError: CustomStringConvertible {
    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .unreadable(let path, let failure):
            "\(quoted(path)) cannot be read: \(failure)."
        case .fileTooLarge(let path, let maximum):
            "\(quoted(path)) has more than the \(maximum) bytes that are read; "
                + "remove or shrink it."
        case .invalidArchive(let file, let defect):
            "\(quoted(file)) is not a ZIP archive that can be read: \(defect)."
        case .noClasses(let source):
            "\(quoted(source)) has no class folders; "
                + "give a folder or .zip with one folder of images for each class."
        case .oneClass(let source, let name):
            "\(quoted(source)) has only the class \(quoted(name)); "
                + "a classifier needs at least two."
        case .emptyClass(let source, let name):
            "The class folder \(quoted(name)) of \(quoted(source)) has no .jpg, .jpeg or .png; "
                + "fill or remove it."
        case .nestedFolder(let source, let name):
            "\(quoted(source)) has the folder \(quoted(name)) inside a class folder; "
                + "put images directly into class folders, or give the folder above them."
        case .imageOutsideClasses(let source, let name):
            "The image \(quoted(name)) of \(quoted(source)) lies beside the class folders; "
                + "move it into one, or away."
        case .classesDiffer(let source, let missing, let unexpected):
            "The classes of \(quoted(source)) are not the model's: "
                + [("missing", missing), ("unexpected", unexpected)]
                .filter { !$0.1.isEmpty }
                .map { "\($0.1.map { quoted($0) }.joined(separator: ", ")) \($0.0)" }
                .joined(separator: "; ")
                + "; give data of the same classes."
        case .absentImage(let source, let name):
            "\(quoted(source)) has no image \(quoted(name)); correct or remove its line in the list."
        case .repeatedName(let name):
            "The image \(quoted(name)) was asked for twice; name it once."
        case .nothingListed:
            "The list names no image; put one class folder and file on each line."
        case .defectiveImage(let source, let name, let defect):
            "The image \(quoted(name)) of \(quoted(source)) cannot be used: \(defect)"
        case .noSoundImage(let source, let className):
            "Every image of the class \(quoted(className)) of \(quoted(source)) is damaged; "
                + "copy or download the data again."
        case .tooLarge(let source, let maximumBytes):
            "The images of \(quoted(source)) take more than \(maximumBytes >> 20) MiB decoded; "
                + "shrink them to the size that the network is to see."
        case .invalidLine(let file, let line, let text):
            "Line \(line) of \(quoted(file)) is \(quoted(text)); "
                + "write class folder, slash and file, such as Forest/Forest_12.jpg."
        case .repeatedLine(let file, let line, let name):
            "Line \(line) of \(quoted(file)) names \(quoted(name)) a second time; remove it."
        case .listNotText(let file):
            "\(quoted(file)) is not UTF-8 text; give a list with one image a line."
        case .overlap(let name):
            "The image \(quoted(name)) is in the lists of training and of validation; "
                + "remove it from one."
        case .emptySide(let isTraining):
            "No image is left for \(isTraining ? "training" : "validation"); "
                + "give more images, another share or another list."
        }
    }
}

/// Quotes text of unknown origin so that it can stand in a log: one line, no control characters,
/// not much longer than `limit` characters.
func quoted(_ text: String, limit: Int = 200) -> String {
    var result = "\""
    for scalar in text.unicodeScalars.prefix(limit) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
            result += scalar.escaped(asASCII: true)
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result + (text.unicodeScalars.count > limit ? "…\"" : "\"")
}

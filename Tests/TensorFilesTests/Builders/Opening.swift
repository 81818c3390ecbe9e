import Foundation
import TensorFiles

/// Opens a file with these bytes; a mapped file outlives its name.
func opened(_ bytes: [UInt8]) throws -> TensorFile {
    try withScratchFolder { folder in
        let file = folder.appending(path: "model.bin")
        try Data(bytes).write(to: file)
        return try TensorFile.open(file.path)
    }
}

/// Returns why a file with these bytes is refused, or `nil` if it is not.
func refusal(of bytes: [UInt8]) throws -> TensorFileError? {
    do {
        _ = try opened(bytes)
        return nil
    } catch let error as TensorFileError {
        return error
    }
}

/// Opens one of the files that the official libraries wrote.
func openedFixture(_ name: String) throws -> TensorFile {
    try TensorFile.open(fixture(name).path)
}

/// Returns where one of the files lies that the official libraries wrote.
func fixture(_ name: String) -> URL {
    let folder = Bundle.module.resourceURL ?? URL(filePath: "/")
    return folder.appending(path: "Fixtures/\(name)")
}

extension TensorFileError {
    /// What breaks the rules of `.safetensors`, if that is what this is about.
    var safetensorsDefect: SafetensorsDefect? {
        if case .invalidSafetensors(_, let defect) = self { defect } else { nil }
    }

    /// What is wrong with a ZIP archive, if that is what this is about.
    var archiveDefect: ArchiveDefect? {
        if case .invalidArchive(_, let defect) = self { defect } else { nil }
    }

    /// What a pickle has that it must not have, if that is what this is about.
    var pickleDefect: PickleDefect? {
        if case .refusedPickle(_, let defect, _) = self { defect } else { nil }
    }

    /// What is wrong with a state_dict, if that is what this is about.
    var stateDictDefect: StateDictDefect? {
        if case .invalidStateDict(_, let defect) = self { defect } else { nil }
    }
}

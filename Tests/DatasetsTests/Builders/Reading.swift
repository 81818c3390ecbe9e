import Datasets
import Foundation
import Testing

/// Reads a data set from a folder with these files.
func read(_ files: [String: [UInt8]], with reader: DatasetReader = .init()) throws -> Dataset {
    try withScratchFolder { folder in
        try write(files, below: folder)
        return try reader.read(folder.path)
    }
}

/// Reads a data set from a file with these bytes.
func read(archive bytes: [UInt8], with reader: DatasetReader = .init()) throws -> Dataset {
    try withScratchFolder { folder in
        let file = folder.appending(path: "data.zip")
        try Data(bytes).write(to: file)
        return try reader.read(file.path)
    }
}

/// The error that `body` throws, with a sentence that names what it should.
func refusal(
    naming words: String...,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) throws -> DatasetError {
    let error = try #require(
        #expect(throws: DatasetError.self, sourceLocation: sourceLocation) { try body() }
    )
    for word in words {
        #expect(error.description.contains(word), sourceLocation: sourceLocation)
    }
    #expect(error.description.hasSuffix("."), sourceLocation: sourceLocation)
    #expect(!error.description.contains("\n"), sourceLocation: sourceLocation)
    return error
}

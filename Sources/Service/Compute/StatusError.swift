import ImageCodecs
import ResNet
import Wire

/// A failure of one call, as the status that its client is told.
struct StatusError: Error, Hashable {
    let status: Status

    /// Wraps a status that is already worded.
    init(_ status: Status) {
        self.status = status
    }

    /// An image that cannot be decoded is the client's; an image that is too costly is a limit's.
    init(_ error: ImageError) {
        let code: StatusCode =
            switch error {
            case .empty, .unknownFormat, .truncated, .corrupt, .unsupported: .invalidArgument
            case .tooLarge, .tooLong, .tooManyScans: .invalidArgument
            case .notEnoughMemory: .resourceExhausted
            case .encodingFailed: .internal
            }
        self.init(Status(code, error.description))
    }

    /// A class that does not exist is the client's; everything else about a model is not.
    init(_ error: ModelError) {
        let code: StatusCode =
            switch error {
            case .unknownClass: .notFound
            case .file, .missingTensors, .unexpectedTensors, .misshapenTensors, .metadata,
                .unsupportedInputSide:
                .failedPrecondition
            case .inconsistentEvidence, .kernel: .internal
            }
        self.init(Status(code, error.description))
    }
}

/// Why an image could not be decoded or encoded.
package enum ImageError: Error, Hashable, Sendable {
    /// There are no bytes.
    case empty
    /// Neither JPEG nor PNG; `resembling` names what the first bytes look like.
    case unknownFormat(resembling: String)
    /// The file ends before its picture does.
    case truncated(ImageFormat)
    /// The bytes contradict the format; `reason` is the C library's.
    case corrupt(ImageFormat, reason: String)
    /// A valid file of a kind that is not decoded; `reason` is the C library's.
    case unsupported(ImageFormat, reason: String)
    /// The header announces more pixels than ``ImageLimits/maximumPixels``.
    case tooLarge(width: Int, height: Int, maximumPixels: Int)
    /// The header announces a side above ``ImageLimits/maximumSide``.
    case tooLong(width: Int, height: Int, maximumSide: Int)
    /// A JPEG with more scans than ``ImageLimits/maximumScans``.
    case tooManyScans(maximum: Int)
    /// Decoding needs more than ``ImageLimits/maximumWorkingMemory``, or than the machine has.
    case notEnoughMemory(ImageFormat)
    /// The C library did not write the file; `reason` is its own.
    case encodingFailed(ImageFormat, reason: String)
}

extension ImageError: CustomStringConvertible {
    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .empty:
            "The image is empty (0 bytes); send the bytes of a JPEG or PNG file."
        case .unknownFormat(let resembling):
            "The image is neither JPEG nor PNG, it looks like \(resembling); "
                + "convert it to JPEG or PNG."
        case .truncated(let format):
            "The \(format.rawValue) file ends before its picture does; "
                + "it was cut off, so copy or export it again."
        case .corrupt(let format, let reason):
            "The \(format.rawValue) file is damaged (\(reason)); export it again."
        case .unsupported(let format, let reason):
            "The \(format.rawValue) file is of a kind that is not supported (\(reason)); "
                + "save it as an 8-bit RGB \(format.rawValue)."
        case .tooLarge(let width, let height, let maximumPixels):
            "The image has \(width) × \(height) pixels and at most \(maximumPixels) are accepted; "
                + "cut it into tiles or shrink it."
        case .tooLong(let width, let height, let maximumSide):
            "The image has \(width) × \(height) pixels and a side may have at most "
                + "\(maximumSide); cut it into tiles or shrink it."
        case .tooManyScans(let maximum):
            "The JPEG file has more than \(maximum) scans; save it again as a baseline JPEG."
        case .notEnoughMemory(let format):
            "The \(format.rawValue) file takes too much memory to decode; "
                + "shrink it or save it as a baseline JPEG."
        case .encodingFailed(let format, let reason):
            "The picture could not be written as \(format.rawValue) (\(reason)); "
                + "ask for a smaller one."
        }
    }
}

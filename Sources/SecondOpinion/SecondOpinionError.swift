package import ImageCodecs
import PlainText

/// Why a second opinion cannot even be prepared: what is wrong on this side of the network.
package enum SecondOpinionError: Error, Hashable, Sendable {
    /// An environment variable whose value makes no sense; a value that may hold a secret is nil.
    case setting(variable: String, value: String?, wanted: String)
    /// What was found in the key's place is no key; `problem` says why and never shows it.
    case unusableKey(problem: String)
    /// The picture could not be written as PNG.
    case imageNotEncoded(ImageError)
    /// The bytes are not a PNG file that can be sent.
    case unsendableImage(problem: String)
    /// The file of prices cannot be used.
    case prices(path: String, problem: String)
}

extension SecondOpinionError: CustomStringConvertible {
    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .setting(let variable, let value?, let wanted):
            "$\(variable) is `\(value.printable.shortened(to: 100))`; \(wanted)"
        case .setting(let variable, nil, let wanted):
            "$\(variable) cannot be used; \(wanted)"
        case .unusableKey(let problem):
            "the API key \(problem); put the key alone there, as OpenAI shows it once"
        case .imageNotEncoded(let error):
            "the image cannot be prepared for the model: \(error)"
        case .unsendableImage(let problem):
            "the image cannot be sent to the model: it \(problem); send a small PNG file"
        case .prices(let path, let problem):
            "the prices in \(path.printable) cannot be used: \(problem)"
        }
    }
}

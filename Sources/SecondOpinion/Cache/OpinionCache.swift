import Digests
import Files
import Glibc
import PlainText

/// Opinions that were paid for, kept as plain files in a folder: one a question.
///
/// A file is one line that names the question and the digest of the rest, and the opinion as JSON.
/// What is damaged, or is not this question's, counts as not there. Nothing but answers is kept, and
/// never the key.
package struct OpinionCache: Sendable {
    /// Names a question: the SHA-256 of everything that an answer depends on.
    package struct Key: Hashable, Sendable, CustomStringConvertible {
        /// 64 hexadecimal digits.
        package let description: String

        /// Names the question about an image as it is sent.
        package init(_ image: PreparedImage, settings: OpinionSettings) {
            let parts: [[UInt8]] =
                [image.png]
                + [settings.model, Prompt.version, settings.detail.rawValue, settings.baseURL.text]
                .map { Array($0.utf8) }
            // Each after its length, so that no two lists of parts make the same bytes.
            description = SHA256.hexadecimal(
                of: parts.flatMap { Array("\($0.count):".utf8) + $0 }
            )
        }
    }

    /// The folder.
    package let folder: String

    /// The longest file that is read, in bytes.
    private static let longestFile = 64 << 10
    private static let format = "landcover-opinion-1"

    private let log: @Sendable (String) -> Void

    /// Keeps opinions in a folder, which is created at the first.
    ///
    /// - Parameters:
    ///   - folder: The folder; the one above it must exist.
    ///   - log: Hears of files that cannot be used.
    package init(folder: String, log: @escaping @Sendable (String) -> Void = { _ in }) {
        self.folder = folder
        self.log = log
    }

    /// Where the answer to a question is kept.
    package func path(of key: Key) -> String { "\(folder)/\(key).opinion" }

    /// Returns the answer to a question, marked as kept; nil if there is none that can be used.
    package func opinion(for key: Key) -> Opinion? {
        do throws(FileFailure) {
            let file = try RegularFile(path(of: key))
            guard file.count <= Self.longestFile else { return unusable(key, "it is too long") }
            let bytes = try file.read(0..<file.count)
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
                return unusable(key, "it is damaged")
            }
            let body = Array(bytes[(end + 1)...])
            guard bytes[..<end].elementsEqual(Self.head(key, body).utf8) else {
                return unusable(key, "it is damaged or belongs to another question")
            }
            guard var opinion = StoredOpinion.read(body) else {
                return unusable(key, "it is of another version")
            }
            opinion.isFromCache = true
            return opinion
        } catch .doesNotExist {
            return nil
        } catch {
            return unusable(key, error.description)
        }
    }

    /// Keeps the answer to a question, in the place of an older one.
    ///
    /// That it cannot be kept is said in the log and otherwise of no consequence.
    package func keep(_ opinion: Opinion, for key: Key) {
        let body = Array((StoredOpinion.document(of: opinion).text + "\n").utf8)
        let head = Array((Self.head(key, body) + "\n").utf8)
        // Opinions are of images that may be nobody else's business.
        unsafe mkdir(folder, 0o700)
        do throws(WriteFailure) {
            try ReplacementFile.replace(path(of: key), with: head + body)
        } catch {
            log("the opinion is not kept: \(error)")
        }
    }

    private static func head(_ key: Key, _ body: [UInt8]) -> String {
        "\(format) \(key) \(SHA256.hexadecimal(of: body))"
    }

    private func unusable(_ key: Key, _ problem: String) -> Opinion? {
        log("\(path(of: key)) is not used: \(problem); the question is asked again")
        return nil
    }
}

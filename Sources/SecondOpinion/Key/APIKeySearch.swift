import Files
import ProcessSecrets

/// What came of looking for the API key.
///
/// That there is none is no error of the program: it answers every question with what to do about it.
package enum APIKeySearch: Sendable {
    /// The key, and where it was.
    case found(APIKey, source: String)
    /// Nothing is in any of the places.
    case missing
    /// Something is in a place, but it is no key; no other place was tried after it.
    case unusable(problem: String)

    /// The folder of systemd's credentials, set by `LoadCredential=`.
    package static let credentialsVariable = "CREDENTIALS_DIRECTORY"
    /// The credential's name.
    package static let credential = "openai-api-key"
    /// Names a file that holds the key.
    package static let fileVariable = "OPENAI_API_KEY_FILE"
    /// Holds the key itself; the name is the one that OpenAI's own libraries use.
    package static let keyVariable = "OPENAI_API_KEY"

    /// The key, if there is one.
    package var key: APIKey? {
        if case .found(let key, _) = self { key } else { nil }
    }

    /// Looks for the key where these variables say.
    ///
    /// In this order: the credential `openai-api-key` of the service manager, the file that
    /// `OPENAI_API_KEY_FILE` names, `OPENAI_API_KEY`. The first that is there counts, even if it
    /// cannot be used: whoever put it there wants to know.
    package init(environment: [String: String]) {
        if let folder = environment[Self.credentialsVariable], !folder.isEmpty {
            let path = "\(folder)/\(Self.credential)"
            let source = "the credential \(Self.credential)"
            if let search = Self.read(path, source: source, isOptional: true) {
                self = search
                return
            }
        }
        if let path = environment[Self.fileVariable], !path.isEmpty {
            let source = "the file that $\(Self.fileVariable) names"
            if let search = Self.read(path, source: source, isOptional: false) {
                self = search
                return
            }
        }
        if let text = environment[Self.keyVariable], !text.isEmpty {
            self = Self.judge(text, source: "$\(Self.keyVariable)")
            return
        }
        self = .missing
    }

    /// Looks for the key where this process's variables say, and removes a key from among them.
    ///
    /// Variables belong to the whole process: call it before there is a second thread.
    package static func takingFromProcess() -> APIKeySearch {
        var environment: [String: String] = [:]
        for name in [credentialsVariable, fileVariable] {
            environment[name] = ProcessEnvironment.value(of: name)
        }
        environment[keyVariable] = ProcessEnvironment.take(keyVariable)
        return APIKeySearch(environment: environment)
    }

    private static func read(
        _ path: String,
        source: String,
        isOptional: Bool
    ) -> APIKeySearch? {
        do throws(FileFailure) {
            let file = try RegularFile(path)
            // Room for the white space that editors leave.
            guard file.count <= 2 * APIKey.longest else {
                return .unusable(problem: "\(source) has \(file.count) bytes, which no key has")
            }
            let bytes = try file.read(0..<file.count)
            return judge(String(decoding: bytes, as: UTF8.self), source: source)
        } catch .doesNotExist where isOptional {
            return nil
        } catch {
            return .unusable(problem: "\(source) cannot be read: \(error)")
        }
    }

    private static func judge(_ text: String, source: String) -> APIKeySearch {
        do throws(SecondOpinionError) {
            return .found(try APIKey(text), source: source)
        } catch {
            return .unusable(problem: "in \(source), \(error)")
        }
    }
}

extension APIKeySearch: CustomStringConvertible {
    /// What came of it and what to do, as a sentence that never shows the key.
    package var description: String {
        switch self {
        case .found(_, let source):
            "the API key was found in \(source)"
        case .missing:
            "there is no API key: put it into the credential \(Self.credential) of the service, "
                + "into a file that $\(Self.fileVariable) names, or into $\(Self.keyVariable)"
        case .unusable(let problem):
            "there is no API key that can be used: \(problem)"
        }
    }
}

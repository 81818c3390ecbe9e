import Foundation

/// Certificates of an authority made for one test, and servers that show them: `openssl`, as Debian
/// packages it.
struct TestAuthority {
    /// For whom, and how well, a certificate vouches.
    enum Certificate: Sendable {
        /// For 127.0.0.1, today.
        case right
        /// For another address.
        case otherHost
        /// For 127.0.0.1, until yesterday.
        case expired
    }

    private let folder: String

    /// The authority's own certificate, as a PEM file.
    var path: String { "\(folder)/authority.pem" }

    /// Makes an authority while `body` runs.
    static func run(during body: (TestAuthority) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: url) }
        let authority = TestAuthority(folder: url.path)
        try await authority.openssl(
            "req -x509 \(newKey("authority")) -subj /CN=authority -days 1 -out authority.pem"
        )
        try await body(authority)
    }

    /// Serves a page by HTTPS on 127.0.0.1 while `body` runs, which is told the page's URL.
    func serve(_ certificate: Certificate, during body: (String) async throws -> Void) async throws
    {
        let address = certificate == .otherHost ? "127.0.0.2" : "127.0.0.1"
        let days = certificate == .expired ? -1 : 1
        try await openssl(
            "req -new \(Self.newKey("server")) -subj /CN=server "
                + "-addext subjectAltName=IP:\(address) -out server.csr"
        )
        try await openssl(
            "x509 -req -in server.csr -CA authority.pem -CAkey authority.key -days \(days) "
                + "-copy_extensions copy -out server.pem"
        )
        let output = Pipe()
        let server = process(
            "s_server -accept 127.0.0.1:0 -cert server.pem -key server.key -www",
            output: output
        )
        try server.run()
        defer { server.terminate() }
        guard let port = await port(from: output.fileHandleForReading) else {
            throw Failed(command: "s_server did not say where it listens")
        }
        try await body("https://127.0.0.1:\(port)/")
    }

    private static func newKey(_ name: String) -> String {
        "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout \(name).key"
    }

    private func openssl(_ command: String) async throws {
        let process = process(command, output: nil)
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        guard status == 0 else { throw Failed(command: command) }
    }

    private func process(_ command: String, output: Pipe?) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = command.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// Reads on a thread of its own, which a test's task must not, until the line that names the
    /// port.
    private func port(from output: FileHandle) async -> Int? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = ""
                while let piece = try? output.read(upToCount: 1), !piece.isEmpty {
                    text += String(decoding: piece, as: UTF8.self)
                    guard text.hasSuffix("\n") else { continue }
                    if text.hasPrefix("ACCEPT ") { break }
                    text = ""
                }
                let digits = text.split(separator: ":").last?.prefix(while: \.isNumber)
                continuation.resume(returning: digits.flatMap { Int($0) })
            }
        }
    }

    private struct Failed: Error { let command: String }
}

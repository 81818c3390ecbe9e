import Curl
import Testing

/// What a server writes in answer to any request.
struct Reply: Sendable, CustomTestStringConvertible {
    /// The bytes, in pieces that are sent one by one.
    let pieces: [[UInt8]]

    /// Whether a reset follows; otherwise the connection is closed.
    let isReset: Bool

    /// What test reports call it.
    let testDescription: String

    init(_ text: String, body: [UInt8] = [], piece: Int = .max, reset: Bool = false) {
        let bytes = Array(text.utf8) + body
        pieces = stride(from: 0, to: bytes.count, by: min(piece, bytes.count + 1)).map {
            Array(bytes[$0..<min($0 + min(piece, bytes.count), bytes.count)])
        }
        isReset = reset
        testDescription = String(text.prefix(60)).debugDescription + (reset ? ", reset" : "")
    }

    /// What a client makes of it.
    func sent(to client: HTTPClient) async throws -> Result<HTTPResponse, HTTPFailure> {
        var result = Result<HTTPResponse, HTTPFailure>.failure(.cancelled)
        try await ScriptedServer.run { peer in
            peer.request()
            for piece in pieces where !peer.send(piece) { return }
            if isReset { peer.reset() }
        } during: { server in
            do throws(HTTPFailure) {
                let request = HTTPRequest(.get, server.url())
                result = .success(try await client.send(request, before: .now + .seconds(60)))
            } catch {
                result = .failure(error)
            }
        }
        return result
    }

    /// Why a client makes nothing of it.
    func failure(at client: HTTPClient) async throws -> HTTPFailure {
        switch try await sent(to: client) {
        case .failure(let failure): return failure
        case .success(let response): throw Unexpected(response: response)
        }
    }

    private struct Unexpected: Error { let response: HTTPResponse }
}

extension Reply {
    private static let ok = "HTTP/1.1 200 OK\r\n"

    /// What Python's `gzip.compress(b"hello", mtime=0)` makes.
    private static let gzip: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 7, 0, 134, 166, 16, 54, 5, 0, 0,
        0,
    ]

    /// A gzip member of a hundred thousand zeros: what Python's `gzip.compress(bytes(100_000), 9,
    /// mtime=0)` makes.
    private static let bomb: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 1, 0, 0, 0, 194, 160, 245, 79, 109, 13, 15,
        160,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0,
        128, 87, 3, 125, 149, 17, 212, 160, 134, 1, 0,
    ]

    /// Five letters, written in every way.
    static let whole = [
        Reply(ok + "Content-Length: 5\r\n\r\nhello"),
        Reply(ok + "Content-Length: 5\r\n\r\nhello", piece: 1),
        Reply(ok + "Connection: close\r\n\r\nhello"),
        Reply("HTTP/1.0 200 OK\r\n\r\nhello"),
        Reply(
            ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: u\r\n\r\n"
        ),
        Reply("HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" + ok + "Content-Length: 5\r\n\r\nhello"),
        Reply(ok + "Content-Encoding: gzip\r\nContent-Length: 25\r\n\r\n", body: gzip),
        Reply(ok + "Content-Encoding: gzip\r\nContent-Length: 25\r\n\r\n", body: gzip, piece: 1),
    ]

    /// Answers that end too early.
    static let broken = [
        Reply(""),
        Reply("", reset: true),
        Reply(ok),
        Reply(ok + "X: y"),
        Reply(ok + "X: y\r\n"),
        Reply(ok + "Content-Length: 5\r\n\r\nhell"),
        Reply(ok + "Content-Length: 5\r\n\r\nhell", reset: true),
        Reply(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"),
        Reply(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    ]

    /// What no HTTP server says.
    static let nonsense = [
        Reply("SSH-2.0-OpenSSH_9.2\r\n"),
        Reply("<html>hello</html>"),
        Reply("\u{0}\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}"),
        Reply("HTTP/7.3 200 OK\r\n\r\n"),
        Reply(ok + "Transfer-Encoding: chunked\r\n\r\ng\r\nhello\r\n0\r\n\r\n"),
        Reply(ok + "Content-Length: five\r\n\r\nhello"),
        Reply(ok + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"),
        Reply(ok + "Content-Encoding: rot13\r\nContent-Length: 5\r\n\r\nuryyb"),
    ]

    /// More than a thousand bytes, announced or not, compressed or not.
    static let large = [
        Reply(ok + "Content-Length: 1001\r\n\r\n", body: [UInt8](repeating: 1, count: 1_001)),
        Reply(ok + "Content-Length: 100000000000\r\n\r\n"),
        Reply(ok + "Connection: close\r\n\r\n", body: [UInt8](repeating: 1, count: 1_001)),
        Reply(
            ok + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n",
            body: [UInt8](repeating: 1, count: 1_001) + Array("\r\n0\r\n\r\n".utf8)
        ),
        Reply(ok + "Content-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n", body: bomb),
    ]
}

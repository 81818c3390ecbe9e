import Foundation
import Glibc
import Synchronization

/// A TCP server on 127.0.0.1 that does with each connection what a script says.
///
/// It lives on threads of its own: a script blocks, which a test's task must not.
final class ScriptedServer: Sendable {
    /// What the server saw.
    enum Event: Hashable, Sendable {
        /// A connection came in.
        case accepted
        /// A request was read.
        case received(String)
        /// The client closed a connection, while a script waited for just that.
        case left
    }

    /// The port that it listens on.
    let port: Int

    /// What it saw, in order, for one reader.
    let events: AsyncStream<Event>

    private let log: AsyncStream<Event>.Continuation
    private let listener: Int32
    private let acceptCount = Atomic(0)

    /// How many connections came in.
    var accepted: Int { acceptCount.load(ordering: .relaxed) }

    private init(_ script: @escaping @Sendable (Peer) -> Void) throws {
        (events, log) = AsyncStream.makeStream()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let status = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe bind(listener, address, length) == 0, listen(listener, 128) == 0
                else { return Int32(-1) }
                return unsafe getsockname(listener, address, &length)
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self, log] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                acceptCount.add(1, ordering: .relaxed)
                log.yield(.accepted)
                Thread.detachNewThread {
                    script(Peer(descriptor, log))
                    close(descriptor)
                }
            }
            close(listener)
            log.finish()
        }
    }

    /// Serves every connection by `script` while `body` runs.
    ///
    /// A script that still waits ends when its client closes.
    static func run(
        _ script: @escaping @Sendable (Peer) -> Void,
        during body: (ScriptedServer) async throws -> Void
    ) async throws {
        let server = try ScriptedServer(script)
        // The thread that accepts closes the listener once this has woken it.
        defer { shutdown(server.listener, Int32(SHUT_RDWR)) }
        try await body(server)
    }

    /// The URL of a path on it.
    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// How many sockets of this process are connected to it, from the client's side.
    var clientSockets: Int {
        // The system gives out the lowest number that is free.
        (Int32(0)..<4_096).count { descriptor in
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = unsafe withUnsafeMutablePointer(to: &address) { address in
                unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe getpeername(descriptor, $0, &length)
                }
            }
            return status == 0 && address.sin_family == sa_family_t(AF_INET)
                && Int(UInt16(bigEndian: address.sin_port)) == port
        }
    }
}

/// A client's connection, as a script sees it.
struct Peer: Sendable {
    private let descriptor: Int32
    private let log: AsyncStream<ScriptedServer.Event>.Continuation

    fileprivate init(_ descriptor: Int32, _ log: AsyncStream<ScriptedServer.Event>.Continuation) {
        self.descriptor = descriptor
        self.log = log
    }

    /// Reads the next request, head and body; nil if the client closed instead.
    @discardableResult
    func request() -> String? {
        var text = ""
        var end = text.range(of: "\r\n\r\n")
        while end == nil {
            guard let piece = read() else { return nil }
            text += piece
            end = text.range(of: "\r\n\r\n")
        }
        guard let end else { return nil }
        let head = text[..<end.lowerBound].lowercased()
        let field = head.range(of: "content-length: ")
        let digits = field.map { head[$0.upperBound...].prefix(while: \.isNumber) }
        var missing = digits.flatMap { Int($0) } ?? 0
        missing -= text[end.upperBound...].unicodeScalars.count
        while missing > 0 {
            guard let piece = read() else { return nil }
            missing -= piece.unicodeScalars.count
            text += piece
        }
        log.yield(.received(text))
        return text
    }

    /// Sends text.
    ///
    /// - Returns: False if the client is gone.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends bytes.
    ///
    /// - Returns: False if the client is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(
                    descriptor,
                    $0.baseAddress,
                    $0.count,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Waits until the client has closed.
    func awaitLeaving() {
        while read() != nil {}
        log.yield(.left)
    }

    /// Makes the end of the script a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout.size(ofValue: linger))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, size)
    }

    private func read() -> String? {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
            unsafe count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        // ISO Latin 1, in which any bytes are a text.
        return bytes.isEmpty ? nil : String(bytes: bytes, encoding: .isoLatin1)
    }
}

extension ScriptedServer {
    /// Waits until the server has seen this; what a request says does not matter.
    func saw(_ event: Event) async {
        for await seen in events {
            switch (seen, event) {
            case (.accepted, .accepted), (.received, .received), (.left, .left): return
            default: continue
            }
        }
    }
}

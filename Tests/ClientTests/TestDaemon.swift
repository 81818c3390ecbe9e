import Foundation
import Glibc
import Landcover
import NIOCore
import NIOPosix
import Testing
import Wire

/// A daemon that follows a script, in this process, on a real socket.
enum TestDaemon {
    /// Serves one connection by `script` while `body` runs.
    static func run(
        _ script: @escaping @Sendable (inout Peer) async throws -> Void,
        during body: (SocketPath) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/d.sock"
            let (clients, arrivals) = AsyncStream.makeStream(of: Client.self)
            let listener = try await listen(on: path) { arrivals.yield($0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await client in clients {
                        var peer = Peer(client)
                        try await script(&peer)
                        // The client may have been faster.
                        try? await client.channel.close()
                    }
                }
                try await body(SocketPath(explicit: path, environment: [:]))
                group.cancelAll()
                // A script that is still reading ends by cancellation, one whose client has left
                // fails to write to it, and neither matters once `body` is content.
                while case .some = await group.nextResult() {}
            }
            try await listener.close()
        }
    }

    /// Makes a socket's file on which nobody listens.
    ///
    /// Nobody ever listened on it: what was listened on once may live on for a moment in a process
    /// that another test is just starting.
    static func leaveSocket(at path: String) throws {
        let address = try SocketAddress(unixDomainSocketPath: path)
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let status = unsafe address.withSockAddr { unsafe bind(descriptor, $0, socklen_t($1)) }
        try #require(status == 0)
    }

    private static func listen(
        on path: String,
        accept: @escaping @Sendable (Client) -> Void
    ) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (envelopes, arrivals) = AsyncStream.makeStream(of: Envelope.self)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ByteToMessageHandler(FrameDecoder()))
                    try pipeline.addHandler(EnvelopeCollector(arrivals))
                    accept(Client(channel: channel, envelopes: envelopes))
                }
            }
            .bind(unixDomainSocketPath: path)
            .get()
    }
}

/// A connection that was accepted.
private struct Client: Sendable {
    let channel: any Channel
    let envelopes: AsyncStream<Envelope>
}

/// Hands on what a client says, until it leaves.
private final class EnvelopeCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let arrivals: AsyncStream<Envelope>.Continuation

    init(_ arrivals: AsyncStream<Envelope>.Continuation) { self.arrivals = arrivals }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(WireError) {
            arrivals.yield(try EnvelopeDecoder().decode(unwrapInboundIn(data)))
        } catch {
            context.fireErrorCaught(error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { arrivals.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        Issue.record(error, "the client sent what is no envelope")
        context.close(promise: nil)
    }
}

/// The client, as a script sees it.
struct Peer {
    private let channel: any Channel
    private var envelopes: AsyncStream<Envelope>.Iterator

    fileprivate init(_ client: Client) {
        channel = client.channel
        envelopes = client.envelopes.makeAsyncIterator()
    }

    /// The client's next envelope; nil once it has left.
    mutating func next() async throws -> Envelope? {
        await envelopes.next(isolation: #isolation)
    }

    /// Sends an envelope as one frame.
    func send(_ envelope: Envelope) async throws {
        try await send(bytes: frame(envelope))
    }

    /// Sends bytes, whatever they mean.
    func send(bytes: ByteBuffer) async throws {
        try await channel.writeAndFlush(bytes)
    }

    /// Waits until the client has left.
    mutating func drain() async throws {
        while try await next() != nil {}
    }
}

/// The envelope as one frame.
func frame(_ envelope: Envelope) throws -> ByteBuffer {
    var buffer = ByteBuffer()
    try EnvelopeEncoder().encode(data: envelope, out: &buffer)
    return buffer
}

/// Runs `body` with a folder that is removed afterwards.
func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("landcover-\(UUID().uuidString.prefix(8))").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
}

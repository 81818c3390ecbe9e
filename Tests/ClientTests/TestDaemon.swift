import Foundation
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
            let server = try await listen(on: path)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await server.executeThenClose { connections in
                        for try await connection in connections {
                            try await connection.executeThenClose { inbound, outbound in
                                var peer = Peer(
                                    inbound: inbound.makeAsyncIterator(),
                                    outbound: outbound
                                )
                                try await script(&peer)
                            }
                            return
                        }
                    }
                }
                try await body(SocketPath(explicit: path, environment: [:]))
                group.cancelAll()
                // A script that is still reading ends by cancellation.
                while case .some = await group.nextResult() {}
            }
        }
    }

    /// A socket's file whose listener has left.
    static func leaveSocket(at path: String) async throws {
        let daemon = try await listen(on: path + ".live")
        // NIO removes the file it made when it closes; a crash would not.
        try FileManager.default.moveItem(atPath: path + ".live", toPath: path)
        try await daemon.channel.close()
    }

    private static func listen(
        on path: String
    ) async throws -> NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never> {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let decoder = ByteToMessageHandler(FrameDecoder())
                    try channel.pipeline.syncOperations.addHandler(decoder)
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }
}

/// The client, as a script sees it.
struct Peer {
    fileprivate var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    fileprivate let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// The client's next envelope; nil once it has left.
    mutating func next() async throws -> Envelope? {
        try await inbound.next(isolation: #isolation).map { try EnvelopeDecoder().decode($0) }
    }

    /// Sends an envelope as one frame.
    func send(_ envelope: Envelope) async throws {
        try await send(bytes: frame(envelope))
    }

    /// Sends bytes, whatever they mean.
    func send(bytes: ByteBuffer) async throws {
        try await outbound.write(bytes)
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

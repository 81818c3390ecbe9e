import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing
import WebGateway

@Suite struct `The pace of a connection` {
    /// Stays open when one direction is closed, as a socket does and an embedded channel does not.
    private final class Socket: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart

        func close(
            context: ChannelHandlerContext,
            mode: CloseMode,
            promise: EventLoopPromise<Void>?
        ) {
            guard mode == .output else { return context.close(mode: mode, promise: promise) }
            promise?.succeed()
        }
    }

    private struct Connection {
        let channel: EmbeddedChannel
        var loop: EmbeddedEventLoop { channel.embeddedEventLoop }

        init(limit: Int = 100) throws {
            let times = RequestPace.Times(
                head: .seconds(10),
                idle: .seconds(60),
                body: .seconds(30)
            )
            let pace = RequestPace(times: times, uploadLimit: limit)
            channel = EmbeddedChannel(handlers: [Socket(), pace])
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        }

        func head(_ fields: HTTPFields = [:]) -> HTTPRequestPart {
            var request = HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/")
            request.headerFields = fields
            return .head(request)
        }

        func receive(_ part: HTTPRequestPart) throws { try channel.writeInbound(part) }

        func answer(_ status: HTTPResponse.Status = .ok) throws {
            try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: status)))
            try channel.writeOutbound(HTTPResponsePart.end(nil))
        }

        /// The next answer's header; the rest of it is taken with it.
        func sent() throws -> HTTPResponse? {
            while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
                if case .head(let head) = part { return head }
            }
            return nil
        }

        func passed() throws -> Int {
            var count = 0
            while try channel.readInbound(as: HTTPRequestPart.self) != nil { count += 1 }
            return count
        }
    }

    private let body = HTTPRequestPart.body(ByteBuffer(string: "x"))

    @Test func `a connection that asks nothing is closed`() throws {
        let connection = try Connection()
        connection.loop.advanceTime(by: .seconds(9))
        #expect(connection.channel.isActive)
        connection.loop.advanceTime(by: .seconds(1))
        #expect(!connection.channel.isActive)
    }

    @Test func `a body that trickles is cut off`() throws {
        let connection = try Connection()
        try connection.receive(connection.head())
        for _ in 0..<29 {
            connection.loop.advanceTime(by: .seconds(1))
            try connection.receive(body)
        }
        #expect(connection.channel.isActive)
        connection.loop.advanceTime(by: .seconds(1))
        #expect(!connection.channel.isActive)
    }

    @Test func `an answer may take its time`() throws {
        let connection = try Connection()
        try connection.receive(connection.head())
        try connection.receive(.end(nil))
        connection.loop.advanceTime(by: .hours(1))
        #expect(connection.channel.isActive)
        try connection.answer()
        #expect(try connection.sent()?.headerFields[.connection] == nil)
        connection.loop.advanceTime(by: .seconds(59))
        #expect(connection.channel.isActive)
        connection.loop.advanceTime(by: .seconds(1))
        #expect(!connection.channel.isActive)
    }

    @Test func `one request after another has its own time`() throws {
        let connection = try Connection()
        for _ in 0..<5 {
            try connection.receive(connection.head())
            try connection.receive(body)
            try connection.receive(.end(nil))
            try connection.answer()
            connection.loop.advanceTime(by: .seconds(40))
        }
        #expect(connection.channel.isActive)
    }

    @Test func `a refusal comes before the body, and the rest is thrown away`() throws {
        let connection = try Connection()
        try connection.receive(connection.head())
        try connection.receive(body)
        #expect(try connection.passed() == 2)
        try connection.answer(.contentTooLarge)
        #expect(try connection.sent()?.headerFields[.connection] == "close")
        try connection.receive(body)
        try connection.receive(body)
        #expect(try connection.passed() == 0)
        #expect(connection.channel.isActive)
        connection.loop.advanceTime(by: .seconds(1))
        #expect(!connection.channel.isActive)
    }

    @Test func `who stops sending after a refusal is let go at once`() throws {
        let connection = try Connection()
        try connection.receive(connection.head())
        try connection.answer(.contentTooLarge)
        try connection.receive(.end(nil))
        #expect(!connection.channel.isActive)
    }

    @Test func `requests may be sent before the first is answered`() throws {
        let connection = try Connection()
        try connection.receive(connection.head())
        try connection.receive(.end(nil))
        try connection.receive(connection.head())
        try connection.answer()
        #expect(try connection.sent()?.headerFields[.connection] == nil)
        try connection.receive(.end(nil))
        try connection.answer()
        #expect(try connection.sent()?.headerFields[.connection] == nil)
        #expect(connection.channel.isActive)
        #expect(try connection.passed() == 4)
    }

    @Test func `who asks before sending is told to go on`() throws {
        let connection = try Connection()
        try connection.receive(connection.head([.expect: "100-Continue", .contentLength: "100"]))
        #expect(try connection.sent()?.status == .continue)
    }

    @Test func `who asks before sending too much is not`() throws {
        let connection = try Connection()
        try connection.receive(connection.head([.expect: "100-continue", .contentLength: "101"]))
        #expect(try connection.sent() == nil)
        try connection.answer(.contentTooLarge)
        #expect(try connection.sent()?.status == .contentTooLarge)
    }
}

import HTTPTypes
package import NIOCore
package import NIOHTTPTypes

/// Holds a connection to its times, and ends it where an answer came before the whole question.
///
/// Stands between HTTP's decoder and Hummingbird. A header or a body that takes too long closes the
/// connection: whoever sends a byte a minute must not keep others out. A request that is refused by
/// its header gets its answer at once, and what the client still sends is thrown away for a moment so
/// that it can read the answer; then the connection ends, and a gigabyte is never received.
package final class RequestPace: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    /// What the times are.
    package struct Times: Hashable, Sendable {
        /// For a connection's first header.
        package var head: TimeAmount
        /// For every header after it.
        package var idle: TimeAmount
        /// For a body.
        package var body: TimeAmount
        /// For the client to read a refusal.
        package var farewell = TimeAmount.seconds(1)

        /// States times.
        package init(head: TimeAmount, idle: TimeAmount, body: TimeAmount) {
            self.head = head
            self.idle = idle
            self.body = body
        }
    }

    private let times: Times
    private let uploadLimit: Int
    private var deadline: Scheduled<Void>?

    // Requests may be sent before earlier ones are answered, so they are counted.
    private var begun = 0
    private var complete = 0
    private var answered = 0
    // The answer that is being written came before the whole of its request.
    private var isRefusing = false
    // Such an answer was given, and what still comes is of no interest.
    private var isLeaving = false

    /// Prepares for one connection.
    ///
    /// - Parameters:
    ///   - times: What the times are.
    ///   - uploadLimit: The longest body that a client is told to send when it asks first, in bytes.
    package init(times: Times, uploadLimit: Int) {
        self.times = times
        self.uploadLimit = uploadLimit
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { setDeadline(times.head, context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    package func channelActive(context: ChannelHandlerContext) {
        setDeadline(times.head, context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard !isLeaving else {
            if case .end = part { context.close(promise: nil) }
            return
        }
        switch part {
        case .head(let head):
            begun += 1
            setDeadline(times.body, context)
            encourage(head, context)
        case .body: break
        case .end:
            complete += 1
            deadline?.cancel()
        }
        context.fireChannelRead(data)
    }

    package func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where complete == answered:
            isRefusing = true
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where isRefusing:
            isLeaving = true
            context.writeAndFlush(data, promise: promise)
            context.close(mode: .output, promise: nil)
            setDeadline(times.farewell, context)
        case .end:
            answered += 1
            context.write(data, promise: promise)
            if answered == begun { setDeadline(times.idle, context) }
        case .head, .body:
            context.write(data, promise: promise)
        }
    }

    /// Tells a client that asks before it sends a long body to go on.
    ///
    /// Source: RFC 9110, 10.1.1. One whose body is too long gets its refusal instead.
    private func encourage(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        guard head.headerFields[.expect]?.lowercased() == "100-continue",
            head.headerFields[.contentLength].flatMap(Int.init) ?? 0 <= uploadLimit
        else { return }
        let part = HTTPResponsePart.head(HTTPResponse(status: .continue))
        context.writeAndFlush(wrapOutboundOut(part), promise: nil)
    }

    private func setDeadline(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: time) { bound.value.close(promise: nil) }
    }
}

@available(*, unavailable)
extension RequestPace: Sendable {}

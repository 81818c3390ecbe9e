import NIOCore
import Wire

/// One connection's reading, writing and timing, as ``OpenCalls`` asks for it.
///
/// Everything happens on the channel's event loop, and nothing here blocks.
final class CallHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Gets a call's end, once.
    typealias Continuation = CheckedContinuation<Result<Response, ClientError>, Never>

    private struct Waiter {
        let continuation: Continuation
        let timer: Scheduled<Void>?
    }

    private let frames = NIOSingleStepByteToMessageProcessor(
        FrameDecoder(limit: Limits.responseBytes)
    )
    private let decoder = EnvelopeDecoder()
    private let encoder = EnvelopeEncoder(limit: Limits.requestBytes)
    private let path: String
    private let grace: Duration

    /// The bytes that came and went so far.
    private(set) var traffic = Traffic()

    private var context: ChannelHandlerContext?
    private var calls: OpenCalls
    private var waiters: [UInt32: Waiter] = [:]
    private var failure: String?

    /// Prepares for a connection that is about to be made.
    ///
    /// - Parameters:
    ///   - path: The socket's path, for errors.
    ///   - grace: How long after a call's timeout the daemon's own refusal is waited for.
    init(path: String, grace: Duration) {
        calls = OpenCalls(path: path)
        self.path = path
        self.grace = grace
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        traffic.received += UInt64(bytes.readableBytes)
        do {
            try frames.process(buffer: bytes) { receive($0) }
        } catch let error as WireError {
            perform(calls.received(error))
        } catch {
            perform(calls.lost("\(error)"))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        do {
            try frames.finishProcessing(seenEOF: true) { receive($0) }
        } catch {
            failure = failure ?? "\(error)"
        }
        perform(calls.lost(failure ?? "it closed the connection"))
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = "\(error)"
        context.close(promise: nil)
    }

    /// Numbers a call, or says why there can be none.
    func open() -> OpenCalls.Opening {
        calls.open()
    }

    /// Sends a call that ``open()`` has numbered.
    func send(_ callID: UInt32, _ request: Request, for continuation: Continuation) {
        guard let context else {
            continuation.resume(returning: .failure(.closed(path: path)))
            return
        }
        let timer = request.timeout.map { timeout in
            let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
            return context.eventLoop.scheduleTask(in: TimeAmount(timeout + grace)) {
                handler.value.expire(callID, timeout)
            }
        }
        waiters[callID] = Waiter(continuation: continuation, timer: timer)
        do throws(WireError) {
            try write(Envelope(callID: callID, body: .request(request)), to: context)
        } catch {
            perform(calls.unsendable(callID, error))
        }
    }

    /// Lets go of a call whose caller was cancelled.
    func withdraw(_ callID: UInt32) {
        perform(calls.withdraw(callID))
    }

    /// Ends every call and the connection.
    func close() {
        perform(calls.close())
    }

    private func expire(_ callID: UInt32, _ timeout: Duration) {
        perform(calls.expire(callID, timeout: timeout))
    }

    private func receive(_ message: ByteBuffer) {
        do throws(WireError) {
            perform(calls.received(try decoder.decode(message)))
        } catch {
            perform(calls.received(error))
        }
    }

    private func perform(_ reaction: OpenCalls.Reaction) {
        for ending in reaction.endings {
            guard let waiter = waiters.removeValue(forKey: ending.callID) else { continue }
            waiter.timer?.cancel()
            waiter.continuation.resume(returning: ending.result)
        }
        guard let context else { return }
        if let callID = reaction.withdraws {
            // A cancel has no field that could be too long.
            try? write(Envelope(callID: callID, body: .cancel), to: context)
        }
        if reaction.closes { context.close(promise: nil) }
    }

    private func write(
        _ envelope: Envelope,
        to context: ChannelHandlerContext
    ) throws(WireError) {
        var buffer = context.channel.allocator.buffer(capacity: 512)
        try encoder.encode(data: envelope, out: &buffer)
        traffic.sent += UInt64(buffer.readableBytes)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }
}

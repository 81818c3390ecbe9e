import Logging
import NIOCore
import Wire

/// One client: turns its bytes into calls, and answers into bytes.
///
/// The rules are in ``ConnectionState``; this type does the reading, writing and timing they ask
/// for. Everything happens on the channel's event loop, and nothing here blocks.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let router: any CallRouting
    private let journal: CallJournal
    private let intake: MessageIntake
    private let frameTimeout: TimeAmount
    private let frames: NIOSingleStepByteToMessageProcessor<FrameDecoder>
    private let decoder = EnvelopeDecoder()
    private let encoder = EnvelopeEncoder()

    private var logger: Logger
    private var caller: Caller
    private var context: ChannelHandlerContext?
    private var state: ConnectionState
    private var calls: [UInt32: OpenCall] = [:]
    private var callCount = 0
    // The room that the message takes which is being handled, until a call takes it over.
    private var messageBytes = 0
    private var isReading = true
    private var frameTimer: Scheduled<Void>?
    private var refusal: Status?
    private var isClosing = false

    /// Prepares for a connection that was just accepted.
    ///
    /// - Parameters:
    ///   - client: The connection's number.
    ///   - router: Where calls go.
    ///   - journal: Where they are counted and logged.
    ///   - room: Where there is room for large messages, or not yet.
    ///   - limits: What a connection may take.
    ///   - refusal: Why the client is sent away at once; nil to serve it.
    ///   - logger: Carries the connection's number.
    init(
        _ client: ClientID,
        _ router: any CallRouting,
        _ journal: CallJournal,
        _ room: MessageRoom,
        limits: ServerLimits,
        refusal: Status?,
        logger: Logger
    ) {
        caller = Caller(client: client)
        self.router = router
        self.journal = journal
        self.refusal = refusal
        self.logger = logger
        frameTimeout = TimeAmount(limits.frameTimeout)
        let intake = MessageIntake(room, for: client)
        self.intake = intake
        frames = NIOSingleStepByteToMessageProcessor(
            FrameDecoder(limit: limits.messageBytes) { intake.began($0) }
        )
        state = ConnectionState(maximumOpenCalls: limits.callsPerConnection)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelActive(context: ChannelHandlerContext) {
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        Peer.of(context.channel).whenSuccess { handler.value.meet($0) }
        if let refusal { perform(state.leave(refusal)) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state.isListening else { return }
        do {
            try frames.process(buffer: unwrapInboundIn(data)) { message in
                take(message)
                stopFrameTimer()
            }
        } catch let error as WireError {
            perform(state.received(error))
        } catch {
            perform(state.hangUp(Status(.internal, "the connection cannot be read: \(error)")))
        }
        if state.isListening {
            intake.reserve(on: context.channel)
        } else {
            intake.abandon()
        }
        throttle(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        throttle(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        stopFrameTimer()
        let gone = Response(Status(.cancelled, "the client is gone"))
        for call in calls.values {
            call.end()
            journal.finished(call.summary, gone, logger)
        }
        calls = [:]
        intake.close()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is MessageRoom.Granted {
            intake.wasGranted()
            return throttle(context)
        }
        guard let farewell = event as? Farewell else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        guard context.channel.isActive else {
            // Accepted a moment ago, nothing can be written yet: said as soon as it can be.
            refusal = farewell.status
            return
        }
        perform(state.leave(farewell.status))
        context.flush()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The peer reset the connection, or the like; nobody is left to be told.
        logger.debug("connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    private func meet(_ peer: Peer?) {
        guard let peer else { return }
        caller.peer = peer
        logger[metadataKey: "uid"] = "\(peer.userID)"
        logger[metadataKey: "pid"] = "\(peer.processID)"
        logger.debug("connected")
    }

    /// Reads, unless the client does not read its answers, or there is no room for its message.
    private func throttle(_ context: ChannelHandlerContext) {
        let mayRead = context.channel.isWritable && !intake.isWaiting
        if mayRead != isReading {
            isReading = mayRead
            do {
                try context.channel.syncOptions?.setOption(.autoRead, value: mayRead)
            } catch {
                logger.debug("cannot throttle a connection", metadata: ["error": "\(error)"])
            }
        }
        // What is not read cannot be late.
        if mayRead { watchUnfinishedFrame(on: context.eventLoop) } else { stopFrameTimer() }
    }

    /// Handles a whole message, and gives back its room unless a call has taken it over.
    private func take(_ message: ByteBuffer) {
        messageBytes = intake.completed(message.readableBytes)
        receive(message)
        intake.giveBack(messageBytes)
        messageBytes = 0
    }

    private func receive(_ message: ByteBuffer) {
        do throws(WireError) {
            perform(state.received(try decoder.decode(message)))
        } catch {
            perform(state.received(error))
        }
    }

    private func perform(_ action: ConnectionState.Action) {
        switch action {
        case .open(let callID, let request):
            open(callID, request)
        case .refuse(let callID, let status):
            journal.refused(status, logger)
            write(Envelope(callID: callID, body: .response(Response(status))))
        case .cancel(let callID):
            finish(callID, Response(.withdrawn))
        case .leave(let farewell):
            logger.debug("leaving", metadata: ["status": "\(farewell.status)"])
            write(.goAway(farewell))
            closeIfFinished()
        case .ignore:
            break
        }
    }

    private func open(_ callID: UInt32, _ request: Request) {
        guard let context else { return }
        callCount += 1
        let serial = callCount
        let accepted = ContinuousClock.now
        let summary = CallSummary(
            method: request.method.name,
            requestID: request.id.isEmpty ? "#\(serial)" : request.id,
            accepted: accepted
        )
        let deadline = request.timeout.map { accepted + $0 }
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        var call = OpenCall(serial: serial, summary: summary)
        call.byteCount = messageBytes
        messageBytes = 0
        if let timeout = request.timeout {
            call.timer = eventLoop.scheduleTask(in: TimeAmount(timeout)) {
                handler.value.expire(callID, serial)
            }
        }
        calls[callID] = call
        let pending = PendingCall(
            id: summary.requestID,
            accepted: accepted,
            deadline: deadline
        ) { response in
            eventLoop.execute { handler.value.deliver(callID, serial, response) }
        }
        journal.began()
        switch router.route(request.method, from: caller, pending) {
        case .answered(let response): finish(callID, response)
        case .pending(let withdraw): calls[callID]?.withdraw = withdraw
        }
    }

    /// The worker answered; the call may be over, and its number may even belong to another.
    private func deliver(_ callID: UInt32, _ serial: Int, _ response: Response) {
        guard calls[callID]?.serial == serial else { return }
        finish(callID, response)
        context?.flush()
    }

    private func expire(_ callID: UInt32, _ serial: Int) {
        guard calls[callID]?.serial == serial else { return }
        finish(callID, Response(.tooLate))
        context?.flush()
    }

    /// Answers an open call, once.
    private func finish(_ callID: UInt32, _ response: Response) {
        guard let call = calls.removeValue(forKey: callID) else { return }
        call.end()
        intake.giveBack(call.byteCount)
        state.closed(callID: callID)
        journal.finished(call.summary, response, logger)
        write(Envelope(callID: callID, body: .response(response)))
        closeIfFinished()
    }

    private func write(_ envelope: Envelope) {
        guard let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: 512)
        do throws(WireError) {
            try encoder.encode(data: envelope, out: &buffer)
            context.write(wrapOutboundOut(buffer), promise: nil)
        } catch {
            // Only an answer can be too long, and its refusal is short.
            logger.warning("answer not sent", metadata: ["error": "\(error)"])
            write(Envelope(callID: envelope.callID, body: .response(Response(error.status))))
        }
    }

    private func closeIfFinished() {
        guard state.isFinished, !isClosing, let context else { return }
        isClosing = true
        let channel = context.channel
        // Close behind the last byte, but do not wait for ever for a client that does not read.
        let cap = context.eventLoop.scheduleTask(in: frameTimeout) { channel.close(promise: nil) }
        let empty = wrapOutboundOut(channel.allocator.buffer(capacity: 0))
        context.writeAndFlush(empty).whenComplete { _ in
            cap.cancel()
            channel.close(promise: nil)
        }
    }

    /// Half a message and then silence must not hold a connection for ever.
    private func watchUnfinishedFrame(on eventLoop: any EventLoop) {
        if frames.unprocessedBytes == 0 || !state.isListening {
            stopFrameTimer()
        } else if frameTimer == nil {
            let handler = NIOLoopBound(self, eventLoop: eventLoop)
            frameTimer = eventLoop.scheduleTask(in: frameTimeout) { handler.value.abandonFrame() }
        }
    }

    private func stopFrameTimer() {
        frameTimer?.cancel()
        frameTimer = nil
    }

    private func abandonFrame() {
        perform(
            state.hangUp(Status(.deadlineExceeded, "the rest of a message did not come in time"))
        )
        intake.abandon()
        context?.flush()
    }
}

/// Tells a connection that the server will accept no more calls on it.
struct Farewell: Sendable {
    /// Why.
    let status: Status
}

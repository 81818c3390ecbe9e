import Logging
import NIOCore

/// Keeps a client that does not read its answers from costing more than those that wait for it.
///
/// While answers wait, no more of its work is begun; when not a byte of them is taken for a while,
/// the connection is closed.
final class SlowReaderGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let client: ClientID
    private let router: any CallRouting
    private let journal: CallJournal
    private let patience: TimeAmount
    private let logger: Logger
    private var timer: Scheduled<Void>?

    /// Prepares for a connection.
    ///
    /// - Parameters:
    ///   - client: Whose it is.
    ///   - router: Holds its work back.
    ///   - journal: Where it is counted and logged.
    ///   - patience: How long the client may take nothing.
    ///   - logger: Carries the connection's number.
    init(
        _ client: ClientID,
        _ router: any CallRouting,
        _ journal: CallJournal,
        patience: TimeAmount,
        logger: Logger
    ) {
        self.client = client
        self.router = router
        self.journal = journal
        self.patience = patience
        self.logger = logger
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            letGo()
        } else {
            router.hold(client)
            watch(context, since: Self.unread(context.channel))
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        letGo()
        context.fireChannelInactive()
    }

    private func letGo() {
        timer?.cancel()
        timer = nil
        router.resume(client)
    }

    private func watch(_ context: ChannelHandlerContext, since before: Int) {
        let (loop, channel) = (context.eventLoop, context.channel)
        let handler = NIOLoopBound((self, context), eventLoop: loop)
        timer = loop.scheduleTask(in: patience) {
            let (handler, context) = handler.value
            let unread = Self.unread(channel)
            if unread < before {
                handler.watch(context, since: unread)
            } else {
                handler.journal.stalled(handler.logger)
                channel.close(promise: nil)
            }
        }
    }

    /// Bytes of answers that the kernel has not taken yet.
    private static func unread(_ channel: any Channel) -> Int {
        (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}

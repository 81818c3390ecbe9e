/// Sends HTTP requests with hard deadlines, over libcurl's multi interface.
///
/// One thread of its own owns everything of libcurl's; callers only hand it requests. Deadline,
/// cancellation and ``stop()`` end a transfer at once, whatever it waits for: a name server, a
/// handshake, a byte.
///
/// - Only https, and http to this machine itself; see ``HTTPURL``. No redirects, no cookies, no
///   `.netrc`; TLS 1.2 or newer, HTTP/2 where the server has it.
/// - Connections are kept and used again. If one that was kept turns out closed before anything of
///   an answer came, libcurl sends the request once more, on a new connection.
/// - A proxy is used as libcurl does it: `https_proxy` or `all_proxy`, except for what `no_proxy`
///   lists. It sees the server's name and ciphertext, never a field. This machine itself is never
///   asked for through a proxy.
/// - libcurl is never told to log. Field lines are zeroed once a transfer is over; what remains of
///   a key is the caller's `String`, and freed memory that libcurl assembled the request in (its
///   send buffer, nghttp2's, OpenSSL's), which nobody zeroes: keep such a process from dumping core.
package final class HTTPClient: Sendable {
    /// Whose word on certificates is taken.
    package enum Trust: Hashable, Sendable {
        /// Of the authorities that the system trusts.
        case system
        /// Of the authorities in this PEM file, and of no others.
        case authorities(path: String)
    }

    /// What a client does and how far it goes.
    package struct Options: Hashable, Sendable {
        /// Whose word on certificates is taken.
        package var trust = Trust.system
        /// The longest that resolving, connecting and the handshake may take together; the
        /// request's deadline goes for them, too.
        package var connectTimeout = Duration.seconds(5)
        /// The most bytes of a body, decompressed.
        package var maximumBodyBytes = 8 << 20
        /// The most connections that are kept for later requests.
        package var maximumKeptConnections = 8

        /// The usual options.
        package init() {}
    }

    private let inbox: TransferInbox
    private let thread: LoopThread

    /// Starts a client, with its thread.
    ///
    /// - Throws: ``HTTPFailure/noResources(reason:)``.
    /// - Precondition: Every limit in `options` is positive.
    package init(_ options: Options = Options()) throws(HTTPFailure) {
        precondition(options.connectTimeout > .zero, "connecting takes time")
        precondition(options.maximumBodyBytes > 0, "an answer has a body")
        precondition(options.maximumKeptConnections > 0, "libcurl takes 0 for no limit")
        let multi = try MultiHandle(maximumKeptConnections: options.maximumKeptConnections)
        inbox = TransferInbox(waker: multi.waker)
        thread = try LoopThread(TransferLoop(multi, inbox, options))
    }

    deinit { stop() }

    /// Sends a request and waits for its answer.
    ///
    /// - Parameters:
    ///   - request: What to ask.
    ///   - deadline: When the whole answer must be there.
    /// - Returns: The answer, whatever its status says.
    /// - Throws: An ``HTTPFailure``; ``HTTPFailure/cancelled`` if the task is cancelled meanwhile.
    package func send(
        _ request: HTTPRequest,
        before deadline: ContinuousClock.Instant
    ) async throws(HTTPFailure) -> HTTPResponse {
        let order = try TransferOrder(request, before: deadline)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let arrival = TransferInbox.Arrival(order: order, continuation: continuation)
                if !inbox.submit(arrival) { continuation.resume(returning: .failure(.stopped)) }
            }
        } onCancel: {
            inbox.cancel(order)
        }
        return try outcome.get()
    }

    /// Ends every transfer with ``HTTPFailure/stopped`` and closes every connection.
    ///
    /// Returns when the thread is gone, which takes no time. May be called again; requests that are
    /// sent later fail in the same way.
    package func stop() {
        inbox.stop()
        thread.join()
    }
}

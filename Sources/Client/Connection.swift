import NIOCore
package import Wire

/// A connection to a daemon, which many tasks may use at once.
///
/// It lives as long as the scope that opened it:
///
/// ```swift
/// try await Connection.open(to: SocketPath(explicit: nil, environment: environment)) { daemon in
///     let response = try await daemon.call(.health(service: ServiceName.daemon))
/// }
/// ```
///
/// Calls share the connection and are answered as the daemon is done with them. Each holds its
/// request in memory until it is written, so a caller with many images bounds how many it has open.
package actor Connection {
    /// The socket's path.
    package nonisolated let path: String

    private let channel: any Channel
    private let handler: NIOLoopBound<CallHandler>

    /// The connection's event loop: what the actor does and what its handler does take turns there.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe channel.eventLoop.executor.asUnownedSerialExecutor()
    }

    init(path: String, channel: any Channel, handler: NIOLoopBound<CallHandler>) {
        self.path = path
        self.channel = channel
        self.handler = handler
    }

    /// Asks the daemon something, and waits for the answer.
    ///
    /// Cancelling the task withdraws the call: the daemon is told, and the caller does not wait.
    ///
    /// - Parameters:
    ///   - method: What is asked.
    ///   - timeout: How long the daemon has, queueing included; nil sets no limit. This side gives
    ///     up a little later by its own clock.
    ///   - id: The caller's own name for the call, for the daemon's log.
    /// - Returns: The daemon's answer, whose status may well not be OK.
    /// - Throws: A ``ClientError`` if there is no answer.
    package func call(
        _ method: Request.Method,
        timeout: Duration? = nil,
        id: String = ""
    ) async throws(ClientError) -> Response {
        switch handler.value.open() {
        case .send(let callID): return try await send(callID, method, timeout: timeout, id: id)
        case .refuse(let error): throw error
        }
    }

    /// As ``call(_:timeout:id:)``, unless the connection takes no more calls.
    ///
    /// - Returns: The daemon's answer; nil if the call was not even sent.
    /// - Throws: A ``ClientError`` if the call was sent and there is no answer.
    func callIfOpen(
        _ method: Request.Method,
        timeout: Duration?,
        id: String
    ) async throws(ClientError) -> Response? {
        guard case .send(let callID) = handler.value.open() else { return nil }
        return try await send(callID, method, timeout: timeout, id: id)
    }

    /// Whether nothing goes through the socket any more.
    var isClosed: Bool { !channel.isActive }

    /// The bytes that went through the socket so far.
    var traffic: Traffic { handler.value.traffic }

    /// Ends open calls with ``ClientError/closed(path:)``, and waits until the socket is closed.
    func close() async {
        handler.value.close()
        try? await channel.closeFuture.get()
    }

    private func send(
        _ callID: UInt32,
        _ method: Request.Method,
        timeout: Duration?,
        id: String
    ) async throws(ClientError) -> Response {
        let request = Request(id: id, timeout: timeout, method: method)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                handler.value.send(callID, request, for: continuation)
            }
        } onCancel: {
            // A later turn of the loop: the call is sent by then, also if the task is cancelled yet.
            channel.eventLoop.execute { [handler] in handler.value.withdraw(callID) }
        }
        return try result.get()
    }
}

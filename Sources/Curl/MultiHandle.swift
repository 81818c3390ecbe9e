import CCurl

/// libcurl's transfers of one thread and the connections they share (`CURLM *`).
///
/// Used by one thread at a time; freed by the last, which closes every connection.
@safe struct MultiHandle: ~Copyable {
    private let handle: UnsafeMutableRawPointer

    /// Prepares libcurl, once in a process, and makes an empty set of transfers.
    ///
    /// - Throws: ``HTTPFailure/noResources(reason:)``.
    init(maximumKeptConnections: Int) throws(HTTPFailure) {
        try EasyHandle.check(Self.globalStatus)
        guard let handle = unsafe curl_multi_init() else {
            throw .noResources(reason: "out of memory")
        }
        do throws(HTTPFailure) {
            try Self.check(
                unsafe landcover_curl_multi_set_long(
                    handle,
                    CURLMOPT_MAXCONNECTS,
                    maximumKeptConnections
                )
            )
        } catch {
            unsafe curl_multi_cleanup(handle)
            throw error
        }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe curl_multi_cleanup(handle) }

    private static let globalStatus = curl_global_init(Int(CURL_GLOBAL_ALL))

    /// Moves every transfer as far as it goes without waiting.
    func perform() throws(HTTPFailure) {
        var running: Int32 = 0
        try Self.check(unsafe curl_multi_perform(handle, &running))
    }

    /// Waits until a transfer can go on, the time has come, or somebody wakes this.
    ///
    /// - Parameter deadline: The time; nil for none.
    /// - Throws: ``HTTPFailure/noResources(reason:)``.
    func wait(until deadline: ContinuousClock.Instant?) throws(HTTPFailure) {
        var milliseconds = Int32.max
        if let deadline {
            // Rounded up: a moment too early it would be too early again and again.
            let left = (deadline - .now) / .milliseconds(1)
            milliseconds = Int32(left.rounded(.up).clamped(to: 0...Double(Int32.max)))
        }
        try Self.check(unsafe curl_multi_poll(handle, nil, 0, milliseconds, nil))
    }

    /// Begins a transfer.
    func add(_ easy: borrowing EasyHandle) throws(HTTPFailure) {
        try Self.check(unsafe curl_multi_add_handle(handle, easy.handle))
    }

    /// Ends a transfer, wherever it is; its connection is closed unless its answer is complete.
    func remove(_ easy: borrowing EasyHandle) {
        let status = unsafe curl_multi_remove_handle(handle, easy.handle)
        precondition(status == CURLM_OK, "libcurl does not let go of a transfer")
    }

    /// Returns the next transfer that has come to its end, and how; nil if there is none.
    func nextFinished() -> (EasyHandle.Identity, CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(handle, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let easy = unsafe message.pointee.easy_handle
            else { continue }
            return unsafe (EasyHandle.Identity(bitPattern: easy), message.pointee.data.result)
        }
        return nil
    }

    /// What ends the wait of the thread that owns this, from any thread.
    var waker: Waker { unsafe Waker(handle: handle) }

    /// Ends a wait; only to be used while the ``MultiHandle`` it came from is there.
    @safe struct Waker: Sendable {
        // The one function that is called with it may be called from any thread.
        nonisolated(unsafe) fileprivate let handle: UnsafeMutableRawPointer

        /// Ends the present wait, or the next one.
        func wake() {
            // It can fail only where there is no descriptor to write to, which was checked when the
            // handle was made, or when that is full, and then the wait ends anyway.
            unsafe curl_multi_wakeup(handle)
        }
    }

    private static func check(_ status: CURLMcode) throws(HTTPFailure) {
        guard status != CURLM_OK else { return }
        let reason = unsafe curl_multi_strerror(status).map { unsafe String(cString: $0) }
        throw .noResources(reason: reason ?? "libcurl's error \(status.rawValue)")
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        min(max(self, range.lowerBound), range.upperBound)
    }
}

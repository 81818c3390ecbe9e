import CCurl

/// A request in libcurl's hands, and what has come of its answer.
final class Transfer {
    /// The most bytes of an answer's status line and header fields.
    static let maximumHeadBytes = 256 << 10

    /// What is to be done.
    let order: TransferOrder

    /// libcurl's part of it.
    let easy: EasyHandle

    private let continuation: CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>
    private let maximumBodyBytes: Int
    private var headByteCount = 0
    private var isHeadWhole = false
    private var body: [UInt8] = []

    /// Why a callback broke the transfer off; libcurl itself would only say that one did.
    private var refusal: HTTPFailure?

    /// Prepares a transfer.
    ///
    /// - Throws: ``HTTPFailure/noResources(reason:)``.
    init(
        _ arrival: TransferInbox.Arrival,
        _ options: HTTPClient.Options
    ) throws(HTTPFailure) {
        order = arrival.order
        continuation = arrival.continuation
        maximumBodyBytes = options.maximumBodyBytes
        var easy = try EasyHandle()
        try easy.limit(order.url, options)
        try easy.ask(order.request, of: order.url)
        self.easy = easy
        // libcurl calls back only while this is in flight, and ``TransferLoop`` keeps it that long.
        let this = unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        try unsafe self.easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, transfer in
            let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe Transfer.from(transfer).receiveHead(line) ? size * count : 0
        }
        try unsafe self.easy.set(CURLOPT_HEADERDATA, pointer: this)
        try unsafe self.easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, transfer in
            let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe Transfer.from(transfer).receiveBody(piece) ? size * count : 0
        }
        try unsafe self.easy.set(CURLOPT_WRITEDATA, pointer: this)
    }

    /// What the caller is told of a transfer that libcurl has ended.
    func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPFailure> {
        if let refusal { return .failure(refusal) }
        if code == CURLE_OK {
            // A head that breaks off is nothing that libcurl minds.
            guard isHeadWhole else {
                return .failure(.connectionBroken(server: order.url.server))
            }
            return .success(HTTPResponse(status: easy.status, fields: easy.fields, body: body))
        }
        if code == CURLE_FILESIZE_EXCEEDED { return .failure(tooLarge) }
        return .failure(HTTPFailure(code, of: easy, to: order.url))
    }

    /// Tells the caller; once.
    func answer(_ outcome: Result<HTTPResponse, HTTPFailure>) {
        continuation.resume(returning: outcome)
    }

    private var tooLarge: HTTPFailure {
        .bodyTooLarge(server: order.url.server, limit: maximumBodyBytes)
    }

    /// Looks at a line of the head; libcurl keeps the fields itself, but limits only one line's length.
    private func receiveHead(_ line: UnsafeRawBufferPointer) -> Bool {
        headByteCount += line.count
        // An interim answer's head comes first, and a trailer may follow the last.
        if unsafe line.starts(with: "HTTP/".utf8) { isHeadWhole = false }
        if unsafe line.elementsEqual("\r\n".utf8) || line.elementsEqual("\n".utf8) {
            isHeadWhole = true
        }
        guard headByteCount > Self.maximumHeadBytes else { return true }
        let reason = "its header fields have more than \(Self.maximumHeadBytes) bytes"
        refusal = .badReply(server: order.url.server, reason: reason)
        return false
    }

    /// Takes a piece of the body as it is once it is decompressed.
    private func receiveBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= maximumBodyBytes - body.count else {
            refusal = tooLarge
            return false
        }
        unsafe body.append(contentsOf: piece)
        return true
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer {
        guard let pointer = unsafe pointer else {
            preconditionFailure("libcurl calls back without what it was given")
        }
        return unsafe Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
    }
}

extension HTTPClient.Options {
    /// The most bytes that an answer may announce for its body.
    ///
    /// They may be compressed, which makes a body longer by a header and, where nothing can be
    /// saved, five bytes in 65,535 (RFC 1951, 3.2.4); whatever arrives is counted decompressed.
    fileprivate var maximumAnnouncedBytes: Int {
        let body = min(maximumBodyBytes, .max / 2)
        return body + body / 8_192 + 1_024
    }
}

extension EasyHandle {
    /// Sets what a transfer may do, and where to.
    fileprivate func limit(
        _ url: HTTPURL,
        _ options: HTTPClient.Options
    ) throws(HTTPFailure) {
        try set(CURLOPT_PROTOCOLS_STR, url.scheme.rawValue)
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_NOSIGNAL, 1)
        // Otherwise a transfer that ends while a name is being resolved holds up all the others
        // until the resolver gives up.
        try set(CURLOPT_QUICK_EXIT, 1)
        let connecting = (options.connectTimeout / .milliseconds(1)).rounded(.up)
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(min(connecting, Double(Int32.max))))
        try set(CURLOPT_MAXFILESIZE_LARGE, byteCount: options.maximumAnnouncedBytes)
        if url.isLoopback { try set(CURLOPT_NOPROXY, "*") }
        if case .authorities(let path) = options.trust {
            try set(CURLOPT_CAINFO, path)
            try set(CURLOPT_CAPATH, nil)
        }
    }

    /// Sets what is asked.
    fileprivate mutating func ask(
        _ request: HTTPRequest,
        of url: HTTPURL
    ) throws(HTTPFailure) {
        try set(CURLOPT_URL, url.text)
        try set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
        switch request.method {
        case .get: try set(CURLOPT_HTTPGET, 1)
        case .post: try setBody(request.body)
        }
        try setFields(FieldLine.lines(for: request))
    }
}

import CCurl

extension HTTPURL {
    /// The host as libcurl writes it when it tells of a connection.
    fileprivate var dialled: String { host.filter { $0 != "[" && $0 != "]" } }
}

extension HTTPFailure {
    /// Reads what libcurl says of a transfer that it ended itself.
    ///
    /// - Parameters:
    ///   - code: How it ended; not CURLE_OK.
    ///   - easy: The transfer.
    ///   - url: Where it went.
    init(_ code: CURLcode, of easy: borrowing EasyHandle, to url: HTTPURL) {
        let server = url.server
        let message = easy.errorMessage
        let reason = message.isEmpty ? code.meaning : message
        // Before there is a tunnel, whatever fails fails at the proxy.
        if ![0, 200].contains(easy.proxyStatus) {
            self = .proxyFailed(server: server, reason: reason)
            return
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            self = .cannotResolve(server: server)
        case CURLE_COULDNT_CONNECT:
            let errno = easy.errorNumber
            let words = errno == 0 ? reason : String(errorNumber: errno)
            let isOther =
                message.hasPrefix("Failed to connect to") && !message.contains(url.dialled)
            self =
                isOther
                ? .proxyFailed(server: server, reason: words)
                : .cannotConnect(server: server, reason: words)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            self = .proxyFailed(server: server, reason: reason)
        case CURLE_OPERATION_TIMEDOUT:
            self = .timedOut(server: server, easy.stage)
        case CURLE_PEER_FAILED_VERIFICATION:
            self = Self.certificate(easy.verifyResult, message, server: server)
        case CURLE_SSL_CACERT_BADFILE:
            self = .authoritiesUnreadable(reason: reason)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            self = .tlsFailed(server: server, reason: reason)
        // libcurl has no code for chunks that are none, only words.
        case CURLE_RECV_ERROR where message.contains("chunked-encoding"):
            self = .badReply(server: server, reason: reason)
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_ERROR, CURLE_RECV_ERROR,
            CURLE_HTTP2_STREAM:
            self = .connectionBroken(server: server)
        // The URL's scheme is one that libcurl knows, so it is the answer's that it does not.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
            CURLE_HTTP2, CURLE_WRITE_ERROR:
            self = .badReply(server: server, reason: reason)
        default:
            self = .noResources(reason: reason)
        }
    }

    /// Reads why a certificate is refused.
    ///
    /// - Parameters:
    ///   - verifyResult: OpenSSL's, see X509_STORE_CTX_get_error(3).
    ///   - message: libcurl's words.
    ///   - server: Whose certificate it is.
    /// - Returns: What people are told.
    private static func certificate(
        _ verifyResult: Int,
        _ message: String,
        server: String
    ) -> HTTPFailure {
        switch verifyResult {
        case 9: .certificateNotYetValid(server: server)
        case 10: .certificateExpired(server: server)
        case 62: .certificateForAnotherHost(server: server)
        // libcurl compares names itself before it asks OpenSSL, and only its words tell.
        case _ where message.contains("target host name"):
            .certificateForAnotherHost(server: server)
        default: .certificateNotTrusted(server: server, reason: message)
        }
    }
}

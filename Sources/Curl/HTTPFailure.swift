/// Why there is no answer to a request.
///
/// No description holds a field's value or anything of a body. `server` is a host, with its port
/// where that is not the usual one.
package enum HTTPFailure: Error, Hashable, Sendable {
    /// How far a transfer came.
    package enum Stage: Hashable, Sendable {
        /// The server's name was being resolved, or there was no connection yet.
        case connecting
        /// The request was being sent, or nothing of the answer was there.
        case waiting
        /// The answer had begun.
        case receiving
    }

    /// The URL cannot be read, or says what no URL should; `reason` is libcurl's.
    case badURL(reason: String)
    /// Neither https nor http to this machine.
    case schemeNotAllowed(scheme: String, host: String)
    /// A field's name or value holds a character that HTTP does not allow.
    case badField(name: String)
    /// No address belongs to the server's name, or no name server says so.
    case cannotResolve(server: String)
    /// Nobody accepts a connection; `reason` is the system's.
    case cannotConnect(server: String, reason: String)
    /// The proxy that the environment names does not lead to the server.
    case proxyFailed(server: String, reason: String)
    /// Nobody who is trusted vouches for the server's certificate; `reason` is OpenSSL's.
    case certificateNotTrusted(server: String, reason: String)
    /// The server's certificate is another's.
    case certificateForAnotherHost(server: String)
    /// The server's certificate, or one that vouches for it, is too old.
    case certificateExpired(server: String)
    /// The server's certificate, or one that vouches for it, begins in the future.
    case certificateNotYetValid(server: String)
    /// The certificates to trust cannot be read; `reason` is libcurl's.
    case authoritiesUnreadable(reason: String)
    /// There is no encrypted connection for another cause; `reason` is OpenSSL's.
    case tlsFailed(server: String, reason: String)
    /// The deadline, or the time to connect in, passed.
    case timedOut(server: String, Stage)
    /// The connection ended before the answer did.
    case connectionBroken(server: String)
    /// The answer's body has, or announces, more than `limit` bytes.
    case bodyTooLarge(server: String, limit: Int)
    /// What came is not an answer; `reason` says in which way.
    case badReply(server: String, reason: String)
    /// The task that asked was cancelled.
    case cancelled
    /// The client was stopped.
    case stopped
    /// Memory, descriptors or threads ran out, or libcurl lacks what is needed.
    case noResources(reason: String)
}

extension HTTPFailure: CustomStringConvertible {
    /// One sentence: what failed, on what, and what to do.
    package var description: String {
        switch self {
        case .badURL(let reason):
            "The URL cannot be used (\(reason)); write it as https://host/path."
        case .schemeNotAllowed(let scheme, let host):
            "The URL asks for \(scheme) to \(host.isEmpty ? "no host" : host), and only https, "
                + "or http to this machine itself, is allowed; use https."
        case .badField(let name):
            "The header field \(name.debugDescription) holds a character that HTTP does not "
                + "allow, such as a line break; look at where its value comes from."
        case .cannotResolve(let server):
            "No address was found for \(server); check the name and the network."
        case .cannotConnect(let server, let reason):
            "There is no connection to \(server) (\(reason)); check that it runs and that the "
                + "network leads to it."
        case .proxyFailed(let server, let reason):
            "The proxy of this process's environment does not lead to \(server) (\(reason)); "
                + "check $https_proxy and $no_proxy."
        case .certificateNotTrusted(let server, let reason):
            "The certificate of \(server) is not trusted (\(reason)); if it is your own server, "
                + "name the certificate of its authority."
        case .certificateForAnotherHost(let server):
            "The certificate of \(server) is for another host; check the URL."
        case .certificateExpired(let server):
            "The certificate of \(server) has expired; its operator must renew it, or this "
                + "machine's clock is wrong."
        case .certificateNotYetValid(let server):
            "The certificate of \(server) is not valid yet; check this machine's clock."
        case .authoritiesUnreadable(let reason):
            "The certificates to trust cannot be read (\(reason)); check the file, or install "
                + "ca-certificates."
        case .tlsFailed(let server, let reason):
            "There is no encrypted connection to \(server) (\(reason)); check that it speaks "
                + "TLS 1.2 or newer on that port."
        case .timedOut(let server, .connecting):
            "There was no connection to \(server) in time; check the network, or allow more time."
        case .timedOut(let server, .waiting):
            "\(server) did not begin to answer in time; try again later, or allow more time."
        case .timedOut(let server, .receiving):
            "\(server) did not finish its answer in time; try again later, or allow more time."
        case .connectionBroken(let server):
            "The connection to \(server) broke before the whole answer was there; try again."
        case .bodyTooLarge(let server, let limit):
            "The answer of \(server) has more than the \(limit) bytes that are accepted; "
                + "check the URL."
        case .badReply(let server, let reason):
            "What \(server) sent is not an HTTP answer (\(reason)); check the URL."
        case .cancelled:
            "The request was cancelled; send it again if its answer is still wanted."
        case .stopped:
            "The HTTP client was stopped; start another one to send requests."
        case .noResources(let reason):
            "The request could not be made (\(reason)); free memory or descriptors and try again."
        }
    }
}

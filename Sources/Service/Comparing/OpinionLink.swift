import Client
import NIOCore
import Serving
import Wire

/// The way to `landcover-opinion`, which asks another model.
///
/// The first question opens a connection, which is kept; the process may come and go.
struct OpinionLink: Sendable {
    private let session: Session

    /// How long its refusal is waited for beyond a question's time.
    private static let grace = Duration.milliseconds(100)

    /// Prepares to ask at a socket; connects to nothing yet.
    init(_ path: String, on eventLoop: any EventLoop) {
        // An opinion costs money: a question is put again by who pays for it, or not at all.
        session = Session(to: path, retrying: .never, grace: Self.grace, on: eventLoop)
    }

    /// Asks for an opinion; never fails, and takes no longer than `limit`.
    ///
    /// - Parameters:
    ///   - image: A JPEG or PNG file.
    ///   - limit: How long the answer may take.
    ///   - id: The caller's name for the call.
    /// - Returns: The opinion, or why there is none.
    func opinion(of image: [UInt8], within limit: Duration, id: String) async -> Comparison.Second {
        guard limit > Self.grace * 2 else { return .unavailable(.noTimeForOpinion) }
        do throws(ClientError) {
            let response = try await session.call(
                .opinion(image: image),
                timeout: limit - Self.grace,
                id: id
            )
            if case .opinion(let opinion) = response.result { return .opinion(opinion) }
            guard response.status.code == .ok else { return .unavailable(response.status) }
            let strange = "\(session.path) answered something else than an opinion"
            return .unavailable(Status(.internal, strange))
        } catch {
            return .unavailable(Status(of: error, at: session.path))
        }
    }

    /// Closes the connection.
    func close() async { await session.close() }
}

extension Status {
    fileprivate static let noTimeForOpinion = Status(
        .deadlineExceeded,
        "the call's time is too short for a second opinion; give more"
    )

    /// Explains why nobody was asked.
    fileprivate init(of error: ClientError, at path: String) {
        switch error {
        case .noDaemon:
            self.init(
                .unavailable,
                "no landcover-opinion answers at \(path); start it for second opinions"
            )
        case .deadlineExceeded:
            self.init(.deadlineExceeded, "the second opinion did not come in time; give more")
        case .cancelled:
            self = .withdrawn
        default:
            self.init(.unavailable, "the second opinion did not come: \(error)")
        }
    }
}

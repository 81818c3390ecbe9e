import Logging
import NIOPosix
import Serving
import Synchronization
import Systemd
import Wire

/// Puts another model in the place of the one that answers, without a call that fails for it.
///
/// The new model is read, compiled and tried beside the old one, on a thread of its own; if anything
/// is wrong with it, nothing changes. Reloads happen one after the other.
final class ModelReloader: Sendable {
    /// Reloads that may wait for the one before them.
    static let capacity = 8

    private let slot: ModelSlot
    private let team: ServedModel.Team
    private let statistics: WorkStatistics
    private let logger: Logger
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let pendingCount = Atomic(0)

    /// Prepares to replace the model in `slot`.
    init(
        _ slot: ModelSlot,
        team: ServedModel.Team,
        statistics: WorkStatistics,
        logger: Logger
    ) {
        self.slot = slot
        self.team = team
        self.statistics = statistics
        self.logger = logger
        thread.start()
    }

    /// Loads a model, and answers when it has taken its place or is refused.
    ///
    /// - Parameters:
    ///   - path: The checkpoint; nil reads that of the present model again.
    ///   - origin: Who asks, for the log.
    ///   - call: Takes the answer.
    /// - Returns: False if too many reloads wait already; there is no answer then.
    func reload(_ path: String?, origin: String, for call: PendingCall) -> Bool {
        guard pendingCount.wrappingAdd(1, ordering: .relaxed).oldValue < Self.capacity else {
            pendingCount.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        thread.submit { [self] state in
            defer { pendingCount.wrappingSubtract(1, ordering: .relaxed) }
            guard case .active = state else {
                let leaving = Status(.unavailable, "the daemon is stopping; it serves what it has")
                return call.reply(Response(leaving))
            }
            if let reason = call.reasonToStop(at: .now) { return call.reply(Response(reason)) }
            call.reply(replace(path, origin: origin))
        }
        return true
    }

    /// Ends the thread, once a reload that has begun is over.
    func stop() async throws {
        try await thread.shutdownGracefully()
    }

    private func replace(_ path: String?, origin: String) -> Response {
        let before = slot.current.report
        let path = path ?? before.path
        let started = ContinuousClock.now
        ServiceManager.tell(.reloading, .status("loading \(path)"))
        defer { ServiceManager.tell(.ready, .status(slot.current.report.summary)) }
        do throws(UnservableModel) {
            let model = try ServedModel(
                path: path,
                generation: before.generation + 1,
                team: team
            )
            slot.replace(with: model)
            statistics.reloaded(successfully: true)
            logger.notice(
                "model replaced",
                metadata: [
                    "model": "\(path)", "generation": "\(model.report.generation)",
                    "by": "\(origin)", "took": "\(ContinuousClock.now - started)",
                ]
            )
            return Response(.reloaded(model.report))
        } catch {
            statistics.reloaded(successfully: false)
            logger.error(
                "model not replaced",
                metadata: ["by": "\(origin)", "error": "\(error)", "serving": "\(before.path)"]
            )
            let reason = "\(error); \(before.path) answers as before"
            return Response(Status(.failedPrecondition, reason))
        }
    }
}

extension ModelReport {
    /// What `systemctl status` says of the model.
    var summary: String { "serving \(name), generation \(generation)" }
}

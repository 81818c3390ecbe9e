import Logging
import NIOCore
import Serving
import Synchronization
import Systemd
import Wire

/// Tells the service manager that the daemon is alive, as long as its workers compute.
///
/// The sign of life is work that got done: a stage of a client's job, or, when there is none, a
/// self-test that takes the way of every job. A worker that does not get on with its job silences it, whatever the
/// others do, and then the manager restarts the daemon.
final class Watchdog: Sendable {
    private let dispatcher: Dispatcher
    private let observer: DaemonObserver
    private let logger: Logger

    /// How long the manager waits for a sign; nil if it does not.
    private let interval = ServiceManager.watchdogInterval

    /// The workers' progress when they were last looked at.
    private let lastCount = Atomic(0)

    /// How often `systemctl status` is told how the daemon is doing.
    private static let statusInterval = Duration.seconds(5)

    /// Prepares to watch the workers.
    init(_ dispatcher: Dispatcher, _ observer: DaemonObserver, logger: Logger) {
        self.dispatcher = dispatcher
        self.observer = observer
        self.logger = logger
    }

    /// Watches for as long as the event loop runs; a loop that hangs is silent, too.
    ///
    /// - Returns: Ends it.
    func start(on eventLoop: any EventLoop) -> RepeatedTask {
        // Three times an interval: one look may come too early, and one late.
        let period = min(Self.statusInterval, (interval ?? Self.statusInterval) / 3)
        return eventLoop.scheduleRepeatedTask(
            initialDelay: .zero,
            delay: TimeAmount(period)
        ) { [self] _ in
            ServiceManager.tell(.status(observer.summary))
            guard let interval else { return }
            let count = dispatcher.progressCount
            let before = lastCount.exchange(count, ordering: .relaxed)
            if dispatcher.isStalled(at: .now, limit: interval) {
                logger.critical("a worker does not get on with its job; waiting to be restarted")
            } else if count != before {
                ServiceManager.tell(.alive)
            } else if dispatcher.busyCount == 0 {
                test()
            }
        }
    }

    /// Has a worker compute something, and tells the manager when it has.
    private func test() {
        let call = PendingCall(accepted: .now) { response in
            if response.status.code == .ok { ServiceManager.tell(.alive) }
        }
        _ = dispatcher.admit(Job(.selfTest, from: .server, for: call))
    }
}

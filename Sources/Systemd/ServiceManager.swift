import CSystemd
import Glibc

/// The service manager that started this process, where one did: systemd, or whatever speaks its
/// protocols (sd_notify(3), sd_watchdog_enabled(3)).
///
/// Without one every call does nothing, so a program need not ask how it was started.
package enum ServiceManager {
    /// Something that the manager wants to know.
    package enum Message: Hashable, Sendable {
        /// The service answers: it has started, or is done reloading.
        case ready
        /// It reads its configuration anew, and says ``ready`` when it is done.
        case reloading
        /// It is about to end.
        case stopping
        /// It makes progress; see ``watchdogInterval``.
        case alive
        /// What it does at the moment, one line for a person.
        case status(String)
        /// What it is doing takes so much longer from now on.
        case needsTime(Duration)
    }

    /// Tells the manager something.
    ///
    /// - Returns: Whether there is a manager and it was told.
    @discardableResult
    package static func tell(_ messages: Message...) -> Bool {
        let lines = messages.flatMap(\.lines).joined(separator: "\n")
        return unsafe sd_notify(0, lines) > 0
    }

    /// How long the manager waits for ``Message/alive`` before it takes the service for hung; nil
    /// if it does not watch this process.
    package static var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard unsafe sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }
}

extension ServiceManager.Message {
    /// The message as sd_notify(3) writes it.
    fileprivate var lines: [String] {
        switch self {
        case .ready: ["READY=1"]
        // Since systemd 253 a reload must say when it began; older ones ignore that.
        case .reloading: ["RELOADING=1", "MONOTONIC_USEC=\(Self.monotonicMicroseconds)"]
        case .stopping: ["STOPPING=1"]
        case .alive: ["WATCHDOG=1"]
        case .status(let text): ["STATUS=\(text.split(separator: "\n").joined(separator: " "))"]
        case .needsTime(let time):
            ["EXTEND_TIMEOUT_USEC=\(Int64(time / .microseconds(1)))"]
        }
    }

    private static var monotonicMicroseconds: Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }
}

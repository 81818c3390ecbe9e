import SecondOpinion
import Synchronization

/// A clock that stands still unless somebody sleeps or turns it on.
final class TestClock: Sendable {
    private let start = ContinuousClock.now
    private let state = Mutex((passed: Duration.zero, sleeps: [Duration]()))

    var now: ContinuousClock.Instant { start + state.withLock(\.passed) }
    var sleeps: [Duration] { state.withLock(\.sleeps) }

    func advance(by duration: Duration) {
        state.withLock { $0.passed += duration }
    }

    var timekeeper: Timekeeper {
        Timekeeper(
            now: { self.now },
            secondsSince1970: { 1_700_000_000 + self.state.withLock(\.passed) / .seconds(1) },
            sleep: { duration in
                self.state.withLock {
                    $0.passed += max(.zero, duration)
                    $0.sleeps.append(duration)
                }
            }
        )
    }
}

/// Lines that were logged.
final class TestLog: Sendable {
    private let state = Mutex([String]())

    var lines: [String] { state.withLock(\.self) }

    var callback: @Sendable (String) -> Void {
        { line in self.state.withLock { $0.append(line) } }
    }
}

import FoundationEssentials

/// The clocks that a service goes by, so that tests need not wait.
package struct Timekeeper: Sendable {
    /// The time that deadlines are measured in.
    package let now: @Sendable () -> ContinuousClock.Instant

    /// Seconds since 1970, for servers that name a date.
    package let secondsSince1970: @Sendable () -> Double

    /// Waits; returns early if the task is cancelled.
    package let sleep: @Sendable (Duration) async -> Void

    /// States the clocks.
    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        secondsSince1970: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.now = now
        self.secondsSince1970 = secondsSince1970
        self.sleep = sleep
    }

    /// The machine's own.
    package static let system = Timekeeper(
        now: { ContinuousClock.now },
        secondsSince1970: { Date().timeIntervalSince1970 },
        sleep: { try? await ContinuousClock().sleep(for: $0) }
    )
}

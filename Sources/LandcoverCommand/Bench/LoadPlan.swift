/// The load that a run puts on the daemon, and when it ends.
package struct LoadPlan: Hashable, Sendable {
    /// Who decides when a call starts.
    package enum Loop: Hashable, Sendable {
        /// As many callers, each of which calls again when it has its answer.
        case closed(callers: Int)
        /// The clock: so many calls a second, whatever becomes of them.
        case open(rate: Double, Arrivals)
    }

    /// Calls that a run has open at the most, so that a stuck daemon does not take all memory.
    package static let mostOpenCalls = 10_000

    /// Who decides when a call starts.
    package var loop: Loop

    /// What is asked.
    package var method: LoadMethod

    /// Connections that share the load.
    package var connections: Int

    /// Calls that start before this are not measured.
    package var warmup: Duration

    /// How long calls are measured that start; nil for as long as it takes.
    package var duration: Duration?

    /// How many calls are measured; nil for as many as there is time for.
    package var requests: Int?

    /// How long a daemon that cannot be reached is waited for.
    package var patience: Duration

    /// States a plan.
    package init(
        _ loop: Loop,
        method: LoadMethod = .classify,
        connections: Int = 1,
        warmup: Duration = .zero,
        duration: Duration? = nil,
        requests: Int? = nil,
        patience: Duration = .seconds(5)
    ) {
        self.loop = loop
        self.method = method
        self.connections = connections
        self.warmup = warmup
        self.duration = duration
        self.requests = requests
        self.patience = patience
    }
}

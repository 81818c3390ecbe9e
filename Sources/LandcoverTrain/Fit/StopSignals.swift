import Glibc
import Synchronization

/// SIGINT and SIGTERM, noticed but not obeyed at once; a second one ends the program.
enum StopSignals {
    private static let arrived = Atomic<Int32>(0)

    /// Begins to notice them.
    static func watch() {
        for number in [SIGINT, SIGTERM] {
            _ = signal(number) { number in
                StopSignals.arrived.store(number, ordering: .relaxed)
                // Whoever is in a hurry asks twice.
                _ = signal(number, SIG_DFL)
            }
        }
    }

    /// Whether one has arrived.
    static var hasArrived: Bool { number != 0 }

    /// Which has arrived, or 0.
    static var number: Int32 { arrived.load(ordering: .relaxed) }
}

/// The line on a terminal that says how far a long run is.
struct ProgressBar {
    private static let interval = Duration.milliseconds(100)

    private let terminal: Terminal
    private let started = ContinuousClock.now
    private var drawn: ContinuousClock.Instant?

    /// Prepares a bar; nothing is drawn yet.
    init(on terminal: Terminal) {
        self.terminal = terminal
    }

    /// Draws the bar, unless that was done a moment ago and it is still there.
    mutating func draw(_ progress: Progress, erased: Bool) {
        draw(erased: erased) { progress.line(elapsed: $0, columns: $1) }
    }

    /// As ``draw(_:erased:)``, for a line that is made from the time since the start and the columns.
    mutating func draw(erased: Bool = false, _ line: (Duration, Int) -> String) {
        let now = ContinuousClock.now
        if !erased, let drawn, now - drawn < Self.interval { return }
        drawn = now
        Diagnostics.write("\r\(line(now - started, terminal.columns - 1))\u{1B}[K")
    }

    /// Takes the bar away, so that other lines can be written.
    func erase() {
        Diagnostics.write("\r\u{1B}[K")
    }
}

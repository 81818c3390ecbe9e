import PlainText

/// How far a run over many images is.
package struct Progress: Hashable, Sendable {
    /// Images that are done.
    package var done: Int

    /// Images altogether, at least 1.
    package let total: Int

    /// States a progress.
    package init(done: Int = 0, total: Int) {
        precondition(total > 0, "a run has at least one image")
        self.done = done
        self.total = total
    }

    /// Such as ` 213/500 [########            ]  41.2/s  0:07 left`, cut to the terminal's width.
    package func line(elapsed: Duration, columns: Int) -> String {
        let rate = Double(done) / max(elapsed / .seconds(1), 1e-6)
        let count = "\(done)".leftPadded(to: "\(total)".count)
        let speed = "\(FixedPoint.text(rate, places: 1))/s".leftPadded(to: 9)
        let left = done == 0 ? "" : "  \(Self.clock(Double(total - done) / rate)) left"
        let words = "\(count)/\(total) "
        let room = columns - words.count - speed.count - "  0:00:00 left".count - 2
        let width = min(max(room, 0), 40)
        let filled = width * done / total
        let bar =
            width < 5
            ? ""
            : "[" + String(repeating: "#", count: filled)
                + String(repeating: " ", count: width - filled) + "]"
        return String((words + bar + speed + left).prefix(max(columns, 0)))
    }

    private static func clock(_ seconds: Double) -> String {
        let seconds = Int(min(seconds, 359_999).rounded(.up))
        let minutes = seconds / 60
        let rest = "\(seconds % 60)".leftPadded(to: 2, with: "0")
        guard minutes >= 60 else { return "\(minutes):\(rest)" }
        return "\(minutes / 60):\("\(minutes % 60)".leftPadded(to: 2, with: "0")):\(rest)"
    }
}

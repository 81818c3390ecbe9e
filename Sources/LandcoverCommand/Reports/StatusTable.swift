import FoundationEssentials
package import Wire
import PlainText

extension StatusReport {
    /// The report in two columns for a person.
    package var table: String {
        let model = self.model
        let daemon = self.daemon
        var rows = [
            ("model", "\(model.name) (\(model.path))"),
            ("classes", "\(model.classes.count): \(model.classes.joined(separator: ", "))"),
            ("input", "\(model.inputSide) x \(model.inputSide) pixels"),
            ("precision", model.precision),
            ("temperature", "\(model.temperature)"),
        ]
        rows += model.metadata.map { ($0.key, $0.value) }
        if model.generation > 0 {
            let loaded = Date(timeIntervalSince1970: model.loaded / .seconds(1))
            rows.append(("generation", "\(model.generation), loaded \(loaded.formatted(.iso8601))"))
        }
        rows += [
            ("daemon", "landcoverd \(daemon.version), process \(daemon.processID)"),
            ("uptime", daemon.uptime.inWords),
            ("memory", "\(daemon.residentBytes >> 20) MiB"),
            ("connections", "\(daemon.openConnections)"),
            ("queue", "\(daemon.queueDepth) of \(daemon.queueCapacity) places taken"),
            ("in flight", daemon.inFlight),
        ]
        if daemon.workers > 0 {
            rows.append(("workers", "\(daemon.busyWorkers) of \(daemon.workers) busy"))
        }
        rows += daemon.counters.map { ("\($0.method) \($0.code.name)", "\($0.count)") }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.reduce(into: "") { text, row in
            text += "\(row.0.printable.rightPadded(to: width))  \(row.1.printable)\n"
        }
    }
}

extension DaemonReport {
    /// The calls, and what their messages take of the room that there is for them.
    fileprivate var inFlight: String {
        guard inFlightCapacity > 0 else { return "\(callsInFlight)" }
        return "\(callsInFlight), \(inFlightBytes >> 20) of \(inFlightCapacity >> 20) MiB"
    }
}

extension Duration {
    /// The two largest units, such as `3 min 12 s`.
    package var inWords: String {
        let seconds = components.seconds
        let units = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")] as [(Int64, String)]
        let parts = units.enumerated().map { index, unit in
            (index == 0 ? seconds / unit.0 : seconds % units[index - 1].0 / unit.0, unit.1)
        }
        let first = parts.firstIndex { $0.0 > 0 } ?? parts.count - 1
        return parts[first...].prefix(2).map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }
}

import Glibc
import Landcover
import SecondOpinion
import Serving
import Wire

/// Says how `landcover-opinion` is doing: to a person, and to Prometheus.
struct OpinionObserver: Sendable {
    /// Serves the calls.
    let server: Server

    /// Asks the model.
    let service: OpinionService

    /// The model that is asked.
    let model: String

    /// One line for `systemctl status`.
    var summary: String {
        let snapshot = server.statistics.snapshot
        let obstacle = service.obstacle.map { "; \($0)" } ?? ""
        return "asking \(model); \(snapshot.callsEnded) calls answered, "
            + "\(snapshot.callsInFlight) under way\(obstacle)"
    }

    /// The answer to `metrics`.
    var metrics: String {
        var text = PrometheusText()
        text.write(server.statistics.snapshot)
        text.write(server.connections, server.room)
        text.single(
            "landcover_opinions_waiting",
            .gauge,
            "Questions that wait for the transfers of others.",
            service.waiting
        )
        text.metric("landcover_opinion_info", .gauge, "The model that is asked.")
        text.sample("landcover_opinion_info", [("model", model)], 1)
        text.writeProcess(startedAt: server.statistics.startTime)
        return text.text
    }
}

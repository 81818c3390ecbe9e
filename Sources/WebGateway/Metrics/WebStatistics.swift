import NIOConcurrencyHelpers
import Serving

/// What the gateway counts and measures about its requests.
package final class WebStatistics: Sendable {
    /// Requests for one address that ended with one status.
    private struct Ending: Hashable {
        let route: String
        let status: Int
    }

    private struct State {
        var endings: [Ending: UInt64] = [:]
        var durations: [String: Histogram] = [:]
        var inFlight = 0
    }

    private let state = NIOLockedValueBox(State())

    /// Counts nothing yet.
    package init() {}

    /// A request came.
    func began() { state.withLockedValue { $0.inFlight += 1 } }

    /// A request was answered.
    ///
    /// - Parameters:
    ///   - route: The address as the router knows it: whatever people ask for, there are few.
    ///   - status: HTTP's number.
    ///   - duration: From the header to the answer.
    func ended(_ route: String, status: Int, after duration: Duration) {
        state.withLockedValue { state in
            state.inFlight -= 1
            state.endings[Ending(route: route, status: status), default: 0] += 1
            state.durations[route, default: Histogram()].add(duration)
        }
    }

    /// Everything, as Prometheus reads it.
    ///
    /// - Parameter room: Holds the uploads.
    /// - Returns: Prometheus' text format.
    package func prometheus(_ room: UploadRoom) -> String {
        let state = state.withLockedValue { $0 }
        var page = PrometheusText()
        let total = "landcover_web_requests_total"
        page.metric(total, .counter, "Requests that were answered, by address and status.")
        let endings = state.endings.sorted {
            ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
        }
        for (ending, count) in endings {
            let labels = [("route", ending.route), ("status", "\(ending.status)")]
            page.sample(total, labels, count)
        }
        let time = "landcover_web_request_duration_seconds"
        page.metric(time, .histogram, "Time from a request's header to its answer.")
        for (route, histogram) in state.durations.sorted(by: { $0.key < $1.key }) {
            page.samples(time, [("route", route)], of: histogram)
        }
        page.single(
            "landcover_web_requests_in_flight",
            .gauge,
            "Requests that are being read or answered.",
            state.inFlight
        )
        page.single(
            "landcover_web_uploads",
            .gauge,
            "Uploads that are held.",
            room.used.uploads
        )
        page.single(
            "landcover_web_upload_bytes",
            .gauge,
            "Bytes of the uploads that are held.",
            room.used.bytes
        )
        return page.text
    }
}

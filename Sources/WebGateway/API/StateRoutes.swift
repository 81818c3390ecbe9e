import AnswerJSON
import HTTPTypes
import HeatmapRendering
import Hummingbird
import Landcover
import NIOCore
import PlainText
import Serving

/// What the gateway and the daemon say of themselves.
struct StateRoutes: Sendable {
    /// The way to the daemon.
    let daemon: DaemonLink
    /// Holds the uploads.
    let room: UploadRoom
    /// What was counted.
    let statistics: WebStatistics
    /// The longest upload, in bytes.
    let uploadLimit: Int

    /// Adds them to a table.
    func add(to table: inout RouteTable) {
        table.get("/healthz") { _, _ in
            Response(json: .object([.init("status", .string("alive"))]))
        }
        table.get("/readyz") { _, _ in
            try await daemon.checkReadiness()
            return Response(json: .object([.init("status", .string("ready"))]))
        }
        table.get("/api/v1/status") { request, _ in
            _ = try QueryReader(request.uri, known: [])
            return try await status()
        }
        table.get("/metrics") { _, _ in await metrics() }
        let maps = Self.colorMaps
        table.get("/api/v1/color-maps") { request, _ in
            _ = try QueryReader(request.uri, known: [])
            return Response(json: maps)
        }
    }

    private func status() async throws -> Response {
        let report = try await daemon.status()
        let web = JSONValue.object([
            .init("version", .string(Version.current)),
            .init("upload_limit_bytes", .integer(uploadLimit)),
        ])
        return Response(json: .object(report.fields + [.init("web", web)]))
    }

    /// The gateway's own figures, and the daemon's if it answers.
    private func metrics() async -> Response {
        let others = try? await daemon.metrics()
        var daemonUp = PrometheusText()
        daemonUp.single(
            "landcover_web_daemon_up",
            .gauge,
            "Whether the daemon answers.",
            others == nil ? 0 : 1
        )
        let text = statistics.prometheus(room) + daemonUp.text + (others ?? "")
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// The 256 colours of each colour map, that of 0 first, as red, green, blue.
    private static var colorMaps: JSONValue {
        .object(
            ColorMap.allCases.map { map in
                let colors = map.colors.map { color in
                    JSONValue.array([color.red, color.green, color.blue].map { .integer(Int($0)) })
                }
                return .init(map.rawValue, .array(colors))
            }
        )
    }
}

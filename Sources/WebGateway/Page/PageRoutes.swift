import HTTPTypes
import Hummingbird
import NIOCore
import WebPage

/// Serves the files of the page out of the binary.
struct PageRoutes {
    /// Adds them to a table.
    static func add(to table: inout RouteTable) {
        for file in WebFile.all {
            let body = ByteBuffer(bytes: file.bytes)
            let path = file.path == "/assets/index.html" ? "/" : file.path
            table.get(path) { request, _ in response(file, body, to: request) }
        }
        // Browsers ask for it unasked; the page names its own icon.
        table.get("/favicon.ico") { _, _ in Response(status: .noContent) }
    }

    private static func response(
        _ file: WebFile,
        _ body: ByteBuffer,
        to request: Request
    ) -> Response {
        // Kept, and asked for again each time: after an update nobody runs half of the old page.
        var headers: HTTPFields = [.cacheControl: "no-cache", .eTag: file.entityTag]
        let known = (request.headers[.ifNoneMatch] ?? "").split(separator: ",").map { tag in
            tag.drop { $0 == " " }
        }
        guard !known.contains(where: { $0 == file.entityTag || $0 == "*" }) else {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = file.mediaType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}

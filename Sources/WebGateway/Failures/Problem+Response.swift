import HTTPTypes
import Hummingbird
import PlainText
import Wire

extension Problem {
    /// The problem as `application/problem+json`.
    func response() -> Response {
        var fields: [JSONValue.Field] = [
            .init("type", .string("about:blank")),
            .init("title", .string(httpStatus.reasonPhrase)),
            .init("status", .integer(httpStatus.code)),
            .init("detail", .string(status.message.asSentence)),
            .init("code", .string(status.code.name)),
        ]
        if let pause = status.retryAfter {
            fields.append(.init("retry_after_seconds", .number(pause / .seconds(1))))
        }
        return response(.object(fields), mediaType: "application/problem+json")
    }

    /// The problem as the Open Inference Protocol tells it: one field, `error`.
    func openInferenceResponse() -> Response {
        response(
            .object([.init("error", .string(status.message.asSentence))]),
            mediaType: "application/json"
        )
    }

    private func response(_ body: JSONValue, mediaType: String) -> Response {
        var response = Response(json: body, status: httpStatus, mediaType: mediaType)
        if let pause = status.retryAfter {
            let seconds = max(1, Int((pause / .seconds(1)).rounded(.up)))
            response.headers[.retryAfter] = "\(seconds)"
        }
        if !allowed.isEmpty {
            response.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
        }
        return response
    }
}

extension String {
    /// The text as the daemon writes its messages: with a capital and a full stop.
    fileprivate var asSentence: String {
        guard let first, let last else { return self }
        let begun = first.uppercased() + dropFirst()
        return ".!?".contains(last) ? begun : begun + "."
    }
}

extension Response {
    /// A document of JSON; nobody keeps it.
    init(
        json: JSONValue,
        status: HTTPResponse.Status = .ok,
        mediaType: String = "application/json"
    ) {
        self.init(
            status: status,
            headers: [.contentType: mediaType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json.text + "\n"))
        )
    }
}

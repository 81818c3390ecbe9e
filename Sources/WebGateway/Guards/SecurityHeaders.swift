import HTTPTypes
import Hummingbird

/// Adds what keeps browsers from doing with an answer what it is not for.
struct SecurityHeaders: RouterMiddleware {
    /// The page loads scripts, styles and pictures from here and from nowhere else.
    ///
    /// `blob:` and `data:` are pictures that the page itself has made.
    private static let contentPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'",
        "img-src 'self' blob: data:", "connect-src 'self'", "manifest-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static let fields: [(String, String)] = [
        ("Content-Security-Policy", contentPolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("X-Frame-Options", "DENY"),
    ]

    private static let headers: HTTPFields = fields.reduce(into: HTTPFields()) { headers, field in
        if let name = HTTPField.Name(field.0) { headers[name] = field.1 }
    }

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers.append(contentsOf: Self.headers)
        return response
    }
}

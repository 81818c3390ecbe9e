import Hummingbird

/// Answers HEAD as GET is answered, and sends the header alone (RFC 9110, 9.3.2).
///
/// A body after it would be taken for the beginning of the connection's next answer.
struct HeadMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        guard request.method == .head else { return response }
        // The length stays: it is what GET would send.
        return Response(status: response.status, headers: response.headers)
    }
}

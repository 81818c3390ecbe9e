import Hummingbird

/// Refuses what ``HostRule`` refuses, before anything else is looked at.
struct HostMiddleware: RouterMiddleware {
    /// The rule.
    let rule: HostRule

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        try rule.check(request.head)
        return try await next(request, context)
    }
}

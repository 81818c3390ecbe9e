import Hummingbird
import Logging

/// Counts every request, and logs it.
struct StatisticsMiddleware: RouterMiddleware {
    /// Where it is counted.
    let statistics: WebStatistics

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        statistics.began()
        var status = 0
        defer {
            let duration = ContinuousClock.now - start
            // Of a path that the router does not know, nothing is kept.
            let route = context.endpointPath ?? "unknown"
            statistics.ended(route, status: status, after: duration)
            context.logger.debug(
                "request",
                metadata: [
                    "method": "\(request.method)", "route": "\(route)", "status": "\(status)",
                    "milliseconds": "\(duration / .milliseconds(1))",
                ]
            )
        }
        let response = try await next(request, context)
        status = response.status.code
        return response
    }
}

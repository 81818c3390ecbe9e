import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import Wire

/// Turns everything that is thrown below it into an answer.
struct ProblemMiddleware: RouterMiddleware {
    /// The addresses that there are.
    let table: RouteTable

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return answer(problem, to: request)
        } catch let error as HTTPError where error.status == .notFound {
            return answer(table.problem(with: request), to: request)
        } catch let error as HTTPParserError {
            // What comes is no HTTP: Hummingbird answers that and closes.
            throw error
        } catch {
            context.logger.error(
                "a request failed",
                metadata: ["path": "\(request.uri.path)", "error": "\(error)"]
            )
            let sentence = "landcover-web failed; its log says more"
            return answer(Problem(Status(.internal, sentence)), to: request)
        }
    }

    private func answer(_ problem: Problem, to request: Request) -> Response {
        let path = request.uri.path
        return path == "/v2" || path.hasPrefix("/v2/")
            ? problem.openInferenceResponse() : problem.response()
    }
}

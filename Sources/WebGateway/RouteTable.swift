import HTTPTypes
import Hummingbird

/// The addresses that the gateway knows.
struct RouteTable: Sendable {
    /// Answers a request.
    typealias Handler = @Sendable (Request, BasicRequestContext) async throws -> Response

    private var handlers: [(path: String, method: HTTPRequest.Method, handler: Handler)] = []

    /// Adds an address that is read, by GET or HEAD.
    mutating func get(_ path: String, _ handler: @escaping Handler) {
        handlers.append((path, .get, handler))
        handlers.append((path, .head, handler))
    }

    /// Adds an address that something is sent to.
    mutating func post(_ path: String, _ handler: @escaping Handler) {
        handlers.append((path, .post, handler))
    }

    /// A router that knows all of them.
    ///
    /// - Parameter middlewares: What every request goes through first, known or not, the outermost
    ///   first.
    /// - Returns: The router.
    func router(
        behind middlewares: [any MiddlewareProtocol<Request, Response, BasicRequestContext>]
    ) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        for middleware in middlewares { router.add(middleware: middleware) }
        for route in handlers {
            router.on(RouterPath(route.path), method: route.method, use: route.handler)
        }
        return router
    }

    /// What is wrong with a request that the router has no answer for.
    ///
    /// The router does not tell an unknown path from a known one with another method.
    func problem(with request: Request) -> Problem {
        let path = Self.segments(request.uri.path)
        let allowed = handlers.filter { route in
            let known = Self.segments(route.path)
            return known.count == path.count
                && zip(known, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }.map(\.method)
        return allowed.isEmpty
            ? .unknownPath(request.uri.path) : .method(request.method, allowed: allowed)
    }

    private static func segments(_ path: String) -> [Substring] { path.split(separator: "/") }
}

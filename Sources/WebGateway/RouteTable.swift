import HTTPTypes
import Hummingbird

/// The addresses that the gateway knows.
///
/// Hummingbird's router answers 404 to a known path with another method; here that is 405, with the
/// methods that there are.
struct RouteTable {
    /// Answers a request.
    typealias Handler = @Sendable (Request, BasicRequestContext) async throws -> Response

    private var handlers: [(path: String, method: HTTPRequest.Method, handler: Handler)] = []

    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    /// Adds an address that is read; HEAD is answered as GET is, without the body.
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
        let byPath = Dictionary(grouping: handlers, by: \.path)
        for (path, routes) in byPath {
            let allowed = routes.map(\.method)
            for route in routes {
                router.on(RouterPath(path), method: route.method, use: route.handler)
            }
            for method in Self.methods where !allowed.contains(method) {
                let refuse: Handler = { _, _ in throw Problem.method(method, allowed: allowed) }
                router.on(RouterPath(path), method: method, use: refuse)
            }
        }
        return router
    }
}

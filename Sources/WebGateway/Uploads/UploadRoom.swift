import NIOConcurrencyHelpers
import Wire

/// How many bytes of uploads are held at once, from a request's header to its answer.
package final class UploadRoom: Sendable {
    /// Bytes that may be held.
    package let capacity: Int

    private let held = NIOLockedValueBox((bytes: 0, uploads: 0))

    /// Makes room.
    package init(capacity: Int) {
        self.capacity = capacity
    }

    /// Bytes and uploads that are held.
    package var used: (bytes: Int, uploads: Int) { held.withLockedValue { $0 } }

    /// Holds bytes for as long as `body` runs.
    ///
    /// - Parameters:
    ///   - byteCount: How many; the limit for one upload, where a request does not say.
    ///   - body: Reads the upload and answers it.
    /// - Returns: What `body` returns.
    /// - Throws: ``Problem`` with `RESOURCE_EXHAUSTED` if there is no room, or what `body` throws.
    package func hold<Value>(
        _ byteCount: Int,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let isGranted = held.withLockedValue { held in
            guard held.uploads == 0 || held.bytes + byteCount <= capacity else { return false }
            held.bytes += byteCount
            held.uploads += 1
            return true
        }
        guard isGranted else { throw Self.full }
        defer {
            held.withLockedValue { held in
                held.bytes -= byteCount
                held.uploads -= 1
            }
        }
        return try await body()
    }

    private static let full = Problem(
        Status(
            .resourceExhausted,
            "too much is being uploaded at once; try again in a moment",
            retryAfter: .seconds(1)
        )
    )
}

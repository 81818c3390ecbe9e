import Testing
import WebGateway
import Wire

@Suite struct `Room for uploads` {
    @Test func `is given back after the answer`() async throws {
        let room = UploadRoom(capacity: 10)
        try await room.hold(8) {
            #expect(room.used == (8, 1))
            await #expect(throws: Problem.self) { try await room.hold(3) {} }
            try await room.hold(2) { #expect(room.used == (10, 2)) }
        }
        #expect(room.used == (0, 0))
    }

    @Test func `is given back after a failure`() async {
        let room = UploadRoom(capacity: 10)
        await #expect(throws: Problem.self) {
            try await room.hold(8) { throw Problem(Status(.internal, "no")) }
        }
        #expect(room.used == (0, 0))
    }

    @Test func `refuses with a time to come again`() async {
        let room = UploadRoom(capacity: 10)
        await #expect(throws: Problem.self) {
            try await room.hold(10) {
                do {
                    try await room.hold(1) {}
                } catch let problem as Problem {
                    #expect(problem.status.code == .resourceExhausted)
                    #expect(problem.status.retryAfter != nil)
                    throw problem
                }
            }
        }
    }

    @Test func `takes one upload alone whatever its size`() async throws {
        let room = UploadRoom(capacity: 10)
        try await room.hold(100) { #expect(room.used == (100, 1)) }
    }
}

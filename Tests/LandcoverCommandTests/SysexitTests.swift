import Client
import LandcoverCommand
import Testing
import Wire

@Suite struct `Exit statuses` {
    @Test(
        arguments: [
            (.ok, .success), (.cancelled, .temporaryFailure), (.unknown, .software),
            (.invalidArgument, .dataError), (.deadlineExceeded, .temporaryFailure),
            (.notFound, .usage), (.alreadyExists, .usage), (.permissionDenied, .noPermission),
            (.resourceExhausted, .dataError), (.failedPrecondition, .unavailable),
            (.aborted, .temporaryFailure), (.outOfRange, .dataError),
            (.unimplemented, .protocolError), (.internal, .software),
            (.unavailable, .unavailable), (.dataLoss, .dataError),
            (.unauthenticated, .noPermission),
        ] as [(StatusCode, Sysexit)]
    )
    func `every status of an answer has its exit status`(code: StatusCode, exit: Sysexit) {
        #expect(Sysexit(Status(code)) == exit)
    }

    @Test func `a full queue is worth another try`() {
        let status = Status(.resourceExhausted, "the queue is full", retryAfter: .seconds(1))
        #expect(Sysexit(status) == .temporaryFailure)
    }

    @Test(
        arguments: [
            (.noDaemon([.init(path: "s", problem: .missing)]), .unavailable),
            (.noDaemon([.init(path: "s", problem: .permissionDenied)]), .noPermission),
            (.goneAway(path: "s", status: Status(.unavailable)), .unavailable),
            (.connectionLost(path: "s", reason: "reset"), .unavailable),
            (.protocolViolation(path: "s", problem: "x"), .protocolError),
            (.unsendable(.oversizedMessage(callID: 1, byteCount: 2, limit: 1)), .dataError),
            (.deadlineExceeded(path: "s", timeout: .seconds(1)), .temporaryFailure),
            (.cancelled, .temporaryFailure), (.closed(path: "s"), .unavailable),
        ] as [(ClientError, Sysexit)]
    )
    func `every call without an answer has its exit status`(error: ClientError, exit: Sysexit) {
        #expect(Sysexit(error) == exit)
    }

    @Test func `the numbers are those of sysexits`() {
        let numbers: [Int32] = [0, 64, 65, 66, 69, 70, 73, 74, 75, 76, 77]
        #expect(Sysexit.allCases.map(\.rawValue) == numbers)
    }
}

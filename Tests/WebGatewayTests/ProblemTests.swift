import HTTPTypes
import Testing
import WebGateway
import Wire

@Suite struct `Problems in HTTP` {
    @Test func `have the status that gRPC's gateways give them`() {
        let numbers = StatusCode.allCases.map(\.httpStatus.code)
        #expect(
            numbers == [
                200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401,
            ]
        )
    }
}

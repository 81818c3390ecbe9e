import Serving
import Testing
import Wire

@Suite struct `a pending call` {
    @Test func `is unwanted once it is withdrawn`() {
        let call = PendingCall(accepted: .now) { _ in }
        #expect(call.reasonToStop(at: .now) == nil)
        call.withdraw()
        #expect(call.reasonToStop(at: .now)?.code == .cancelled)
    }

    @Test func `is unwanted from its deadline on`() {
        let now = ContinuousClock.now
        let call = PendingCall(accepted: now, deadline: now + .seconds(1)) { _ in }
        #expect(call.reasonToStop(at: now) == nil)
        #expect(call.reasonToStop(at: now + .milliseconds(999)) == nil)
        #expect(call.reasonToStop(at: now + .seconds(1))?.code == .deadlineExceeded)
    }
}

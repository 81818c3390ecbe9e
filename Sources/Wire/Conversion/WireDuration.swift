// How durations travel: as whole microseconds without a sign.
extension Duration {
    /// Reads microseconds; none is too many.
    init(microseconds: UInt64) {
        self.init(
            secondsComponent: Int64(microseconds / 1_000_000),
            attosecondsComponent: Int64(microseconds % 1_000_000) * 1_000_000_000_000
        )
    }

    /// The duration in microseconds, rounded up; less than none is none.
    var wireMicroseconds: UInt64 {
        guard self > .zero else { return 0 }
        let (seconds, attoseconds) = components
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000)
        let fraction = UInt64((attoseconds + 999_999_999_999) / 1_000_000_000_000)
        let (sum, carry) = whole.addingReportingOverflow(fraction)
        return overflow || carry ? .max : sum
    }
}

extension Duration? {
    /// Reads a time to wait, where 0 microseconds say nothing; at most ``Limits/wait``.
    init(waitMicroseconds: UInt64) {
        self =
            waitMicroseconds == 0 ? nil : min(Duration(microseconds: waitMicroseconds), Limits.wait)
    }

    /// The time to wait in microseconds: 0 for `nil`, and at least 1 for a time that is already over.
    var waitMicroseconds: UInt64 {
        map { Swift.max(1, $0.wireMicroseconds) } ?? 0
    }
}

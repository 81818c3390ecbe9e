import SecondOpinion
import Testing

@Suite struct `A hint about asking again` {
    private func hint(_ fields: [(String, String)], now: Double = 0) -> RetryHint {
        let fields = fields.map { HeaderField($0.0, $0.1) }
        return RetryHint(TransportReply(status: 429, fields: fields, body: []), now: now)
    }

    @Test func `is read from the fields that OpenAI's libraries go by`() {
        #expect(hint([]) == .none)
        #expect(
            hint([("Retry-After-Ms", "250"), ("retry-after", "9")]).after == .milliseconds(250)
        )
        #expect(hint([("Retry-After", "9")]).after == .seconds(9))
        #expect(hint([("retry-after", "1.5")]).after == .milliseconds(1500))
        #expect(hint([("x-should-retry", "true")]).shouldRetry == true)
        #expect(hint([("x-should-retry", "false")]).shouldRetry == false)
        #expect(hint([("x-should-retry", "maybe")]).shouldRetry == nil)
    }

    @Test func `may be a date, counted from the server's own clock if it tells`() {
        // 1445412480 s after 1970.
        let date = "Wed, 21 Oct 2015 07:28:00 GMT"
        #expect(hint([("retry-after", date)], now: 1_445_412_470).after == .seconds(10))
        #expect(
            hint(
                [("retry-after", date), ("date", "Wed, 21 Oct 2015 07:27:30 GMT")],
                now: 0
            ).after == .seconds(30)
        )
        #expect(hint([("retry-after", date)], now: 1_445_412_480).after == nil)
        #expect(hint([("retry-after", date)], now: 1_445_412_490).after == nil)
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:01 GMT", 1), ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
        ("Sun, 22 Nov 2026 12:00:00 GMT", 1_795_348_800),
        ("Thu, 31 Dec 2099 23:59:59 GMT", 4_102_444_799),
    ])
    func `dates are right over leap years`(text: String, seconds: Double) {
        #expect(hint([("retry-after", text)], now: seconds - 5).after == .seconds(5))
    }

    @Test(arguments: [
        "", "soon", "-1", "0", "1e-309", "nan", "inf", "-inf", "1e999", "Wed, 21 Oct 2015 07:28:00",
        "Wed, 21 Oct 2015 07:28 GMT", "21 Oct 2015", "Wed, 32 Oct 2015 07:28:00 GMT",
        "Wed, 21 Okt 2015 07:28:00 GMT", "Wed, 21 Oct 2015 24:28:00 GMT", "0x",
        "Wed, 21 Oct +015 07:28:00 GMT",
    ])
    func `that makes no sense is none`(text: String) {
        #expect(hint([("retry-after", text)], now: 0).after == nil)
    }

    @Test func `never asks for more than a day`() {
        #expect(hint([("retry-after", "1e300")]).after == .seconds(86_400))
    }
}

@Suite struct `The retry schedule` {
    private static let no = ServerText("No.", hiding: nil)
    private let schedule = RetrySchedule(retries: 2)

    private func pause(
        _ outcome: OpinionOutcome = .serverFailing(status: 500, message: no),
        hint: RetryHint = .none,
        retry: Int = 0,
        chance: Double = 0,
        timeLeft: Duration = .seconds(30)
    ) -> Duration? {
        schedule.pause(
            after: outcome,
            hint: hint,
            retry: retry,
            chance: chance,
            timeLeft: timeLeft
        )
    }

    @Test func `doubles its pauses up to eight seconds`() {
        let patient = RetrySchedule(retries: 100)
        let pauses = [0, 1, 2, 3, 4, 5, 99].map {
            patient.pause(
                after: .networkDown(reason: Self.no),
                hint: .none,
                retry: $0,
                chance: 0,
                timeLeft: .seconds(60)
            )
        }
        #expect(
            pauses == [
                .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(8),
                .seconds(8),
            ]
        )
    }

    @Test func `shortens them by up to a quarter`() throws {
        let shortest = try #require(pause(chance: 0.999_999_9))
        #expect(abs(shortest / .milliseconds(1) - 375) < 0.01)
        let middle = try #require(pause(chance: 0.5))
        #expect(abs(middle / .milliseconds(1) - 437.5) < 0.01)
    }

    @Test func `ends after two`() {
        #expect(pause(retry: 1) != nil)
        #expect(pause(retry: 2) == nil)
    }

    @Test func `waits as long as the server says, neither shorter nor beyond the deadline`() {
        let hint = RetryHint(after: .seconds(10), shouldRetry: nil)
        #expect(pause(hint: hint, chance: 0.9) == .seconds(10))
        #expect(pause(hint: hint, timeLeft: .seconds(11)) == .seconds(10))
        #expect(pause(hint: hint, timeLeft: .milliseconds(10_999)) == nil)
        #expect(pause(timeLeft: .milliseconds(1500)) != nil)
        #expect(pause(timeLeft: .milliseconds(1499)) == nil)
        #expect(pause(timeLeft: .seconds(-1)) == nil)
    }

    @Test func `asks again only where the failure may pass`() {
        for outcome in `An outcome`.all {
            let isOpen = if case .circuitOpen = outcome { true } else { false }
            #expect((pause(outcome) != nil) == (outcome.isRetryable && !isOpen), "\(outcome)")
        }
    }

    @Test func `obeys the server's word, but not against reason`() {
        let yes = RetryHint(after: nil, shouldRetry: true)
        let never = RetryHint(after: nil, shouldRetry: false)
        #expect(pause(hint: never) == nil)
        #expect(pause(.requestRefused(status: 400, message: Self.no), hint: yes) != nil)
        #expect(pause(.outOfQuota(message: Self.no), hint: yes) == nil)
        #expect(pause(.malformed(problem: Self.no), hint: yes) == nil)
        #expect(pause(.cancelled, hint: yes) == nil)
    }
}

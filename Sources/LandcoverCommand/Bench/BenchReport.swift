import AnswerJSON
package import Client
import Glibc
import PlainText

/// What `landcover bench` found out.
package struct BenchReport: Sendable {
    /// What was measured, and against whom.
    package struct Setting: Sendable {
        /// The load.
        package var plan: LoadPlan
        /// Different images that were sent in turn.
        package var images: Int
        /// The chance behind arrivals, mix and synthetic images.
        package var seed: UInt64
        /// How long the daemon had for each answer; nil for no limit.
        package var timeout: Duration?
        /// How often a failed call was sent again at the most.
        package var retries: Int
        /// The daemon's version.
        package var daemonVersion: String
        /// The model's name.
        package var model: String

        /// States a setting.
        package init(
            plan: LoadPlan,
            images: Int,
            seed: UInt64,
            timeout: Duration?,
            retries: Int,
            daemonVersion: String,
            model: String
        ) {
            self.plan = plan
            self.images = images
            self.seed = seed
            self.timeout = timeout
            self.retries = retries
            self.daemonVersion = daemonVersion
            self.model = model
        }
    }

    // What a late timer and a busy core cost without the client being overloaded.
    private static let tolerableLateness = Duration.milliseconds(20)

    /// What was measured, and against whom.
    package let setting: Setting

    /// The calls.
    package let account: LoadAccount

    /// How long was measured.
    package let time: Duration

    /// The bytes of the whole run, warm-up included.
    package let traffic: Traffic

    /// Connections that took a lost one's place.
    package let reconnections: Int

    /// Calls that were sent again, warm-up included.
    package let retries: Int

    /// States what was found out.
    package init(
        setting: Setting,
        account: LoadAccount,
        time: Duration,
        traffic: Traffic = Traffic(),
        reconnections: Int = 0,
        retries: Int = 0
    ) {
        self.setting = setting
        self.account = account
        self.time = time
        self.traffic = traffic
        self.reconnections = reconnections
        self.retries = retries
    }

    /// So many a second of the measured time; 0 if nothing was measured.
    package func perSecond(_ count: Int) -> Double {
        time > .zero ? Double(count) / (time / .seconds(1)) : 0
    }

    /// Whether an open loop's calls started when they should; nil for a closed loop.
    package var keptUp: Bool? {
        guard case .open = setting.plan.loop else { return nil }
        return account.measurements.lateness.quantile(0.99)
            <= Self.tolerableLateness.wholeMicroseconds
    }

    /// How the run ends: by signal as a shell tells it, by who is gone, by what failed, or well.
    package var exitStatus: Int32 {
        switch account.ending {
        case .interrupted(let signal): return 128 + signal
        case .daemonGone: return Sysexit.unavailable.rawValue
        case .finished: break
        }
        let ends = account.measurements.ends
        let failures = Set(ends.filter { $0.end.verdict == .failed }.map(\.end.exitStatus))
        if let worst = Self.severity.first(where: failures.contains) { return worst.rawValue }
        let isAnswered = account.measurements.calls(.answered) > 0
        return isAnswered ? EXIT_SUCCESS : Sysexit.temporaryFailure.rawValue
    }

    /// What a person should know beside the figures, a sentence each.
    package var remarks: [String] {
        var remarks: [String] = []
        switch account.ending {
        case .finished: break
        case .interrupted: remarks.append("interrupted; the figures are of the time until then")
        case .daemonGone:
            let patience = FixedPoint.text(setting.plan.patience / .seconds(1), places: 1)
            remarks.append("no daemon answered for \(patience) s, so the run was given up")
        }
        let measurements = account.measurements
        if measurements.ends.isEmpty { remarks.append("no call ended after the warm-up") }
        if keptUp == false {
            let late = FixedPoint.text(
                Double(measurements.lateness.quantile(0.99)) / 1000,
                places: 1
            )
            remarks.append(
                "this client could not keep up: one call in a hundred started \(late) ms late or "
                    + "later, which its latency includes; ask for a lower --rate or more --connections"
            )
        }
        return remarks
    }

    // What points at a fault comes before what points at the load.
    private static let severity: [Sysexit] = [
        .software, .protocolError, .unavailable, .noPermission, .dataError, .usage, .noInput,
        .temporaryFailure,
    ]
}

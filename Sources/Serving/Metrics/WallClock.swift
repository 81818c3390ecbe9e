import Glibc

extension Duration {
    /// The time since 1970-01-01 00:00 UTC.
    package static var sinceEpoch: Duration {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
    }
}

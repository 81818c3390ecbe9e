package import Landcover

/// The end of a call.
package struct Response: Hashable, Sendable {
    /// What was found out.
    package enum Result: Hashable, Sendable {
        /// Answers ``Request/Method/classify(_:)``.
        case classification(Classification)
        /// Answers ``Request/Method/explain(_:)``; at least one explanation.
        case explanations([Explanation], image: ImageSummary)
        /// Answers ``Request/Method/compare(_:)``.
        case comparison(Comparison)
        /// Answers ``Request/Method/health(service:)``.
        case health(ServingStatus)
        /// Answers ``Request/Method/status``.
        case report(StatusReport)
        /// Answers ``Request/Method/describe``: a serialised `google.protobuf.FileDescriptorSet`.
        case description(fileDescriptorSet: [UInt8])
        /// Answers ``Request/Method/reload(_:)``: the model that answers now.
        case reloaded(ModelReport)
        /// Answers ``Request/Method/metrics``: Prometheus' text format.
        case metrics(String)
        /// Answers ``Request/Method/opinion(image:)``.
        case opinion(OpinionReport)
        /// Answers ``Request/Method/plan(image:)``.
        case plan(OpinionPlan)
    }

    /// How the call ended.
    package let status: Status

    /// Where its time went.
    package let timing: Timing

    /// The answer; `nil` unless the status is OK.
    package let result: Result?

    /// States the answer to a call that went well.
    package init(_ result: Result, timing: Timing = Timing()) {
        self.init(status: .ok, timing: timing, result: result)
    }

    /// States why a call has no answer.
    package init(_ status: Status, timing: Timing = Timing()) {
        self.init(status: status, timing: timing, result: nil)
    }

    /// States how a call ended.
    package init(status: Status, timing: Timing, result: Result?) {
        self.status = status
        self.timing = timing
        self.result = result
    }
}

/// Where a call's time went in the daemon, in whole microseconds on the wire.
package struct Timing: Hashable, Sendable {
    /// Waiting for a worker.
    package var queue: Duration

    /// From image file to tensor.
    package var decode: Duration

    /// In the network.
    package var compute: Duration

    /// From the network's output to the answer, drawing included.
    package var encode: Duration

    /// States a split; stages that the call did not reach took no time.
    package init(
        queue: Duration = .zero,
        decode: Duration = .zero,
        compute: Duration = .zero,
        encode: Duration = .zero
    ) {
        self.queue = queue
        self.decode = decode
        self.compute = compute
        self.encode = encode
    }
}

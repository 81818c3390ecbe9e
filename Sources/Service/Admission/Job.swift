package import Serving
package import Wire

/// A call that waits for a worker, or is with one.
package struct Job: Sendable {
    /// What is to be computed.
    package enum Work: Sendable {
        /// Classify an image.
        case classify(ClassifyRequest)
        /// Explain classes of an image.
        case explain(ExplainRequest)
        /// Classify the daemon's own image, to see that the worker does.
        case selfTest
    }

    /// Who waits.
    package let call: PendingCall

    /// What is to be computed.
    package let work: Work

    /// The connection it came from, in whose turn it is computed.
    package let client: ClientID

    /// Describes a job.
    package init(_ work: Work, from client: ClientID, for call: PendingCall) {
        self.work = work
        self.client = client
        self.call = call
    }
}

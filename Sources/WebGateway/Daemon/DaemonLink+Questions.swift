import Landcover
import Wire

extension DaemonLink {
    /// What is on an image.
    func classify(
        _ image: [UInt8],
        topK: Int = 0,
        id: String = ""
    ) async throws(Problem) -> (classification: Classification, timing: Timing) {
        let answer = try await call(.classify(ClassifyRequest(image: image, topK: topK)), id: id)
        guard case .classification(let classification) = answer.result else {
            throw .strangeAnswer
        }
        return (classification, answer.timing)
    }

    /// Where on an image the evidence is.
    func explain(
        _ request: ExplainRequest,
        id: String
    ) async throws(Problem) -> (explanations: [Explanation], image: ImageSummary, timing: Timing) {
        let answer = try await call(.explain(request), id: id)
        guard case .explanations(let explanations, let image) = answer.result else {
            throw .strangeAnswer
        }
        return (explanations, image, answer.timing)
    }

    /// What the daemon and another model say is on an image.
    func compare(
        _ image: [UInt8],
        timeout: Duration,
        id: String
    ) async throws(Problem) -> (comparison: Comparison, timing: Timing) {
        let question = ClassifyRequest(image: image)
        let answer = try await call(.compare(question), timeout: timeout, id: id)
        guard case .comparison(let comparison) = answer.result else { throw .strangeAnswer }
        return (comparison, answer.timing)
    }

    /// What the daemon is, and how it is doing.
    func status() async throws(Problem) -> StatusReport {
        guard case .report(let report) = try await call(.status).result else {
            throw .strangeAnswer
        }
        return report
    }

    /// What the daemon has counted, as Prometheus' text.
    func metrics() async throws(Problem) -> String {
        guard case .metrics(let text) = try await call(.metrics).result else {
            throw .strangeAnswer
        }
        return text
    }

    /// Returns if the daemon's model will answer.
    func checkReadiness() async throws(Problem) {
        let answer = try await call(.health(service: ServiceName.landcover), timeout: .seconds(2))
        guard case .health(let status) = answer.result else { throw .strangeAnswer }
        guard status == .serving else {
            throw Problem(
                Status(
                    .unavailable,
                    "the daemon is there and not ready; try again in a moment",
                    retryAfter: .seconds(1)
                )
            )
        }
    }
}

package import Landcover

/// One question to the daemon.
package struct Request: Hashable, Sendable {
    /// What is asked.
    package enum Method: Hashable, Sendable {
        /// What is on this image?
        case classify(ClassifyRequest)
        /// Where on this image is the evidence for a class?
        case explain(ExplainRequest)
        /// What do this daemon and another model say is on this image?
        case compare(ClassifyRequest)
        /// Will the service of this name answer? See ``ServiceName``.
        case health(service: String)
        /// What is this daemon, and how is it doing?
        case status
        /// What does the protocol look like?
        case describe
        /// Serve another model, or the same file anew.
        case reload(ReloadRequest)
        /// What has the daemon counted and measured?
        case metrics
        /// What does another model say is on this image? Of `landcover-opinion`.
        case opinion(image: [UInt8])
        /// What would ``opinion(image:)`` send, and cost?
        case plan(image: [UInt8])
        /// Something this version does not know, or nothing: to be answered `UNIMPLEMENTED`.
        case unknown
    }

    /// The client's own name for the call, for logs; at most ``Limits/requestIDBytes`` of UTF-8.
    package let id: String

    /// How long the client will wait, queueing included; `nil` sets no limit.
    ///
    /// Carried in whole microseconds, rounded up; at most a day.
    package let timeout: Duration?

    /// What is asked.
    package let method: Method

    /// States a request.
    package init(id: String = "", timeout: Duration? = nil, method: Method) {
        self.id = id
        self.timeout = timeout
        self.method = method
    }
}

extension Request.Method {
    /// The method's name in the protocol: what logs and counters call it.
    package var name: String {
        switch self {
        case .classify: "classify"
        case .explain: "gradcam"
        case .compare: "compare"
        case .health: "health"
        case .status: "status"
        case .describe: "describe"
        case .reload: "reload"
        case .metrics: "metrics"
        case .opinion: "opinion"
        case .plan: "plan"
        case .unknown: "unknown"
        }
    }
}

/// Asks for the classes of an image, alone or beside another model's opinion.
package struct ClassifyRequest: Hashable, Sendable {
    /// A JPEG or PNG file, whole; not empty.
    package let image: [UInt8]

    /// How many classes to return, the likeliest first; 0 returns all.
    package let topK: Int

    /// States the question.
    package init(image: [UInt8], topK: Int = 0) {
        self.image = image
        self.topK = topK
    }
}

/// Asks for Grad-CAM heatmaps of an image.
package struct ExplainRequest: Hashable, Sendable {
    /// A JPEG or PNG file, whole; not empty.
    package let image: [UInt8]

    /// The class or classes to explain.
    package let target: ExplanationTarget

    /// How the heatmap is drawn.
    package let style: HeatmapStyle

    /// States the question.
    package init(
        image: [UInt8],
        target: ExplanationTarget = .predicted,
        style: HeatmapStyle = HeatmapStyle()
    ) {
        self.image = image
        self.target = target
        self.style = style
    }
}

/// Asks for another model to be served.
package struct ReloadRequest: Hashable, Sendable {
    /// The checkpoint's file on the daemon's machine, an absolute path; nil reads the present one
    /// again.
    package let modelPath: String?

    /// Whether the answer comes at once, before anything is known of the new model.
    package let isInBackground: Bool

    /// States the question.
    package init(modelPath: String? = nil, isInBackground: Bool = false) {
        self.modelPath = modelPath
        self.isInBackground = isInBackground
    }
}

import Glibc
import OneDNN
import ResNet
import Serving
import Synchronization
import Wire

/// One generation of the model: ready to answer, with an engine for every way to share the cores.
///
/// The workers compute with it until another takes its place; it is freed with the last job that
/// began on it. All engines read one copy of the weights where their kernels agree on the layout.
final class ServedModel: Sendable {
    /// Where loading has got to.
    enum Stage: String, Sendable {
        /// The file is read and checked.
        case reading
        /// Kernels are chosen and the weights brought into their layouts.
        case compiling
        /// Every engine answers a few times.
        case warming = "warming up"
    }

    /// The cores that compute, and how jobs share them.
    struct Team: Hashable, Sendable {
        /// Cores.
        let cores: Int
        /// Whose engines are wanted.
        let schedule: WorkerSchedule
    }

    /// The model as clients see it.
    let report: ModelReport

    /// Computes on all cores; nil if no job ever gets them.
    private let wide: EngineSeat?

    /// Each computes on one core; none if no job is ever given one.
    private let narrow: [EngineSeat]

    /// Loads a model and tries it, through the same code as every request.
    ///
    /// - Parameters:
    ///   - path: The checkpoint.
    ///   - generation: The model's number.
    ///   - team: The cores.
    ///   - entering: Told of each stage as it begins.
    /// - Throws: ``UnservableModel`` when it cannot be served.
    init(
        path: String,
        generation: UInt64,
        team: Team,
        entering: (Stage) -> Void = { _ in }
    ) throws(UnservableModel) {
        do throws(ModelError) {
            entering(.reading)
            let checkpoint = try Checkpoint(path: path)
            let metadata = try checkpoint.modelMetadata()
            entering(.compiling)
            var weights: NetworkWeights?
            var report: ModelReport?
            func seat(threads: Int) throws(ModelError) -> EngineSeat {
                let classifier = try Classifier(
                    checkpoint,
                    metadata: metadata,
                    threads: threads,
                    sharing: weights
                )
                weights = weights ?? classifier.weights
                report =
                    report
                    ?? ModelReport(
                        classifier,
                        path: path,
                        byteCount: checkpoint.byteCount,
                        generation: generation
                    )
                return EngineSeat(InferenceEngine(classifier))
            }
            let shares = team.schedule.shares
            wide = shares.contains(.everyCore) ? try seat(threads: team.cores) : nil
            var narrow: [EngineSeat] = []
            if shares.contains(.oneCore) {
                for _ in 0..<team.schedule.workerCount { narrow.append(try seat(threads: 1)) }
            }
            self.narrow = narrow
            guard let report else { preconditionFailure("a team has an engine") }
            self.report = report
        } catch {
            throw UnservableModel(reason: error.description)
        }
        entering(.warming)
        for seat in [wide].compactMap(\.self) + narrow {
            do throws(StatusError) {
                try seat.warmUp()
            } catch {
                throw UnservableModel(reason: error.status.message)
            }
        }
        // The file's tensors were copied piece by piece; what that took goes back to the system.
        HeapMemory.returnToSystem()
    }

    /// Answers a job.
    ///
    /// - Parameters:
    ///   - assignment: The job, and the cores for it.
    ///   - worker: Who does it: the caller's thread is its own.
    ///   - progress: Called at each stage.
    /// - Returns: The answer, whose status says how it went.
    func answer(
        _ assignment: Dispatcher.Assignment,
        worker: Int,
        progress: @escaping @Sendable (ContinuousClock.Instant) -> Void
    ) -> Response {
        let seat =
            switch assignment.share {
            case .everyCore: wide
            case .oneCore: narrow[worker]
            }
        guard let seat else { preconditionFailure("a share that is given has an engine") }
        return seat.answer(assignment.job, progress: progress)
    }
}

/// An engine that one worker at a time computes with.
private final class EngineSeat: Sendable {
    // Workers do not compete for it: the lock only shows the compiler that they take turns.
    private let engine: Mutex<InferenceEngine>

    init(_ engine: consuming sending InferenceEngine) {
        self.engine = Mutex(engine)
    }

    func warmUp() throws(StatusError) {
        try engine.withLock { engine throws(StatusError) in try engine.warmUp() }
    }

    func answer(
        _ job: Job,
        progress: @escaping @Sendable (ContinuousClock.Instant) -> Void
    ) -> Response {
        engine.withLock { $0.answer(job, progress: progress) }
    }
}

extension ModelReport {
    /// A model is called what its file is called, without folder and ending.
    private static func name(ofFile path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        return String(file.prefix(upTo: file.lastIndex(of: ".") ?? file.endIndex))
    }

    /// Describes a model that was just loaded.
    fileprivate init(
        _ classifier: borrowing Classifier,
        path: String,
        byteCount: Int,
        generation: UInt64
    ) {
        let metadata = classifier.metadata
        self.init(
            name: Self.name(ofFile: path),
            path: path,
            classes: metadata.classNames,
            inputSide: metadata.inputSide,
            precision: classifier.precision.rawValue,
            temperature: metadata.temperature,
            metadata: metadata.provenance.sorted { $0.key < $1.key }.map {
                Entry(key: $0.key, value: $0.value)
            }
        )
        self.generation = generation
        loaded = .sinceEpoch
        fileBytes = UInt64(clamping: byteCount)
    }
}

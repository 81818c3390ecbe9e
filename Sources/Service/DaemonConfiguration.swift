package import Serving

/// Everything about a daemon that somebody may want to choose.
package struct DaemonConfiguration: Hashable, Sendable {
    /// Where it listens.
    package var address: ListeningAddress

    /// What its clients may take of it.
    package var limits = ServerLimits()

    /// The `.safetensors` file of the model.
    package var modelPath: String

    /// Where `landcover-opinion` may answer.
    package var opinionPath = ""

    /// The cores that compute.
    package var threads: Int

    /// How calls share the cores.
    package var parallelism = WorkerSchedule.Parallelism.adaptive

    /// Calls that may wait for a worker.
    package var queueCapacity = 256

    /// States a configuration with the usual limits.
    package init(address: ListeningAddress, modelPath: String, threads: Int) {
        self.address = address
        self.modelPath = modelPath
        self.threads = threads
    }
}

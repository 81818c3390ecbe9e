import ArgumentParser
import enum OneDNN.ComputeThreads

/// Times the network alone, for `scripts/bench`, which sets it beside its peers.
struct NetworkBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time the network alone.",
        subcommands: [Infer.self, Train.self],
        defaultSubcommand: Infer.self
    )
}

ComputeThreads.sleepSoonWhileWaiting()
NetworkBenchmark.main()

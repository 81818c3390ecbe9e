/// How a model came about: one run, or several of which each went on with the weights of the one
/// before (`fit --init`).
package struct TrainingCourse: Hashable, Sendable {
    /// An epoch and the run that it belongs to.
    struct Position: Hashable, Sendable {
        /// The run's place among the runs, counted from 1.
        let run: Int
        /// The epoch, counted through all runs from 1.
        let epoch: TrainingEpoch
    }

    /// The runs, first to last; there is at least one.
    package let runs: [TrainingHistory]

    /// States the course of a training.
    ///
    /// - Precondition: There is a run.
    package init(_ runs: [TrainingHistory]) {
        precondition(!runs.isEmpty, "a training has a run")
        self.runs = runs
    }

    /// The epochs of all runs in their order, counted on from run to run.
    package var epochs: [TrainingEpoch] { positions.map(\.epoch) }

    /// The epochs with their runs.
    var positions: [Position] {
        var positions: [Position] = []
        for (index, run) in runs.enumerated() {
            let before = positions.last?.epoch.epoch ?? 0
            positions += run.epochs.map { epoch in
                var epoch = epoch
                epoch.epoch += before
                return Position(run: index + 1, epoch: epoch)
            }
        }
        return positions
    }
}

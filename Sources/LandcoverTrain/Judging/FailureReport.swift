import ArgumentParser
import Datasets
import Evaluation
import Glibc
import ImageCodecs
import ResNet
import Training

/// Runs a command that makes or judges a model; a failure of data, model or output becomes a sentence on
/// standard error and an exit code of `sysexits.h`.
func reportingFailures(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch {
        guard let code = exitCode(of: error) else { throw error }
        complain("\(error)")
        throw ExitCode(code)
    }
}

/// What kind of failure it is; nil for one that is not of these modules.
private func exitCode(of error: any Error) -> Int32? {
    switch error {
    case ModelError.kernel, TrainingError.kernel: EX_OSERR
    case TrainingError.checkpoint: EX_IOERR
    case TrainingError.recipe: EX_USAGE
    case is TrainingError: EX_DATAERR
    case is ModelError, is DatasetError, is EvaluationError, is ImageError: EX_DATAERR
    case is UnreadableHistory, is NoCurves, is UnequalModels: EX_DATAERR
    case is OutputFailure: EX_CANTCREAT
    default: nil
    }
}

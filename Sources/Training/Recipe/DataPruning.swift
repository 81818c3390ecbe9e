/// Leaves out, in each epoch anew, a share of the images that the network already answers well.
///
/// This is InfoBatch (Qin and others 2023, "Lossless training speed up by unbiased dynamic data
/// pruning"): an image whose last loss was below the mean of all is left out with a probability `r`, or counts
/// `1 / (1 − r)` times if it is kept, so that an epoch's gradients keep their expectation. Towards
/// the end of the run nothing is left out.
package struct DataPruning: Hashable, Sendable {
    /// `r`, from 0 to less than 1.
    package var probability: Float
    /// The share of the run's epochs in which images are left out, 0…1; InfoBatch's is 7/8.
    package var until: Double

    /// States a pruning.
    package init(probability: Float, until: Double = 0.875) {
        self.probability = probability
        self.until = until
    }

    /// Whether images are left out in an epoch, counted from 0, of a run of `epochs`.
    package func applies(inEpoch epoch: Int, of epochs: Int) -> Bool {
        Double(epoch) < (Double(epochs) * until).rounded(.down)
    }
}

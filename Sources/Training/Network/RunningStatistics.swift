import OneDNN
import ResNet

/// The running averages of one batch normalisation's statistics, which the network uses when it no
/// longer learns.
///
/// `running ← (1 − m) · running + m · batch` with momentum m = 0.1, the batch's variance made
/// unbiased by `n / (n − 1)`, as PyTorch's `BatchNorm2d` does. Where a batch is computed in shards,
/// each is normalised by its own statistics, and the running averages move to the shards' mean.
final class RunningStatistics {
    /// The running mean's name and shape.
    let meanParameter: Parameter
    /// The running variance's name and shape.
    let varianceParameter: Parameter
    /// The running mean of the value's network.
    let mean: Memory
    /// The running variance of the value's network.
    let variance: Memory
    /// The running mean of the averaged weights' network.
    let averageMean: Memory
    /// The running variance of the averaged weights' network.
    let averageVariance: Memory

    private let shards: [BatchStatistics]
    private static let momentum: Float = 0.1

    /// Allocates the statistics of `layer`, whose shards measure `shards`.
    init(
        _ layer: ConvolutionLayer,
        of shards: [BatchStatistics],
        on engine: Engine
    ) throws(DNNLError) {
        meanParameter = layer.mean
        varianceParameter = layer.variance
        self.shards = shards
        let vector = try MemoryDescriptor(shape: layer.mean.shape, layout: .vector)
        mean = try Memory(vector, on: engine)
        variance = try Memory(vector, on: engine)
        averageMean = try Memory(vector, on: engine)
        averageVariance = try Memory(vector, on: engine)
    }

    /// Moves the running averages towards the last batch.
    func update() {
        for (index, shard) in shards.enumerated() {
            // The first shard's step keeps 1 − m of the past, and each adds its part of m.
            let part = Self.momentum / Float(shards.count)
            let kept = index == 0 ? 1 - Self.momentum : 1
            Self.accumulate(mean, keeping: kept, shard.mean, times: part)
            Self.accumulate(variance, keeping: kept, shard.variance, times: part * shard.unbiasing)
        }
    }

    /// Moves the averaged network's statistics towards the running ones by the share `weight`.
    func average(weight: Float) {
        Self.accumulate(averageMean, keeping: 1 - weight, mean, times: weight)
        Self.accumulate(averageVariance, keeping: 1 - weight, variance, times: weight)
    }

    private static func accumulate(
        _ sum: Memory,
        keeping kept: Float,
        _ value: Memory,
        times factor: Float
    ) {
        sum.withFloats { sum in
            value.withFloats { value in
                for index in sum.indices {
                    sum[index] = kept * sum[index] + factor * value[index]
                }
            }
        }
    }
}

/// The statistics of one batch normalisation over the last batch, or over a shard's part of it.
final class BatchStatistics {
    /// The mean of each channel.
    let mean: Memory
    /// The biased variance of each channel.
    let variance: Memory
    /// What makes the variance unbiased.
    let unbiasing: Float

    /// Allocates statistics of `channels` channels over `sampleCount` elements each.
    init(channels: Int, sampleCount: Int, on engine: Engine) throws(DNNLError) {
        let vector = try MemoryDescriptor(shape: [channels], layout: .vector)
        mean = try Memory(vector, on: engine)
        variance = try Memory(vector, on: engine)
        unbiasing = sampleCount > 1 ? Float(sampleCount) / Float(sampleCount - 1) : 1
    }
}

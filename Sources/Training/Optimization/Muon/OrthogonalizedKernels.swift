import OneDNN
import ResNet

/// All kernels that move along their orthogonalised momentum, divided among the cores.
///
/// Each core has working memory of its own and one thread. What a kernel becomes does not depend on how
/// they are divided.
final class OrthogonalizedKernels {
    /// What one thread does.
    private final class Worker {
        let kernels: [OrthogonalizedKernel]
        var orthogonalization: Orthogonalization

        init(_ kernels: [OrthogonalizedKernel], _ orthogonalization: Orthogonalization) {
            self.kernels = kernels
            self.orthogonalization = orthogonalization
        }
    }

    private let workers: [Worker]
    private let engine: Engine

    /// Prepares those of `parameters` that are kernels of hidden layers.
    ///
    /// - Throws: ``DNNLError`` when memory is short.
    init(_ parameters: [TrainedParameter], on engine: Engine) throws(DNNLError) {
        let kernels = parameters.filter { OrthogonalizedKernel.applies(to: $0.parameter) }
        let shares = Self.divide(kernels, among: ComputeThreads.count)
        workers = try ComputeThreads.withTeam(of: 1) { () throws(DNNLError) in
            var workers: [Worker] = []
            for share in shares where !share.isEmpty {
                workers.append(try Self.worker(for: share, on: engine))
            }
            return workers
        }
        self.engine = engine
    }

    /// Takes one step with all of them; see ``OrthogonalizedKernel``.
    ///
    /// - Throws: ``DNNLError`` when oneDNN refuses.
    func step(
        _ optimizer: StochasticGradientDescent,
        gradientScale: Float,
        reach: Float
    ) throws(DNNLError) {
        let results = concurrentMap(workers.count) { index in
            ComputeThreads.withTeam(of: 1) {
                Result { () throws(DNNLError) in
                    let worker = workers[index]
                    let stream = try ExecutionStream(on: engine)
                    for kernel in worker.kernels {
                        try kernel.step(
                            optimizer,
                            gradientScale: gradientScale,
                            reach: reach,
                            with: &worker.orthogonalization,
                            on: stream
                        )
                    }
                }
            }
        }
        for result in results { try result.get() }
    }

    private static func worker(
        for kernels: [TrainedParameter],
        on engine: Engine
    ) throws(DNNLError) -> Worker {
        let largest = kernels.map(\.parameter.count).max() ?? 0
        let buffer = try AlignedBuffer(byteCount: largest * MemoryLayout<Float>.stride)
        let shapes = kernels.map { OrthogonalizedKernel.matrixShape(of: $0.parameter) }
        var prepared: [OrthogonalizedKernel] = []
        for kernel in kernels {
            prepared.append(try OrthogonalizedKernel(kernel, in: buffer, on: engine))
        }
        return Worker(
            prepared,
            Orthogonalization(
                rows: min(OrthogonalizedKernel.blockRows, shapes.map(\.rows).max() ?? 0),
                columns: shapes.map(\.columns).max() ?? 0
            )
        )
    }

    /// Divides kernels into lists of about the same work: the largest first, each to who has least.
    private static func divide(
        _ kernels: [TrainedParameter],
        among count: Int
    ) -> [[TrainedParameter]] {
        func work(_ kernel: TrainedParameter) -> Int {
            let (rows, columns) = OrthogonalizedKernel.matrixShape(of: kernel.parameter)
            return min(rows, OrthogonalizedKernel.blockRows) * rows * columns
        }
        var shares = [[TrainedParameter]](repeating: [], count: count)
        var loads = [Int](repeating: 0, count: count)
        for kernel in kernels.sorted(by: { work($0) > work($1) }) {
            guard let least = loads.indices.min(by: { loads[$0] < loads[$1] }) else { break }
            shares[least].append(kernel)
            loads[least] += work(kernel)
        }
        return shares
    }
}

import ResNet
import TestSupport
import Testing
import Training

/// Kernels that move along their orthogonalised momentum.
@Suite struct `Muon` {
    @Test(arguments: [(4, 4), (12, 40), (64, 65), (1, 9)])
    func `orthogonalising is the iteration of Newton and Schulz`(rows: Int, columns: Int) throws {
        let matrix = SeededParameters.uniform("matrix", count: rows * columns, -3, 3)
        var values = matrix
        var span = values.mutableSpan
        var orthogonalization = Orthogonalization(rows: rows, columns: columns)
        try orthogonalization.apply(to: &span, rows: 0..<rows, columns: columns)
        let expected = Self.orthogonalized(matrix.map(Double.init), rows: rows, columns: columns)
        for (value, reference) in zip(values, expected) {
            #expect(abs(Double(value) - reference) <= 1e-4)
        }
    }

    @Test func `directions that a matrix hardly has count like its largest`() throws {
        // Its singular values: a hundredth to one.
        let sizes: [Float] = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01]
        var values = [Float](repeating: 0, count: sizes.count * 10)
        for (row, size) in sizes.enumerated() { values[row * 10 + row] = size }
        var span = values.mutableSpan
        var orthogonalization = Orthogonalization(rows: sizes.count, columns: 10)
        try orthogonalization.apply(to: &span, rows: 0..<sizes.count, columns: 10)
        for row in sizes.indices {
            for column in 0..<10 {
                let value = values[row * 10 + column]
                #expect(row == column ? (0.6...1.3).contains(value) : abs(value) < 1e-6)
            }
        }
    }

    @Test func `other rows stay as they are, and zeros remain zeros`() throws {
        let matrix = SeededParameters.uniform("matrix", count: 9 * 5, -3, 3)
        var values = matrix
        for index in 3 * 5..<6 * 5 { values[index] = 0 }
        let before = values
        var span = values.mutableSpan
        var orthogonalization = Orthogonalization(rows: 4, columns: 8)
        try orthogonalization.apply(to: &span, rows: 3..<6, columns: 5)
        #expect(values == before)
        span = values.mutableSpan
        try orthogonalization.apply(to: &span, rows: 6..<9, columns: 5)
        #expect(values[..<30] == before[..<30])
        let expected = Self.orthogonalized(before[30...].map(Double.init), rows: 3, columns: 5)
        for (value, reference) in zip(values[30...], expected) {
            #expect(abs(Double(value) - reference) <= 1e-4)
        }
    }

    /// The second network has kernels of more rows than a block has.
    @Test(arguments: [("1-1-1-1/16", 3), ("1-1-1-1/40", 1)])
    func `kernels move by a share of their norm, which stays, and all else as it does without`(
        size: String,
        steps: Int
    ) throws {
        let architecture = Architecture(classCount: 3, size: try #require(NetworkSize(size)))
        let optimizer = StochasticGradientDescent(
            momentum: 0.5,
            weightDecay: 0.01,
            clipNorm: 1,
            muonShare: 0.2
        )
        var plain = optimizer
        plain.muonShare = nil
        let orthogonal = try Self.network(architecture, orthogonalizes: true)
        let other = try Self.network(architecture, orthogonalizes: false)
        var momentum: [String: [Double]] = [:]
        for _ in 0..<steps {
            let before = try orthogonal.parameters(as: .value)
            try other.load(before, as: .value)
            let norm = try Self.computeGradients(orthogonal)
            _ = try Self.computeGradients(other)
            let gradients = try orthogonal.gradients()
            try orthogonal.step(optimizer, learningRate: 0.5, gradientNorm: norm)
            try other.step(plain, learningRate: 0.5, gradientNorm: norm)
            let after = try orthogonal.parameters(as: .value)
            let without = try other.parameters(as: .value)
            for parameter in architecture.parameters where !parameter.name.contains("running_") {
                let value = try after.values(of: parameter)
                guard parameter.shape.count == 4, parameter.shape[1] != 3 else {
                    #expect(try value == without.values(of: parameter), "\(parameter.name)")
                    continue
                }
                let scale = min(1, 1 / (Double(norm) + 1e-6))
                let gradient = try gradients.values(of: parameter).map { Double($0) * scale }
                let last = momentum[parameter.name] ?? gradient.map { _ in 0 }
                let velocity = zip(last, gradient).map { 0.5 * $0 + $1 }
                momentum[parameter.name] = velocity
                let expected = Self.moved(
                    try before.values(of: parameter).map(Double.init),
                    along: zip(gradient, velocity).map { $0 + 0.5 * $1 },
                    by: 0.1,
                    outputs: parameter.shape[0]
                )
                let limit = 1e-3 * Self.norm(expected) / Double(expected.count).squareRoot()
                for (element, reference) in zip(value, expected) {
                    #expect(abs(Double(element) - reference) <= limit, "\(parameter.name)")
                }
            }
        }
    }

    // MARK: The rule, written once more

    /// `p − reach ‖p‖ / √r · d`, scaled to `‖p‖`; kernels are orthogonalised as the matrix that is at
    /// least as wide as high, 256 rows at a time.
    private static func moved(
        _ kernel: [Double],
        along direction: [Double],
        by reach: Double,
        outputs: Int
    ) -> [Double] {
        let width = kernel.count / outputs
        let isWide = width >= outputs
        let (rows, columns) = isWide ? (outputs, width) : (width, outputs)
        var matrix = isWide ? direction : transposed(direction, rows: outputs)
        for start in stride(from: 0, to: rows, by: 256) {
            let block = start * columns..<min(start + 256, rows) * columns
            matrix.replaceSubrange(
                block,
                with: orthogonalized(
                    Array(matrix[block]),
                    rows: block.count / columns,
                    columns: columns
                )
            )
        }
        let orthogonal = isWide ? matrix : transposed(matrix, rows: rows)
        let factor = reach * norm(kernel) / Double(rows).squareRoot()
        let moved = zip(kernel, orthogonal).map { $0 - factor * $1 }
        let correction = norm(kernel) / norm(moved)
        return moved.map { $0 * correction }
    }

    private static func orthogonalized(
        _ matrix: [Double],
        rows: Int,
        columns: Int
    ) -> [Double] {
        let size = max(norm(matrix), 1e-20)
        var x = matrix.map { $0 / size }
        for _ in 0..<5 {
            let gram = product(x, transposed(x, rows: rows), rows: rows)
            let square = product(gram, gram, rows: rows)
            let first = product(gram, x, rows: rows)
            let second = product(square, x, rows: rows)
            x = x.indices.map { 3.4445 * x[$0] - 4.7750 * first[$0] + 2.0315 * second[$0] }
        }
        return x
    }

    private static func product(_ a: [Double], _ b: [Double], rows: Int) -> [Double] {
        let depth = a.count / rows
        let columns = b.count / depth
        var result = [Double](repeating: 0, count: rows * columns)
        for row in 0..<rows {
            for inner in 0..<depth {
                let factor = a[row * depth + inner]
                for column in 0..<columns {
                    result[row * columns + column] += factor * b[inner * columns + column]
                }
            }
        }
        return result
    }

    private static func transposed(_ matrix: [Double], rows: Int) -> [Double] {
        let columns = matrix.count / rows
        return (0..<matrix.count).map { matrix[$0 % rows * columns + $0 / rows] }
    }

    private static func norm(_ values: [Double]) -> Double {
        values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    // MARK: Networks

    private static func network(
        _ architecture: Architecture,
        orthogonalizes: Bool
    ) throws -> TrainingNetwork {
        let network = try TrainingNetwork(
            architecture,
            configuration: .init(
                inputSide: 32,
                batch: 8,
                shards: 2,
                orthogonalizes: orthogonalizes
            )
        )
        try network.load(SeededParameters(), as: .value)
        return network
    }

    private static func computeGradients(_ network: borrowing TrainingNetwork) throws -> Float {
        network.withInput { input in
            for element in input.indices { input[element] = Float(element * 7 % 255) / 128 - 1 }
        }
        let targets = Targets(labels: (0..<8).map { $0 % 3 }, classCount: 3)
        return try network.computeGradients(targets).gradientNorm
    }
}

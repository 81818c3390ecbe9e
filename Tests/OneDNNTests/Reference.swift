/// Plain loops over row-major arrays: what each primitive is held against.
enum Reference {
    /// `out[n, o, y, x] = b[o] + Σ w[o, i, ky, kx] · in[n, i, y·s + ky − p, x·s + kx − p]`.
    static func convolution(
        _ input: Tensor,
        weights: Tensor,
        bias: [Float],
        stride: Int,
        padding: Int
    ) -> Tensor {
        let kernel = weights.shape[2]
        let side = (input.shape[2] + 2 * padding - kernel) / stride + 1
        return Tensor(shape: [input.shape[0], weights.shape[0], side, side]) { n, o, y, x in
            var sum = Double(bias[o])
            for i in 0..<input.shape[1] {
                for ky in 0..<kernel {
                    for kx in 0..<kernel {
                        let value = input.padded(
                            n,
                            i,
                            y * stride + ky - padding,
                            x * stride + kx - padding
                        )
                        sum += Double(weights[o, i, ky, kx]) * Double(value ?? 0)
                    }
                }
            }
            return Float(sum)
        }
    }

    /// The largest element of each window; the border takes no part.
    static func maximumPooling(_ input: Tensor, kernel: Int, stride: Int, padding: Int) -> Tensor {
        let side = (input.shape[2] + 2 * padding - kernel) / stride + 1
        return Tensor(shape: [input.shape[0], input.shape[1], side, side]) { n, c, y, x in
            var largest = -Float.infinity
            for ky in 0..<kernel {
                for kx in 0..<kernel {
                    let (row, column) = (y * stride + ky - padding, x * stride + kx - padding)
                    largest = max(largest, input.padded(n, c, row, column) ?? largest)
                }
            }
            return largest
        }
    }
}

/// A row-major `[N, C, H, W]` array.
struct Tensor {
    let shape: [Int]
    var values: [Float]

    init(shape: [Int], element: (Int, Int, Int, Int) -> Float) {
        self.shape = shape
        values = []
        for n in 0..<shape[0] {
            for c in 0..<shape[1] {
                for y in 0..<shape[2] {
                    for x in 0..<shape[3] { values.append(element(n, c, y, x)) }
                }
            }
        }
    }

    /// Seeded numbers in −1…1.
    init(shape: [Int], seed: UInt64) {
        var state = seed
        self.init(shape: shape) { _, _, _, _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int(state >> 40) - (1 << 23)) / Float(1 << 23)
        }
    }

    subscript(n: Int, c: Int, y: Int, x: Int) -> Float {
        values[((n * shape[1] + c) * shape[2] + y) * shape[3] + x]
    }

    /// The element, or nil outside the map.
    func padded(_ n: Int, _ c: Int, _ y: Int, _ x: Int) -> Float? {
        guard 0..<shape[2] ~= y, 0..<shape[3] ~= x else { return nil }
        return self[n, c, y, x]
    }
}

import OneDNN

/// Stochastic gradient descent with momentum, as PyTorch's `SGD` computes it.
///
/// For a parameter `p` with gradient `g`, learning rate `η`, momentum `μ` and weight decay `λ`:
///
///     g ← c · g                      c: what clipping leaves of the gradient
///     g ← g + λ p     (L2)     or    p ← p − η λ p     (decoupled; Loshchilov and Hutter 2017)
///     v ← μ v + g
///     p ← p − η (g + μ v)   (Nesterov)   or   p ← p − η v
///
/// Or, with a share `s` for Muon (Jordan and others 2024), for the kernels of hidden layers, whose norm
/// has no meaning before a batch normalisation, so that it stays and nothing decays:
///
///     v ← μ v + c g
///     d ← orthogonalised (c g + μ v)   or   (v)        a matrix with `r` rows; see ``Orthogonalization``
///     p ← p − s η ‖p‖ / √r · d, scaled to the norm that p had
package struct StochasticGradientDescent: Hashable, Sendable {
    /// What weight decay is added to.
    package enum DecayKind: String, Hashable, Sendable, CaseIterable {
        /// The gradient, and so the momentum.
        case l2
        /// The parameter itself, scaled by the learning rate.
        case decoupled
    }

    /// μ.
    package var momentum: Float
    /// Whether the step looks ahead along the momentum.
    package var nesterov: Bool
    /// λ; pulls at matrices and kernels only.
    package var weightDecay: Float
    /// How it does.
    package var decayKind: DecayKind
    /// The largest norm of all gradients together; nil lets any pass.
    package var clipNorm: Float?
    /// s; nil lets kernels move like all others.
    package var muonShare: Float?

    /// States an optimiser.
    package init(
        momentum: Float = 0.9,
        nesterov: Bool = true,
        weightDecay: Float = 0,
        decayKind: DecayKind = .l2,
        clipNorm: Float? = nil,
        muonShare: Float? = nil
    ) {
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
        self.decayKind = decayKind
        self.clipNorm = clipNorm
        self.muonShare = muonShare
    }
}

extension StochasticGradientDescent {
    /// Updates the elements of `parameter` in `range`.
    ///
    /// - Parameters:
    ///   - parameter: What is updated; its first gradient is the batch's.
    ///   - range: In elements of its memory.
    ///   - learningRate: η.
    ///   - gradientScale: c.
    func update(
        _ parameter: TrainedParameter,
        in range: Range<Int>,
        learningRate: Float,
        gradientScale: Float
    ) {
        let decay = parameter.decays ? weightDecay : 0
        let (l2, shrink) =
            decayKind == .l2 ? (decay, Float(1)) : (0, 1 - learningRate * decay)
        let (ahead, along) = nesterov ? (Float(1), momentum) : (0, 1)
        parameter.value.withFloats { value in
            parameter.gradients[0].withFloats { gradient in
                parameter.momentum.withFloats { velocity in
                    precondition(range.upperBound <= value.count, "a piece lies in its parameter")
                    // The three memories are of one layout, so of one length.
                    for index in range {
                        var p = unsafe value[unchecked: index] * shrink
                        let g = unsafe gradient[unchecked: index] * gradientScale + l2 * p
                        let v = unsafe momentum * velocity[unchecked: index] + g
                        unsafe velocity[unchecked: index] = v
                        p -= learningRate * (ahead * g + along * v)
                        unsafe value[unchecked: index] = p
                    }
                }
            }
        }
    }

    /// Moves the momentum of `parameter`, and makes its first gradient the direction to move in.
    ///
    /// - Parameters:
    ///   - parameter: Whose first gradient is the batch's.
    ///   - gradientScale: c.
    func turnIntoDirection(_ parameter: TrainedParameter, gradientScale: Float) {
        let (ahead, along) = nesterov ? (Float(1), momentum) : (0, 1)
        parameter.gradients[0].withFloats { gradient in
            parameter.momentum.withFloats { velocity in
                // Both memories are of one layout, so of one length.
                for index in gradient.indices {
                    let g = unsafe gradient[unchecked: index] * gradientScale
                    let v = unsafe momentum * velocity[unchecked: index] + g
                    unsafe velocity[unchecked: index] = v
                    unsafe gradient[unchecked: index] = ahead * g + along * v
                }
            }
        }
    }
}

import Landcover
package import Wire
import Randomness

/// What a load consists of.
package enum LoadMethod: String, Hashable, Sendable, CaseIterable {
    /// Classifications.
    case classify
    /// Heatmaps, drawn as `landcover gradcam` does.
    case gradcam
    /// In hundredths: 70 classify, 20 gradcam in changing styles, 5 health, 5 status.
    case mixed
    /// The protocol alone: nothing is computed.
    case health
}

/// The calls of a load, each known by its number.
package struct CallMix: Sendable {
    private let method: LoadMethod
    private let images: [[UInt8]]
    private let seed: UInt64

    /// States a mix.
    ///
    /// - Parameters:
    ///   - method: What is asked.
    ///   - images: The image files to send in turn; may be empty only for health.
    ///   - seed: The chance behind a mixed load.
    package init(_ method: LoadMethod, images: [[UInt8]], seed: UInt64) {
        precondition(!images.isEmpty || method == .health, "there is something to look at")
        self.method = method
        self.images = images
        self.seed = seed
    }

    /// What call `number`, from 0, asks; the same for the same seed.
    package func request(_ number: Int) -> Request.Method {
        switch method {
        case .classify: return .classify(ClassifyRequest(image: image(number), topK: 1))
        case .gradcam: return explain(number, HeatmapStyle(minimumSide: 448))
        case .health: return .health(service: ServiceName.daemon)
        case .mixed: break
        }
        var random = SeededGenerator(seed: seed, stream: UInt64(number))
        switch Int(100 * random.fraction()) {
        case ..<70: return .classify(ClassifyRequest(image: image(number)))
        case ..<90: return explain(number, style(&random))
        case ..<95: return .health(service: ServiceName.landcover)
        default: return .status
        }
    }

    private func image(_ number: Int) -> [UInt8] { images[number % images.count] }

    private func explain(_ number: Int, _ style: HeatmapStyle) -> Request.Method {
        .explain(ExplainRequest(image: image(number), style: style))
    }

    private func style(_ random: inout SeededGenerator) -> HeatmapStyle {
        func one<Value>(of values: [Value]) -> Value {
            values[Int(Double(values.count) * random.fraction())]
        }
        return HeatmapStyle(
            layout: one(of: HeatmapStyle.Layout.allCases),
            colorMap: one(of: ColorMap.allCases),
            opacity: Float(random.fraction()),
            minimumSide: one(of: [0, 128, 224, 448])
        )
    }
}

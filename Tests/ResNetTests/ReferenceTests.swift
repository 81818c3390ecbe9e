import ImageCodecs
import Landcover
import ResNet
import TestSupport
import Testing

/// The PyTorch-trained network beside the project, from JPEG file to logits.
@Suite(.serialized) struct `the reference network` {
    @Test func `computes what PyTorch computes at every stage`() throws {
        guard let path = SharedData.path("reference/resnet50-eurosat-reference.pth") else { return }
        let expected = try Golden("reference-128")
        let checkpoint = try Checkpoint(path: path)
        let network = try CompiledNetwork(
            checkpoint.architecture,
            parameters: checkpoint,
            configuration: CompiledNetwork.Configuration(
                inputSide: 128,
                taps: Set(Stage.allCases)
            )
        )
        let values = SeededInput.values(side: 128, batch: 1)
        network.withInput { input in
            for index in values.indices { input[index] = values[index] }
        }
        try network.run()
        for stage in Stage.allCases {
            try expected.expect(stage, try network.activations(of: stage))
        }
    }

    @Test func `explains every class as autograd does`() throws {
        guard let path = SharedData.path("reference/resnet50-eurosat-reference.pth") else { return }
        let classifier = try Classifier(
            Checkpoint(path: path),
            metadata: ModelMetadata(
                classNames: ModelMetadata.euroSATClassNames,
                inputSide: 128
            )
        )
        classifier.loadSeededInput(side: 128)
        let predictions = try classifier.predict()
        let heatmaps = try classifier.heatmaps(for: predictions, .every)
        try Golden("reference-128").expect(heatmaps.map(\.heatmap), side: 4)
    }

    @Test func `gives PyTorch's logits for all 2,700 validation images at 128 pixels`() throws {
        let result = try compare(side: 128, every: 1, "reference/val-logits-128.npy")
        guard let result else { return }
        #expect(result.images == 2700)
        #expect(result.worstDifference <= 1e-3)
        #expect(result.correct == result.correctInPyTorch)
        // 96.11 %, as its makers measured it.
        #expect(result.correct == 2595)
    }

    @Test func `gives PyTorch's logits for every ninth validation image at 224 pixels`() throws {
        let result = try compare(side: 224, every: 9, "reference/val-every-9th-logits-224.npy")
        guard let result else { return }
        #expect(result.images == 300)
        #expect(result.worstDifference <= 1e-3)
        #expect(result.correct == result.correctInPyTorch)
    }

    private struct Comparison {
        var images = 0
        var worstDifference: Float = 0
        var correct = 0
        var correctInPyTorch = 0
    }

    private func compare(side: Int, every: Int, _ logits: String) throws -> Comparison? {
        guard let model = SharedData.path("reference/resnet50-eurosat-reference.pth"),
            let list = SharedData.path("data/splits/val.txt"),
            let images = SharedData.path("data/EuroSAT_RGB.zip"),
            let logits = SharedData.path(logits)
        else { return nil }
        let expected = try NumPyArray(path: logits).values
        let archive = try ImageArchive(path: images)
        let names = ModelMetadata.euroSATClassNames
        var classifier = try Classifier(
            Checkpoint(path: model),
            metadata: ModelMetadata(classNames: names, inputSide: side)
        )
        var result = Comparison()
        for (line, name) in try SharedData.lines(list).enumerated() where line % every == 0 {
            let decoded = try ImageDecoder().decode(archive.image(name))
            classifier.load(decoded.image)
            let found = try classifier.predict()
            let wanted = expected[result.images * names.count..<(result.images + 1) * names.count]
            for (prediction, logit) in zip(found, wanted) {
                let difference = abs(prediction.logit - logit)
                result.worstDifference =
                    difference.isNaN ? .infinity : max(result.worstDifference, difference)
            }
            let truth = name.prefix { $0 != "/" }
            let best = found.max { $0.logit < $1.logit }?.className ?? ""
            let bestInPyTorch = zip(names, wanted).max { $0.1 < $1.1 }?.0 ?? ""
            result.correct += best == truth ? 1 : 0
            result.correctInPyTorch += bestInPyTorch == truth ? 1 : 0
            result.images += 1
        }
        print(
            "\(side)×\(side): \(result.images) images, \(result.correct) correct, "
                + "logits off by at most \(result.worstDifference)"
        )
        return result
    }
}

import ResNet
import Testing

@Suite struct `the architecture's table` {
    private let architecture = Architecture(classCount: 1000)

    @Test func `has torchvision's 25,557,032 parameters`() {
        // The running averages are buffers, not parameters.
        let parameters = architecture.parameters.filter { !$0.name.contains("running_") }
        #expect(parameters.reduce(0) { $0 + $1.count } == 25_557_032)
    }

    @Test func `has torchvision's 320 tensors, each once`() {
        let names = architecture.parameters.map(\.name) + architecture.ignoredNames
        #expect(names.count == 320)
        #expect(Set(names).count == 320)
    }

    @Test func `needs 4.09 billion multiplications at 224 pixels`() {
        let plan = NetworkPlan(architecture, inputSide: 224, batch: 1)
        #expect(plan.multiplicationCount == 4_089_184_256)
    }

    @Test func `places each stage at the resolution of the paper's table 1`() {
        let plan = NetworkPlan(architecture, inputSide: 224, batch: 2)
        let shapes = Stage.allCases.map { stage in plan.outputs[stage].map { plan.shapes[$0] } }
        #expect(
            shapes == [
                [2, 64, 56, 56], [2, 256, 56, 56], [2, 512, 28, 28], [2, 1024, 14, 14],
                [2, 2048, 7, 7], [2, 2048, 1, 1], [2, 1000],
            ]
        )
    }
}

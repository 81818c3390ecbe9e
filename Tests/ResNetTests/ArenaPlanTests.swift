import ResNet
import Testing
import Randomness

@Suite struct `the arena's plan` {
    @Test func `never lets two values overlap that are needed together`() {
        var random = SeededGenerator(state: 42)
        for _ in 0..<200 {
            let values = (0..<Int.random(in: 1...30, using: &random)).map { _ in
                let start = Int.random(in: 0..<20, using: &random)
                return ArenaPlan.Value(
                    byteCount: Int.random(in: 1...5000, using: &random),
                    lifetime: start...Int.random(in: start..<25, using: &random)
                )
            }
            expectSound(ArenaPlan(values, alignment: 64), values)
        }
    }

    @Test(arguments: [[], Set(Stage.allCases)])
    func `places ResNet-50 soundly`(taps: Set<Stage>) {
        let plan = NetworkPlan(Architecture(classCount: 10), inputSide: 224, batch: 1)
        let kept = Set(plan.outputs.filter { taps.contains($0.key) }.values)
        expectSound(arena(plan, keeping: kept), values(plan, keeping: kept))
    }

    @Test func `needs no more than the step that holds most`() {
        let plan = NetworkPlan(Architecture(classCount: 10), inputSide: 224, batch: 1)
        let values = values(plan, keeping: [])
        let largestStep = plan.steps.indices.map { step in
            values.filter { $0.lifetime.contains(step) }.reduce(0) { $0 + $1.byteCount }
        }.max()
        #expect(arena(plan, keeping: []).byteCount == largestStep)
    }

    private func values(
        _ plan: NetworkPlan,
        keeping kept: Set<NetworkPlan.Tensor>
    ) -> [ArenaPlan.Value] {
        zip(plan.shapes, plan.lifetimes(keeping: kept)).map { shape, lifetime in
            ArenaPlan.Value(byteCount: shape.reduce(4, *), lifetime: lifetime)
        }
    }

    private func arena(
        _ plan: NetworkPlan,
        keeping kept: Set<NetworkPlan.Tensor>
    ) -> ArenaPlan {
        ArenaPlan(values(plan, keeping: kept), alignment: 64)
    }

    private func expectSound(_ plan: ArenaPlan, _ values: [ArenaPlan.Value]) {
        let places = zip(values, plan.offsets).map { $1..<$1 + $0.byteCount }
        for (index, value) in values.enumerated() {
            #expect(plan.offsets[index] % 64 == 0)
            #expect(places[index].upperBound <= plan.byteCount)
            for other in values.indices.dropFirst(index + 1)
            where values[other].lifetime.overlaps(value.lifetime) {
                #expect(!places[index].overlaps(places[other]))
            }
        }
    }
}

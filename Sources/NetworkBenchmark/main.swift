import ResNet

struct Zero: ParameterSource {
    func values(of parameter: Parameter) throws(ModelError) -> [Float] {
        var state: UInt64 = 88_172_645_463_325_252
        return (0..<parameter.count).map { _ in
            state ^= state << 13; state ^= state >> 7; state ^= state << 17
            return parameter.name.hasSuffix("running_var") ? 1 : Float(state >> 40) / Float(1 << 24) * 0.1 - 0.05
        }
    }
}
let side = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 224
let clock = ContinuousClock()
let start = clock.now
let network = try CompiledNetwork(Architecture(classCount: 10), parameters: Zero(), configuration: .init(inputSide: side, taps: [.layer4]))
print("compile", clock.now - start)
network.withInput { input in for i in input.indices { input[i] = Float(i % 255) / 255 } }
for _ in 0..<10 { try network.run() }
var times: [Duration] = []
for _ in 0..<100 { let t = clock.now; try network.run(); times.append(clock.now - t) }
times.sort()
print("p50", times[50], "min", times[0], try network.logits().prefix(3))

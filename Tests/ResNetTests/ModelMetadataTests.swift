import ResNet
import Testing

@Suite struct `a model's metadata` {
    private let metadata = ModelMetadata(
        classNames: ["Forest", "a \"quoted\", class", "Wälder"],
        inputSide: 128,
        temperature: 1.5,
        provenance: ["accuracy": "0.9611 on val"]
    )

    @Test func `survives being written and read`() throws {
        #expect(try ModelMetadata(strings: metadata.strings, path: "m") == metadata)
    }

    @Test(arguments: [
        ("architecture", "resnet18"), ("classes", "Forest, River"), ("classes", "[]"),
        ("classes", #"["A", "A"]"#), ("classes", #"["A", ""]"#), ("input_size", "100"),
        ("input_size", "wide"), ("mean", "[1, 2]"), ("mean", #"["a"]"#), ("std", "[1, 0, 1]"),
        ("temperature", "0"), ("temperature", "nan"), ("temperature", "-1"),
    ])
    func `names the key that is wrong`(key: String, value: String) {
        var strings = metadata.strings
        strings[key] = value
        expectError(naming: key, strings)
    }

    @Test(arguments: ["architecture", "classes", "input_size", "mean", "std", "temperature"])
    func `names the key that is missing`(key: String) {
        var strings = metadata.strings
        strings[key] = nil
        expectError(naming: key, strings)
    }

    private func expectError(naming key: String, _ strings: [String: String]) {
        let error = #expect(throws: ModelError.self) {
            try ModelMetadata(strings: strings, path: "m.safetensors")
        }
        guard case .metadata("m.safetensors", key, _) = error else {
            Issue.record("expected an error about \(key), got \(String(describing: error))")
            return
        }
    }
}

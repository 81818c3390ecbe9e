import TensorFiles
import Testing

@Suite struct `Reading a tensor` {
    /// A file with one tensor of 10,000 floats, of which some are replaced.
    private func file(replacing replacements: [Int: Float]) throws -> TensorFile {
        var values = (0..<10_000).map(Float.init)
        for (index, value) in replacements { values[index] = value }
        let header = #"{"a":{"dtype":"F32","shape":[100,100],"data_offsets":[0,40000]}}"#
        return try opened(safetensors(Array(header.utf8), data: .floats(values)))
    }

    @Test(
        arguments: [Float.nan, .infinity, -.infinity, .signalingNaN],
        [0, 1, 4_095, 4_096, 9_999]
    )
    func `the first element that is not finite is named`(value: Float, index: Int) throws {
        let replacements = [9_999: Float.nan].merging([index: value]) { $1 }
        let file = try file(replacing: replacements)
        let expected = TensorFileError.notFinite(file: file.path, tensor: "a", index: index)
        #expect(throws: expected) { try file.floats(of: "a") }
        #expect(expected.description.hasPrefix("element \(index) of tensor \"a\" of "))
    }

    @Test func `finite numbers of every size pass`() throws {
        let file = try file(replacing: [3: .greatestFiniteMagnitude, 4: -.leastNonzeroMagnitude])
        #expect(
            try file.floats(of: "a")[3...4] == [.greatestFiniteMagnitude, -.leastNonzeroMagnitude]
        )
    }

    @Test func `what is not finite is passed on if that is wanted`() throws {
        let file = try file(replacing: [5: .infinity, 6: .nan])
        let floats = try file.floats(of: "a", nonFinite: .allow)
        #expect(floats[5] == .infinity)
        #expect(floats[6].isNaN)
    }

    @Test func `a double beyond the range of a float is not finite`() throws {
        let header = #"{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}"#
        var data: [UInt8] = []
        for value in [0.5, 1e300] { data.append(value.bitPattern) }
        let file = try opened(safetensors(Array(header.utf8), data: data))
        #expect(throws: TensorFileError.notFinite(file: file.path, tensor: "a", index: 1)) {
            try file.floats(of: "a")
        }
    }

    @Test func `a tensor that is not there is named`() throws {
        let file = try file(replacing: [:])
        #expect(throws: TensorFileError.noSuchTensor(file: file.path, tensor: "b")) {
            try file.floats(of: "b")
        }
    }

    @Test func `a tensor of integers is listed and not read as floats`() throws {
        let file = try openedFixture("network.pth")
        let name = "1.num_batches_tracked"
        #expect(file[name]?.elementType == .int64)
        #expect(throws: TensorFileError.notFloatingPoint(file: file.path, tensor: name, .int64)) {
            try file.floats(of: name)
        }
    }

    @Test func `a tensor goes where the caller wants it`() throws {
        var floats = [Float](repeating: -1, count: 10_002)
        let file = try file(replacing: [:])
        try unsafe floats.withUnsafeMutableBufferPointer { buffer in
            var middle = unsafe MutableSpan(_unsafeElements: buffer[1..<10_001])
            try file.read("a", into: &middle)
        }
        #expect(floats == [-1] + (0..<10_000).map(Float.init) + [-1])
    }

    @Test func `a destination of another size is a programmer's error`() async {
        await #expect(processExitsWith: trap) {
            let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
            let file = try opened(safetensors(header, dataCount: 8))
            var floats: [Float] = [0]
            var span = floats.mutableSpan
            try file.read("a", into: &span)
        }
    }
}

import TensorFiles
import Testing

@Suite struct `Sound safetensors files` {
    @Test func `a file without tensors opens`() throws {
        #expect(try opened(safetensors("{}")).tensors.isEmpty)
        #expect(try opened(safetensors("{}      ")).tensors.isEmpty)
    }

    @Test func `tensors are listed in the order of their bytes`() throws {
        let file = try opened(
            safetensors(
                #"{"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},"#
                    + #""a":{"dtype":"I64","shape":[],"data_offsets":[3,11]},"#
                    + #""c":{"data_offsets":[0,1],"shape":[1,1],"dtype":"BOOL"}}"#,
                dataCount: 11
            )
        )
        #expect(file.tensors.map(\.name) == ["c", "b", "a"])
        #expect(file.tensors.map(\.elementType) == [.bool, .uint8, .int64])
        #expect(file.tensors.map(\.shape) == [[1, 1], [2], []])
        #expect(file["d"] == nil)
    }

    @Test func `white space between the tokens is allowed`() throws {
        let header = "{ \"a\" :\t{ \"dtype\":\r\n\"U8\" , \"shape\" : [ 1 , 2 ] ,"
        let file = try opened(safetensors(header + " \"data_offsets\":[ 0,2 ] } }", dataCount: 2))
        #expect(file["a"]?.shape == [1, 2])
    }

    @Test func `escapes are resolved, surrogate pairs too`() throws {
        let header = #"{"__metadata__":{"\"\\\/\b\f\n\r\t":"\u00e9\uD83C\udf0d"}}"#
        let file = try opened(safetensors(header))
        #expect(file.metadata == ["\"\\/\u{8}\u{C}\n\r\t": "é🌍"])
    }

    @Test func `an empty axis in front of an overflow is still empty`() throws {
        let header =
            #"{"a":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}"#
        let file = try opened(safetensors(header))
        #expect(file["a"]?.elementCount == 0)
        #expect(try file.floats(of: "a").isEmpty)
    }

    @Test(arguments: 1...16)
    func `data is read from whatever address the header leaves it at`(padding: Int) throws {
        let header = #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#
        let padded = header + String(repeating: " ", count: padding)
        let file = try opened(safetensors(Array(padded.utf8), data: .floats([1, -2, 3.5])))
        #expect(try file.floats(of: "a") == [1, -2, 3.5])
    }

    @Test(arguments: [640, 896, 1_152, 1_408, 35_615, 4_616])
    func `a header whose length reads like another format's signature opens`(length: Int) throws {
        let header = "{}" + String(repeating: " ", count: length - 2)
        #expect(try opened(safetensors(header)).format == .safetensors)
    }
}

import ResNet
import Testing

@Suite struct `a network's size` {
    @Test func `reads what it writes, and ResNet-50 has a name`() throws {
        #expect(NetworkSize.resNet50.description == "resnet50")
        #expect(NetworkSize("resnet50") == .resNet50)
        #expect(NetworkSize("3-4-6-3/64") == .resNet50)
        let small = try #require(NetworkSize("1-2-2-2/32"))
        #expect(small.blockCounts == [1, 2, 2, 2])
        #expect(small.width == 32)
        #expect(NetworkSize(small.description) == small)
    }

    @Test(arguments: [
        "", "resnet", "1-2-2/32", "1-2-2-2", "1-2-2-2/", "1-0-2-2/32", "1-2-2-2/0", "1-2-2-2/-1",
        "1-2-2-2-2/32", "1-2--2/32", "65-2-2-2/32", "1-2-2-2/257", "1-2-2-2/32/1",
        "1-2-2-99999999999999999999/32",
    ])
    func `is refused where it is none, or beyond the largest`(text: String) {
        #expect(NetworkSize(text) == nil)
    }

    @Test func `fits in one that is nowhere smaller`() throws {
        let small = try #require(NetworkSize("1-2-2-2/32"))
        #expect(small.fits(in: .resNet50))
        #expect(small.fits(in: small))
        #expect(!NetworkSize.resNet50.fits(in: small))
        #expect(!small.fits(in: try #require(NetworkSize("3-1-6-3/64"))))
        #expect(!small.fits(in: try #require(NetworkSize("3-4-6-3/16"))))
    }
}

import Landcover
import LandcoverCommand
import Testing
import Wire

@Suite struct `A mix of calls` {
    private let images: [[UInt8]] = [[1], [2], [3]]

    @Test func `images are sent in turn`() {
        let mix = CallMix(.classify, images: images, seed: 1)
        let sent = (0..<7).map { number -> [UInt8] in
            guard case .classify(let request) = mix.request(number) else { return [] }
            return request.image
        }
        #expect(sent == [[1], [2], [3], [1], [2], [3], [1]])
    }

    @Test func `a plain load has one method`() {
        #expect(names(.gradcam) == ["gradcam": 1000])
        #expect(names(.classify) == ["classify": 1000])
        let health = CallMix(.health, images: [], seed: 1)
        #expect(health.request(5) == .health(service: ""))
    }

    @Test func `a mixed load has all methods in the shares that the help states`() {
        let counts = names(.mixed, calls: 10_000)
        let shares = ["classify": 7000, "gradcam": 2000, "health": 500, "status": 500]
        #expect(Set(counts.keys) == Set(shares.keys))
        // Four standard deviations of the largest.
        for (name, share) in shares { #expect(abs(counts[name, default: 0] - share) < 184) }
    }

    @Test func `a mixed load draws heatmaps in all layouts and colours`() {
        let mix = CallMix(.mixed, images: images, seed: 3)
        let styles = (0..<5000).compactMap { number -> HeatmapStyle? in
            guard case .explain(let request) = mix.request(number) else { return nil }
            return request.style
        }
        #expect(Set(styles.map(\.layout)) == Set(HeatmapStyle.Layout.allCases))
        #expect(Set(styles.map(\.colorMap)) == Set(ColorMap.allCases))
        #expect(
            styles.allSatisfy { 0...1 ~= $0.opacity && 0...Limits.pictureSide ~= $0.minimumSide }
        )
    }

    @Test func `the same seed and number ask the same`() {
        let (one, same) = (
            CallMix(.mixed, images: images, seed: 9), CallMix(.mixed, images: images, seed: 9)
        )
        let other = CallMix(.mixed, images: images, seed: 10)
        #expect((0..<100).allSatisfy { one.request($0) == same.request($0) })
        #expect(!(0..<100).allSatisfy { one.request($0) == other.request($0) })
    }

    private func names(_ method: LoadMethod, calls: Int = 1000) -> [String: Int] {
        let mix = CallMix(method, images: images, seed: 5)
        return (0..<calls).reduce(into: [:]) { $0[mix.request($1).name, default: 0] += 1 }
    }
}

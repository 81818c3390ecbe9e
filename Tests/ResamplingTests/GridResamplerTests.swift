import Resampling
import Testing

@Suite struct `Grid resampling` {
    @Test func `cells are joined between their centres and continued to the edge`() {
        let resampler = GridResampler(from: (rows: 1, columns: 2), to: (rows: 1, columns: 4))
        #expect(resampler.resample([0, 1]) == [0, 0.25, 0.75, 1])
    }

    @Test func `rows and columns are not confused`() {
        let resampler = GridResampler(from: (rows: 2, columns: 1), to: (rows: 4, columns: 3))
        #expect(
            resampler.resample([0, 1]) == [0, 0, 0, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 1, 1, 1]
        )
    }

    @Test func `a single cell fills the target`() {
        let resampler = GridResampler(from: (rows: 1, columns: 1), to: (rows: 3, columns: 2))
        #expect(resampler.resample([0.5]) == [Float](repeating: 0.5, count: 6))
    }

    @Test func `shrinking averages every cell`() {
        let resampler = GridResampler(from: (rows: 1, columns: 4), to: (rows: 1, columns: 1))
        let mean = resampler.resample([0, 1, 1, 0])
        #expect(mean.count == 1)
        #expect(mean[0] > 0.5 && mean[0] < 0.7)
    }

    @Test func `a grid of another size is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            _ = GridResampler(from: (rows: 2, columns: 2), to: (rows: 4, columns: 4))
                .resample([1, 2, 3])
        }
    }
}

import LandcoverCommand
import Testing

@Suite struct `a budget` {
    @Test func `begins no more than may still be paid`() {
        let budget = Budget(limit: 100, estimate: 40)
        #expect(budget.begin())
        #expect(budget.begin())
        #expect(!budget.begin(), "a third may cost 40 more")
        budget.end(10)
        #expect(budget.begin(), "10 are spent and 80 under way")
        budget.end(10)
        budget.end(10)
        #expect(budget.spent == 30)
    }

    @Test func `grows careful when an answer is dearer than the estimate`() {
        let budget = Budget(limit: 100, estimate: 10)
        #expect(budget.begin())
        budget.end(60)
        #expect(!budget.begin())
    }

    @Test func `takes nothing for an answer that was kept`() {
        let budget = Budget(limit: 10, estimate: 10)
        for _ in 0..<5 {
            #expect(budget.begin())
            budget.end(nil)
        }
        #expect(budget.spent == 0)
    }

    @Test func `of nothing begins nothing that costs`() {
        #expect(!Budget(limit: 0, estimate: 1).begin())
        #expect(Budget(limit: nil, estimate: .max / 4).begin())
    }
}

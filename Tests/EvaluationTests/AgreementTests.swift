import Evaluation
import Testing

@Suite struct `the agreement of two judges` {
    private let names = ["A", "B", "C"]

    @Test func `counts where both name the same class, and who is right`() {
        var agreement = Agreement(classNames: names)
        agreement.add(first: 0, second: 0, label: 0)
        agreement.add(first: 0, second: 1, label: 1)
        agreement.add(first: 2, second: 1, label: 2)
        agreement.add(first: 2, second: 2, label: nil)
        #expect(agreement.total == 4)
        #expect(agreement.agreed == 2)
        #expect(agreement.labelled == 3)
        #expect(agreement.firstRight == 2)
        #expect(agreement.secondRight == 2)
    }

    @Test func `kappa is Cohen's, by the example of his paper's form`() throws {
        // 20 and 15 agreed, 5 and 10 not: observed 0.7, by chance 0.5.
        var agreement = Agreement(classNames: ["yes", "no"])
        for (first, second, count) in [(0, 0, 20), (0, 1, 5), (1, 0, 10), (1, 1, 15)] {
            for _ in 0..<count { agreement.add(first: first, second: second, label: nil) }
        }
        let kappa = try #require(agreement.kappa)
        #expect(abs(kappa - 0.4) < 1e-12)
    }

    @Test func `kappa says nothing where chance explains everything`() {
        var agreement = Agreement(classNames: names)
        #expect(agreement.kappa == nil)
        agreement.add(first: 1, second: 1, label: nil)
        #expect(agreement.kappa == nil)
    }

    @Test func `the table has a row for each class that is named, and what is said instead`() {
        var agreement = Agreement(classNames: names)
        for second in [0, 1, 1, 2] { agreement.add(first: 0, second: second, label: nil) }
        let lines = AgreementTable.text(for: agreement, first: "ours", second: "theirs")
            .split(separator: "\n").map(String.init)
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("CLASS"))
        #expect(lines[1].hasSuffix("B 2, C 1"))
        #expect(lines[2].contains("–"), "the first never says B: \(lines[2])")
        #expect(lines[4].contains("25.0 %"))
    }

    @Test func `the page loads nothing, says that neither is the truth, and escapes names`() {
        var agreement = Agreement(classNames: ["<A>", "B"])
        agreement.add(first: 0, second: 1, label: 0)
        let page = ComparisonPage.text(
            for: ComparisonPage.Content(
                title: "a < b",
                facts: [],
                agreement: agreement,
                first: "ours",
                second: "theirs"
            )
        )
        #expect(page.contains("Neither answer is the truth"))
        #expect(page.contains("Content-Security-Policy"))
        #expect(page.contains("a &lt; b"))
        #expect(!page.contains("<A>"))
    }
}

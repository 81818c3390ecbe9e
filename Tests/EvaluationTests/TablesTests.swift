import Evaluation
import Testing
import PlainText

@Suite struct TablesTests {
    private func summary(names: [String] = threeNames) throws -> EvaluationSummary {
        try EvaluationSummary(of: fourOutcomes, classNames: names)
    }

    @Test func `the confusion matrix is aligned, and zeros are dots`() throws {
        let expected = """
            TRUE \\ PREDICTED  Forest  River  SeaLake   RECALL
            Forest                 1      1        ·   50.0 %
            River                  ·      2        ·  100.0 %
            SeaLake                ·      ·        ·        –
            precision, %       100.0   66.7        –

            """
        #expect(ConfusionTable.text(for: try summary()) == expected)
    }

    @Test func `headings are shortened only as far as the width demands`() throws {
        let summary = try summary(names: ["Forest", "River", "HerbaceousVegetation"])
        let full = ConfusionTable.text(for: summary, width: 200)
        #expect(full == ConfusionTable.text(for: summary))
        #expect(full.contains("  HerbaceousVegetation   RECALL"))
        let narrow = ConfusionTable.text(for: summary, width: 60)
        #expect(narrow.contains("Forest  River  HerbaceousVeg…"))
        #expect(narrow.split(separator: "\n").map(\.count).max() == 60)
        #expect(narrow.contains("\nHerbaceousVegetation "))
        #expect(ConfusionTable.text(for: summary, width: 1).contains("For…"))
    }

    @Test func `the class table shows what is undefined as a dash`() throws {
        let expected = """
            CLASS       PRECISION    RECALL       F1  IMAGES
            Forest       100.00 %   50.00 %  66.67 %       2
            River         66.67 %  100.00 %  80.00 %       2
            SeaLake             –         –        –       0
            macro mean    83.33 %   75.00 %  73.33 %       4

            """
        #expect(ClassTable.text(for: try summary()) == expected)
    }

    @Test func `the summary names accuracy first`() throws {
        let text = SummaryTable.text(for: try summary())
        #expect(text.hasPrefix("accuracy             75.00 %\n"))
        #expect(text.contains("\n95 % interval        30.06 – 95.44 %\n"))
        #expect(text.contains("\ntop-2                100.00 %\n"))
    }

    @Test func `a class's name cannot move the cursor`() throws {
        let summary = try summary(names: ["\u{1B}[2J", "b", "c"])
        for text in [ConfusionTable.text(for: summary), ClassTable.text(for: summary)] {
            #expect(!text.contains("\u{1B}"))
            #expect(text.contains("\\x1B[2J"))
        }
    }

    @Test(arguments: [
        (0.98571, "98.57 %"), (0, "0.00 %"), (1, "100.00 %"), (0.00001, "<0.01 %"),
        (0.99999, ">99.99 %"), (Double.nan, "? %"),
    ])
    func `a percentage rounds away neither a doubt nor a chance`(share: Double, shown: String) {
        #expect(FixedPoint.percentage(share) == shown)
    }

    @Test(arguments: [
        (0.5, "0.5"), (10, "10"), (0, "0"), (-0.0001, "0"), (1.234, "1.23"), (-2.5, "-2.5"),
    ])
    func `a short number has no idle zeros`(value: Double, shown: String) {
        #expect(FixedPoint.shortest(value, places: 2) == shown)
    }
}

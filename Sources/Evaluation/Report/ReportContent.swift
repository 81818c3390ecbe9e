/// What a report on a model tells; parts that are nil or empty are left out of the page.
package struct ReportContent: Sendable {
    /// A name and what it stands for.
    package struct Fact: Hashable, Sendable {
        /// The name.
        package let name: String
        /// What it stands for.
        package let value: String

        /// States a fact.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The page's heading.
    package var title: String

    /// What the model is and how it came about.
    package var facts: [Fact]

    /// How well it does, at the temperature that it is served with.
    package var summary: EvaluationSummary

    /// The reliability at a temperature of 1, to be set against the summary's.
    package var uncalibrated: Reliability?

    /// This model among those of the literature.
    package var comparison: ReportTable?

    /// The course of the training.
    package var course: TrainingCourse?

    /// Some images with what the model says of them.
    package var samples: [SamplePrediction]

    /// The mistakes that the model was surest of.
    package var worstMistakes: [SamplePrediction]

    /// How well it does on images that are disturbed.
    package var robustness: ReportTable?

    /// States what a report tells.
    package init(
        title: String,
        facts: [Fact] = [],
        summary: EvaluationSummary,
        uncalibrated: Reliability? = nil,
        comparison: ReportTable? = nil,
        course: TrainingCourse? = nil,
        samples: [SamplePrediction] = [],
        worstMistakes: [SamplePrediction] = [],
        robustness: ReportTable? = nil
    ) {
        self.title = title
        self.facts = facts
        self.summary = summary
        self.uncalibrated = uncalibrated
        self.comparison = comparison
        self.course = course
        self.samples = samples
        self.worstMistakes = worstMistakes
        self.robustness = robustness
    }
}

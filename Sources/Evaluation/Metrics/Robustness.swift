package import PlainText

/// How a classifier fares with images that were disturbed in ways that leave their class.
package struct Robustness: Hashable, Sendable {
    /// How many images of one version are right.
    package struct Version: Hashable, Sendable {
        /// What was done to the images.
        package let name: String
        /// The share of images whose predicted class is the true one, 0…1.
        package let accuracy: Double
        /// The share of images whose predicted class is that of the clean image, 0…1.
        package let agreement: Double
    }

    /// The images as they are.
    package let clean: Version

    /// The disturbed versions, in their order.
    package let disturbed: [Version]

    /// The share of images that are right in every version, the clean one too, 0…1.
    package let accuracyInEvery: Double

    /// Compares a classifier's answers for several versions of the same images.
    ///
    /// - Parameters:
    ///   - clean: The answers for the images as they are.
    ///   - disturbed: What was done to the images, and the answers then.
    /// - Throws: An ``EvaluationError`` if there is no outcome, or one with a logit that is not
    ///   finite.
    /// - Precondition: Every version has the same images in the same order.
    package init(
        clean: [Outcome],
        disturbed: [(name: String, outcomes: [Outcome])]
    ) throws(EvaluationError) {
        let cleanClasses = try Self.predictedClasses(of: clean)
        let labels = clean.map(\.label)
        var isRight = zip(cleanClasses, labels).map { $0 == $1 }
        func version(_ name: String, _ classes: [Int]) -> Version {
            Version(
                name: name,
                accuracy: Self.shareOfEqual(classes, labels),
                agreement: Self.shareOfEqual(classes, cleanClasses)
            )
        }
        var versions: [Version] = []
        for (name, outcomes) in disturbed {
            precondition(outcomes.map(\.name) == clean.map(\.name), "versions of the same images")
            let classes = try Self.predictedClasses(of: outcomes)
            versions.append(version(name, classes))
            for index in classes.indices where classes[index] != labels[index] {
                isRight[index] = false
            }
        }
        self.clean = version("as they are", cleanClasses)
        self.disturbed = versions
        accuracyInEvery = Double(isRight.count { $0 }) / Double(isRight.count)
    }

    private static func predictedClasses(
        of outcomes: [Outcome]
    ) throws(EvaluationError) -> [Int] {
        try outcomes.checked().outcomes.map { Softmax($0.logits).predicted }
    }

    private static func shareOfEqual(_ first: [Int], _ second: [Int]) -> Double {
        Double(zip(first, second).count { $0 == $1 }) / Double(first.count)
    }
}

extension Robustness {
    /// All figures for programs, shares 0…1.
    package var json: JSONValue {
        .object([
            .init("versions", .array(([clean] + disturbed).map(\.json))),
            .init("accuracy_in_every_version", .number(accuracyInEvery)),
        ])
    }
}

extension Robustness.Version {
    fileprivate var json: JSONValue {
        .object([
            .init("images", .string(name)),
            .init("accuracy", .number(accuracy)),
            .init("agreement_with_clean", .number(agreement)),
        ])
    }
}

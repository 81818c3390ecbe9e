package import PlainText

extension EvaluationSummary {
    /// All figures for programs: shares 0…1, undefined ones null, classes by name.
    package var json: JSONValue {
        .object([
            .init("images", .integer(count)),
            .init("temperature", .number(temperature)),
            .init("accuracy", .number(accuracy)),
            .init("accuracy_interval_95", accuracyInterval.json),
            .init("macro_f1", .number(macroF1)),
            .init(
                "top_k_accuracy",
                .object(topAccuracies.map { .init("\($0.k)", .number($0.accuracy)) })
            ),
            .init("negative_log_likelihood", .number(negativeLogLikelihood)),
            .init("brier_score", .number(brierScore)),
            .init(
                "expected_calibration_error",
                .number(reliability.expectedCalibrationError)
            ),
            .init("reliability_bins", .array(reliability.bins.map(\.json))),
            .init("classes", .array(classes.map(\.json))),
            .init(
                "confusion_matrix",
                .array(confusion.counts.map { .array($0.map(JSONValue.integer)) })
            ),
            .init("mistakes", .array(mistakes.map { json(of: $0) })),
        ])
    }

    private func json(of mistake: Mistake) -> JSONValue {
        .object([
            .init("image", .string(mistake.name)),
            .init("class", .string(classNames[mistake.label])),
            .init("predicted", .string(classNames[mistake.predicted])),
            .init("confidence", .number(mistake.confidence)),
            .init("true_class_probability", .number(mistake.trueClassProbability)),
        ])
    }
}

extension WilsonInterval {
    fileprivate var json: JSONValue { .array([.number(lowerBound), .number(upperBound)]) }
}

extension Reliability.Bin {
    fileprivate var json: JSONValue {
        .object([
            .init("above", .number(lowerBound)),
            .init("up_to", .number(upperBound)),
            .init("images", .integer(count)),
            .init("accuracy", accuracy.map(JSONValue.number) ?? .null),
            .init("mean_confidence", meanConfidence.map(JSONValue.number) ?? .null),
        ])
    }
}

extension ClassReport {
    fileprivate var json: JSONValue {
        .object([
            .init("class", .string(name)),
            .init("precision", precision.map(JSONValue.number) ?? .null),
            .init("recall", recall.map(JSONValue.number) ?? .null),
            .init("f1", f1.map(JSONValue.number) ?? .null),
            .init("images", .integer(support)),
        ])
    }
}

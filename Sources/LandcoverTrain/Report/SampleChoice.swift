import Evaluation

/// Which images a report shows, by a rule that leaves nothing to chance or taste.
enum SampleChoice {
    /// Chooses right answers of every class, and wrong ones.
    ///
    /// A quarter is wrong, or as much as there is. The classes take turns, and each gives its
    /// images in the data's order.
    ///
    /// - Parameters:
    ///   - count: How many, at most.
    ///   - outcomes: All answers.
    ///   - shown: Images that are shown elsewhere; they are taken only when there are no others.
    /// - Returns: The chosen answers by class, the right ones of each first.
    static func choose(
        _ count: Int,
        from outcomes: [Outcome],
        avoiding shown: Set<String> = []
    ) -> [Outcome] {
        let right = inTurns(outcomes.filter(\.isRight))
        let wrong = outcomes.filter { !$0.isRight }
        let wrongInTurns =
            inTurns(wrong.filter { !shown.contains($0.name) })
            + inTurns(wrong.filter { shown.contains($0.name) })
        let wrongCount = min(wrong.count, max(count / 4, count - right.count))
        let chosen = wrongInTurns.prefix(wrongCount) + right.prefix(count - wrongCount)
        return chosen.enumerated().sorted { first, second in
            let (one, other) = (first.element, second.element)
            return (one.label, one.isRight ? 0 : 1, first.offset)
                < (other.label, other.isRight ? 0 : 1, second.offset)
        }.map(\.element)
    }

    /// The answers for the images with these names, in the order of the names.
    static func named(_ names: [String], in outcomes: [Outcome]) -> [Outcome] {
        let wanted = Set(names)
        let found = outcomes.filter { wanted.contains($0.name) }
        let byName = Dictionary(found.map { ($0.name, $0) }) { first, _ in first }
        return names.compactMap { byName[$0] }
    }

    /// The first of each class, then the second of each, and so on.
    private static func inTurns(_ outcomes: [Outcome]) -> [Outcome] {
        var turns: [Int: Int] = [:]
        let placed = outcomes.map { outcome in
            defer { turns[outcome.label, default: 0] += 1 }
            return (turn: turns[outcome.label, default: 0], outcome: outcome)
        }
        return placed.sorted {
            ($0.turn, $0.outcome.label) < ($1.turn, $1.outcome.label)
        }.map(\.outcome)
    }
}

extension Outcome {
    /// Whether the likeliest class is the true one.
    var isRight: Bool { Softmax(logits).predicted == label }
}

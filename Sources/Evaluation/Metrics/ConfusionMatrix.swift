/// How often images of each class were taken for each class.
package struct ConfusionMatrix: Hashable, Sendable {
    /// Images by true class (row) and predicted class (column).
    package private(set) var counts: [[Int]]

    /// Begins without images.
    ///
    /// - Precondition: There is at least one class.
    package init(classCount: Int) {
        precondition(classCount > 0, "a classifier has at least one class")
        counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    }

    /// Wraps counts.
    ///
    /// - Precondition: There are as many rows as columns, at least one, and no negative count.
    package init(counts: [[Int]]) {
        precondition(!counts.isEmpty, "a classifier has at least one class")
        precondition(counts.allSatisfy { $0.count == counts.count }, "the matrix is square")
        precondition(counts.joined().allSatisfy { $0 >= 0 }, "images are counted from 0")
        self.counts = counts
    }

    /// Counts one image.
    package mutating func add(label: Int, predicted: Int) {
        counts[label][predicted] += 1
    }

    /// How many classes there are.
    package var classCount: Int { counts.count }

    /// All images.
    package var total: Int { counts.joined().reduce(0, +) }

    /// The images whose predicted class is the true one.
    package var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

    /// The images of a class.
    package func support(of label: Int) -> Int { counts[label].reduce(0, +) }

    /// The images that were taken for a class.
    package func predictions(of predicted: Int) -> Int {
        counts.reduce(0) { $0 + $1[predicted] }
    }

    /// The share of a class's images that were taken for another, 0…1; 0 for a class without any.
    package func share(of label: Int, predicted: Int) -> Double {
        Double(counts[label][predicted]) / Double(Swift.max(1, support(of: label)))
    }
}

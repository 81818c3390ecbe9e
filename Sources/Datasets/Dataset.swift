package import ImageCodecs

/// A labelled image of a data set.
package struct Example: Hashable, Sendable {
    /// Class folder and file, such as `Forest/Forest_12.jpg`.
    package let name: String

    /// The class's place in ``Dataset/classNames``.
    package let classIndex: Int

    /// The decoded picture, in the size it has in the file.
    package let image: RGBImage

    /// Labels a picture.
    package init(name: String, classIndex: Int, image: RGBImage) {
        self.name = name
        self.classIndex = classIndex
        self.image = image
    }
}

/// Labelled images, decoded into memory.
package struct Dataset: Sendable {
    /// An image that was left out because it is damaged.
    package struct Skipped: Hashable, Sendable {
        /// Class folder and file, such as `Forest/Forest_12.jpg`.
        package let name: String
        /// What is wrong with it.
        package let reason: ImageDefect

        /// Reports an image.
        package init(name: String, reason: ImageDefect) {
            self.name = name
            self.reason = reason
        }
    }

    /// The names of the classes, in the order of their indices.
    package let classNames: [String]

    /// The images: by class and then by name, or in the order of the names that were asked for.
    package let examples: [Example]

    /// The images that were to be read and are not among ``examples``.
    package let skipped: [Skipped]

    /// Assembles a data set.
    ///
    /// - Precondition: Every example's class index is one of `classNames`.
    package init(classNames: [String], examples: [Example], skipped: [Skipped] = []) {
        precondition(
            examples.allSatisfy { classNames.indices.contains($0.classIndex) },
            "every example has a class"
        )
        self.classNames = classNames
        self.examples = examples
        self.skipped = skipped
    }

    /// The number of examples of each class.
    package var classCounts: [Int] {
        examples.reduce(into: [Int](repeating: 0, count: classNames.count)) { counts, example in
            counts[example.classIndex] += 1
        }
    }
}

/// The words that the model is asked with.
///
/// They are part of what an opinion is worth: whoever changes a word raises ``version``, so that
/// no opinion in a cache is taken for an answer to another question.
package enum Prompt {
    /// Names the wording, for reports and the cache.
    package static let version = "landcover-1"

    /// The task and what the answer consists of: the message of the role `system`.
    package static let task = """
        You classify land cover on satellite images. You are shown one patch at a time and \
        choose the one class of a fixed list that covers the patch best. Answer with JSON: \
        the class, your confidence that it is right as a number from 0 to 1, and one short \
        sentence that names what in the image speaks for it. If several classes are present, \
        choose the one that marks the patch most, be it by area or, for a road or a river, by \
        crossing it. If you are unsure, still choose the most likely class and state a low \
        confidence.
        """

    /// What the image is and what the classes mean: the text beside the image.
    package static let question = """
        The image is a true-colour patch (red, green and blue bands) of a Sentinel-2 satellite \
        image of a place in Europe: 64 x 64 pixels of 10 m each, so 640 m x 640 m on the \
        ground, enlarged for you without adding detail. The classes are:
        \(classes)
        Which class is it?
        """

    private static var classes: String {
        LandCoverClass.allCases.map { "- \($0.label): \($0.definition)" }.joined(separator: "\n")
    }
}

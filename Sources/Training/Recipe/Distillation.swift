/// Targets that come in part from other models.
///
/// This is knowledge distillation (Hinton, Vinyals and Dean 2015), with one answer to each training
/// image as it is, whatever it is varied to:
///
///     q = (1 − α) · y + α · p        y: the label, smoothed; p: the mean of the teachers' answers
///
/// A label says nothing of an image that shows two classes, or the wrong thing of one that was
/// labelled by mistake; teachers say which classes it looks like. Several teachers that were trained
/// apart know more than each of them.
package struct Distillation: Hashable, Sendable {
    /// `α`, more than 0 and up to 1.
    package var share: Float
    /// The models that answer: their files.
    package var teachers: [String]

    /// States a distillation.
    package init(share: Float = 0.5, teachers: [String]) {
        self.share = share
        self.teachers = teachers
    }
}

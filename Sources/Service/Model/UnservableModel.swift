/// A model that the daemon cannot serve.
package struct UnservableModel: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why, in a sentence of the loader's.
    package let reason: String

    /// One sentence: what failed, on what, and what to do.
    package var description: String { "cannot load the model: \(reason)" }
}

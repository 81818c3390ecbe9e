import NIOConcurrencyHelpers

/// Where the workers find the model that answers now.
final class ModelSlot: Sendable {
    private let model: NIOLockedValueBox<ServedModel>

    /// Begins with the first model.
    init(_ model: ServedModel) {
        self.model = NIOLockedValueBox(model)
    }

    /// The model that answers now; it lives as long as somebody computes with it.
    var current: ServedModel { model.withLockedValue { $0 } }

    /// Puts another model in its place; jobs that have begun end on the one before.
    func replace(with other: ServedModel) {
        // What it replaces may be freed here, which takes a while: not under the lock.
        let replaced = model.withLockedValue { model in
            let before = model
            model = other
            return before
        }
        _ = replaced
    }
}

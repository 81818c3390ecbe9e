import Synchronization

/// Where the workers find the model that answers now.
final class ModelSlot: Sendable {
    private let model: Mutex<ServedModel>

    /// Begins with the first model.
    init(_ model: ServedModel) {
        self.model = Mutex(model)
    }

    /// The model that answers now; it lives as long as somebody computes with it.
    var current: ServedModel { model.withLock { $0 } }

    /// Puts another model in its place; jobs that have begun end on the one before.
    func replace(with other: ServedModel) {
        // What it replaces may be freed here, which takes a while: not under the lock.
        let replaced = model.withLock { model in
            let before = model
            model = other
            return before
        }
        _ = replaced
    }
}

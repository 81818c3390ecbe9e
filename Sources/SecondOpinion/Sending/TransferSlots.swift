import NIOConcurrencyHelpers

/// Bounds how many transfers are under way; who comes later waits in line.
final class TransferSlots: Sendable {
    private struct State {
        var free: Int
        var nextNumber = 0
        var line: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        // Withdrawn before they stood in line.
        var withdrawn: Set<Int> = []
    }

    private let state: NIOLockedValueBox<State>

    /// Makes `count` slots, all free.
    init(count: Int) {
        precondition(count > 0, "somebody may send")
        state = NIOLockedValueBox(State(free: count))
    }

    /// Transfers that wait.
    var waiting: Int { state.withLockedValue(\.line.count) }

    /// Takes a slot if one is free; nobody waits while one is.
    private func takeAtOnce() -> Bool {
        state.withLockedValue { state in
            guard state.free > 0 else { return false }
            state.free -= 1
            return true
        }
    }

    /// How waiting for a slot ended.
    enum Turn {
        /// With a slot, to be given back.
        case taken
        /// At the deadline.
        case expired
        /// With the task.
        case cancelled
    }

    /// Waits for a slot until a deadline.
    func take(before deadline: ContinuousClock.Instant, by time: Timekeeper) async -> Turn {
        if takeAtOnce() { return .taken }
        let isTaken = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.take() }
            group.addTask {
                await time.sleep(time.now().duration(to: deadline))
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            // A slot may come in the moment the deadline does; it must not be lost.
            let second = await group.next() ?? false
            return first || second
        }
        if isTaken { return .taken }
        return Task.isCancelled ? .cancelled : .expired
    }

    /// Waits for a slot.
    ///
    /// - Returns: Whether there is one, to be given back; false if the task was cancelled first.
    private func take() async -> Bool {
        let number = state.withLockedValue { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLockedValue { state in
                    if state.withdrawn.contains(number) { return false }
                    guard state.free == 0 else {
                        state.free -= 1
                        return true
                    }
                    state.line.append((number, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation: CheckedContinuation<Bool, Never>? = state.withLockedValue { state in
                guard let place = state.line.firstIndex(where: { $0.number == number }) else {
                    state.withdrawn.insert(number)
                    return nil
                }
                return state.line.remove(at: place).continuation
            }
            continuation?.resume(returning: false)
        }
        state.withLockedValue { _ = $0.withdrawn.remove(number) }
        return isTaken
    }

    /// Gives a slot back, to who has waited longest.
    func giveBack() {
        let next: CheckedContinuation<Bool, Never>? = state.withLockedValue { state in
            guard state.line.isEmpty else { return state.line.removeFirst().continuation }
            state.free += 1
            return nil
        }
        next?.resume(returning: true)
    }
}

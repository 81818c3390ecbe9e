package import Serving
import DequeModule

/// The jobs that wait for a worker: a line for each client, served in turn, bounded together.
///
/// This is where a call is refused when too many wait. The room belongs to everybody: when it is
/// taken, a client with a short line takes the last place of the longest one, so that a client with
/// a thousand calls waits for itself and not before others. (Longest queue drop: Suter, Lakshman,
/// Stiliadis and Choudhury, "Buffer management schemes for supporting TCP in gigabit routers with
/// per-flow queueing", IEEE JSAC 17(6), 1999.)
package struct AdmissionQueue {
    /// What became of a job that wants to wait.
    package enum Admission {
        /// It waits.
        case admitted
        /// It waits, and this one of another client waits no more: refuse that.
        case displaced(Job)
        /// There is no room for it.
        case refused
    }

    /// Jobs that may wait.
    package let capacity: Int

    /// Jobs that wait.
    package private(set) var count = 0

    private var lines: [ClientID: Deque<Job>] = [:]

    /// The clients that have a job waiting and are not held, in the order of their turns.
    private var turns: Deque<ClientID> = []

    /// The clients whose jobs are not to be begun for now.
    private var held: Set<ClientID> = []

    /// Makes an empty queue.
    package init(capacity: Int) {
        precondition(capacity > 0, "somebody may wait")
        self.capacity = capacity
    }

    /// Jobs that wait and may be begun.
    package var readyCount: Int {
        held.isEmpty ? count : held.reduce(count) { $0 - (lines[$1]?.count ?? 0) }
    }

    /// Takes a job in.
    package mutating func admit(_ job: Job) -> Admission {
        guard count == capacity else {
            append(job)
            return .admitted
        }
        let own = lines[job.client]?.count ?? 0
        guard let longest = lines.max(by: { $0.value.count < $1.value.count }),
            longest.value.count > own + 1, let last = longest.value.last
        else { return .refused }
        remove(last)
        append(job)
        return .displaced(last)
    }

    /// Takes out the next job: the one that has waited longest in the line whose turn it is.
    package mutating func next() -> Job? {
        guard let client = turns.popFirst(), let job = lines[client]?.popFirst() else { return nil }
        count -= 1
        if lines[client]?.isEmpty == true {
            lines[client] = nil
        } else {
            turns.append(client)
        }
        return job
    }

    /// Takes out a job that nobody wants any more; does nothing if a worker has it already.
    package mutating func remove(_ job: Job) {
        guard let index = lines[job.client]?.lastIndex(where: { $0.call === job.call }) else {
            return
        }
        lines[job.client]?.remove(at: index)
        count -= 1
        guard lines[job.client]?.isEmpty == true else { return }
        lines[job.client] = nil
        turns.removeAll { $0 == job.client }
    }

    /// Begins no more jobs of a client, which keep their places, until ``resume(_:)``.
    package mutating func hold(_ client: ClientID) {
        guard held.insert(client).inserted else { return }
        turns.removeAll { $0 == client }
    }

    /// Lets a client's jobs take part again.
    package mutating func resume(_ client: ClientID) {
        guard held.remove(client) != nil, lines[client] != nil else { return }
        turns.append(client)
    }

    private mutating func append(_ job: Job) {
        if lines[job.client] == nil, !held.contains(job.client) { turns.append(job.client) }
        lines[job.client, default: []].append(job)
        count += 1
    }
}

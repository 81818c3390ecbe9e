/// Moves every transfer on, on one thread, until it is told to end.
final class TransferLoop {
    private let multi: MultiHandle
    private let inbox: TransferInbox
    private let options: HTTPClient.Options

    /// What is in flight, by the identity of its easy handle.
    private var transfers: [EasyHandle.Identity: Transfer] = [:]

    /// Prepares to serve `inbox`, which wakes `multi`.
    init(
        _ multi: consuming MultiHandle,
        _ inbox: TransferInbox,
        _ options: HTTPClient.Options
    ) {
        self.multi = multi
        self.inbox = inbox
        self.options = options
    }

    /// Answers everything that arrives, and returns when the inbox is stopped and everything has
    /// its answer.
    func run() {
        while let arrivals = inbox.take() {
            for arrival in arrivals { begin(arrival) }
            do throws(HTTPFailure) {
                try multi.perform()
                endFinished()
                endUnwanted(at: .now)
                try multi.wait(until: transfers.values.map(\.order.deadline).min())
            } catch {
                endAll(with: error)
            }
        }
        endAll(with: .stopped)
        for arrival in inbox.close() {
            arrival.continuation.resume(returning: .failure(.stopped))
        }
    }

    private func begin(_ arrival: TransferInbox.Arrival) {
        if let reason = arrival.order.reasonToEnd(at: .now, .connecting) {
            return arrival.continuation.resume(returning: .failure(reason))
        }
        do throws(HTTPFailure) {
            let transfer = try Transfer(arrival, options)
            try multi.add(transfer.easy)
            transfers[transfer.easy.identity] = transfer
        } catch {
            arrival.continuation.resume(returning: .failure(error))
        }
    }

    private func endFinished() {
        while let (identity, code) = multi.nextFinished() {
            guard let transfer = transfers[identity] else { continue }
            end(transfer, with: transfer.outcome(code))
        }
    }

    private func endUnwanted(at now: ContinuousClock.Instant) {
        for transfer in transfers.values {
            guard let reason = transfer.order.reasonToEnd(at: now, transfer.easy.stage)
            else { continue }
            end(transfer, with: .failure(reason))
        }
    }

    private func endAll(with failure: HTTPFailure) {
        for transfer in transfers.values { end(transfer, with: .failure(failure)) }
    }

    /// Takes a transfer out of libcurl before its caller hears of it: whoever has the answer sees
    /// nothing in flight any more.
    private func end(_ transfer: Transfer, with outcome: Result<HTTPResponse, HTTPFailure>) {
        multi.remove(transfer.easy)
        transfers[transfer.easy.identity] = nil
        transfer.answer(outcome)
    }
}

import Client
import Foundation
import Landcover
import Testing
import Wire

@Suite(.timeLimit(.minutes(1))) struct Dialing {
    @Test func `a missing socket names the path and what to run`() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/none.sock"
            let error = try await refusal(of: [path])
            #expect(error == .noDaemon([ConnectionAttempt(path: path, problem: .missing)]))
            #expect(
                "\(error)" == "no daemon answers (\(path): no such socket); "
                    + "start one with `landcoverd`, or name its socket with --socket"
            )
            #expect(error.code == .unavailable && error.isRetriable)
        }
    }

    @Test func `a socket that a daemon left behind is told from a missing one`() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/stale.sock"
            try TestDaemon.leaveSocket(at: path)
            let error = try await refusal(of: [path])
            #expect(error == .noDaemon([ConnectionAttempt(path: path, problem: .refused)]))
        }
    }

    @Test func `a file that is no socket is called that`() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/file"
            try Data().write(to: URL(fileURLWithPath: path))
            let error = try await refusal(of: [path])
            #expect(error == .noDaemon([ConnectionAttempt(path: path, problem: .notASocket)]))
        }
    }

    @Test func `a path too long for a socket is called that`() async throws {
        let path = "/" + String(repeating: "x", count: 200)
        let error = try await refusal(of: [path])
        #expect(error == .noDaemon([ConnectionAttempt(path: path, problem: .pathTooLong)]))
    }

    @Test(.disabled(if: geteuid() == 0, "root may connect anywhere: run as another user"))
    func `a socket without permission says whose group to join`() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/closed.sock"
            try TestDaemon.leaveSocket(at: path)
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
            let error = try await refusal(of: [path])
            guard case .noDaemon(let attempts) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(attempts.map(\.problem) == [.permissionDenied])
            #expect(error.code == .permissionDenied)
        }
    }

    @Test func `a refused permission tells which group to join`() {
        let error = ClientError.noDaemon([
            ConnectionAttempt(path: "/run/a.sock", problem: .permissionDenied, group: "landcover"),
            ConnectionAttempt(path: "/run/b.sock", problem: .missing),
        ])
        #expect(
            "\(error)" == "no daemon answers (/run/a.sock: permission denied; "
                + "/run/b.sock: no such socket); join the group landcover "
                + "(`usermod --append --groups landcover YOU`, then log in again)"
        )
        #expect(error.code == .permissionDenied)
    }

    @Test func `nobody is told to join root's group`() {
        let attempt = ConnectionAttempt(
            path: "/run/a.sock",
            problem: .permissionDenied,
            group: "root"
        )
        let text = "\(ClientError.noDaemon([attempt]))"
        #expect(!text.contains("usermod") && !text.contains("join"))
        #expect(text.contains("ask who runs the daemon"))
    }

    @Test func `the first path where a daemon answers is taken`() async throws {
        try await withTemporaryFolder { folder in
            try await TestDaemon.run { peer in
                try await peer.drain()
            } during: { socket in
                let candidates = ["\(folder)/none.sock"] + socket.candidates
                let path = try await Connection.open(toFirstOf: candidates) { $0.path }
                #expect(path == socket.candidates.last)
            }
        }
    }

    private func refusal(of paths: [String]) async throws -> ClientError {
        try #require(
            await #expect(throws: ClientError.self) {
                try await Connection.open(toFirstOf: paths) { _ in }
            }
        )
    }
}

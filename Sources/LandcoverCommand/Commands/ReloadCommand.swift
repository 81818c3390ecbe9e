import AnswerJSON
import ArgumentParser
import FoundationEssentials
import PlainText
import Wire

/// `landcover reload`: has the daemon serve another model, or the same file anew.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Serve another model, without a call that fails for it.",
        discussion: """
            The daemon reads the model, compiles it and tries it beside the one that answers, then \
            puts it in its place. If anything is wrong with it, nothing changes and this command \
            says why. For root and the daemon's own user: \
            sudo landcover reload --model /var/lib/landcover/models/new.safetensors --wait
            """
    )

    @Option(
        help: ArgumentHelp(
            "The .safetensors model, on the daemon's machine; otherwise the present file again.",
            valueName: "path"
        ),
        completion: .file(extensions: ["safetensors"])
    )
    var model: String?

    @Flag(help: "Wait until the new model answers; otherwise the daemon's log says how it went.")
    var wait = false

    @Flag(help: "Describe the model that answers as one JSON object.") var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        // The daemon has another working folder.
        let path = model.map { URL(fileURLWithPath: $0).path }
        let request = ReloadRequest(modelPath: path, isInBackground: !wait)
        let report = try await connection.withDaemon { daemon in
            let (result, _) = try await daemon.ask(.reload(request))
            guard case .reloaded(let report) = result else { throw daemon.unexpected }
            return report
        }
        if json {
            try OutputStream.standard.write(report.json.text + "\n")
        } else if wait {
            try OutputStream.standard.write(
                "\(report.name.printable), generation \(report.generation), "
                    + "answers (\(report.path.printable))\n"
            )
        } else {
            try OutputStream.standard.write(
                "begun; generation \(report.generation) answers until the new model does\n"
            )
        }
    }
}

import ArgumentParser
import Client
import Wire

/// `landcover describe`: prints the protocol.
struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print the daemon's protocol.",
        discussion: """
            Prints the messages as an outline. With --output the daemon's own \
            google.protobuf.FileDescriptorSet is written, which protobuf tools read:

              landcover describe --output landcover.pb
              protoc --decode=landcover.v1.Envelope --descriptor_set_in=landcover.pb
            """
    )

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write the FileDescriptorSet to this file; - is standard output.",
            valueName: "file"
        ),
        completion: .file(extensions: ["pb"])
    )
    var output: String?

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (descriptors, path) = try await connection.withDaemon { daemon in
            let (result, _) = try await daemon.ask(.describe)
            guard case .description(let descriptors) = result else { throw daemon.unexpected }
            return (descriptors, daemon.session.path)
        }
        if let output {
            try OutputStream.create(output).write(descriptors)
            return
        }
        guard let outline = DescriptorOutline(fileDescriptorSet: descriptors) else {
            throw CommandFailure(
                .protocolError,
                "the daemon at \(path) describes its protocol in a way this client cannot read; "
                    + "write it to a file with --output"
            )
        }
        try OutputStream.standard.write(outline.text)
    }
}

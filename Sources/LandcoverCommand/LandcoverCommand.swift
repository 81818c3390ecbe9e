import ArgumentParser
import Client
import Glibc
import Landcover

/// `landcover`: asks the daemon what is on satellite images, and why it thinks so.
@main
struct LandcoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landcover",
        abstract: "Ask what is on satellite images, and why.",
        discussion: """
            A client of landcoverd. Results go to standard output, everything else to standard \
            error. The exit status is one of sysexits.h: 0 all well, 64 a wrong command line, 65 a \
            bad image, 66 no such input, 69 no daemon, 70 a fault inside, 73 an output that cannot \
            be made, 74 an output that cannot be written, 75 not now (try again), 76 a daemon of \
            another protocol, 77 no permission.
            """,
        version: Version.current,
        subcommands: [
            ClassifyCommand.self, GradCAMCommand.self, CompareCommand.self, StatusCommand.self,
            HealthCommand.self, DescribeCommand.self, MetricsCommand.self, ReloadCommand.self,
            BenchCommand.self,
            CompletionsCommand.self,
        ]
    )

    /// Runs what the command line asks for; how every run ends is decided here.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch is ReaderGone {
            // As for `landcover classify … | head -1`: the reader had what it wanted.
            Glibc.exit(EXIT_SUCCESS)
        } catch let failure as CommandFailure {
            end(failure)
        } catch let error as ClientError {
            end(CommandFailure(Sysexit(error), "\(error)"))
        } catch {
            exit(withError: error)
        }
    }

    private static func end(_ failure: CommandFailure) -> Never {
        Diagnostics.say("\(failure)")
        Glibc.exit(failure.status.rawValue)
    }
}

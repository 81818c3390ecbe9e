import ArgumentParser

/// `landcover completions`: teach a shell this program's words.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print a completion script for a shell.",
        discussion: """
              landcover completions bash > ~/.local/share/bash-completion/completions/landcover
              landcover completions zsh > ~/.zfunc/_landcover
              landcover completions fish > ~/.config/fish/completions/landcover.fish
            """
    )

    /// A shell that scripts can be made for.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        fileprivate var completionShell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() throws {
        let script = LandcoverCommand.completionScript(for: shell.completionShell)
        try OutputStream.standard.write(script + "\n")
    }
}

import ArgumentParser
import Client
import Glibc
import HeatmapRendering
import ImageCodecs
import Landcover
import Wire
import PlainText

/// `landcover gradcam`: draws where on an image the evidence for a class lies.
struct GradCAMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gradcam",
        abstract: "Draw where on an image the evidence for a class lies.",
        discussion: """
            Grad-CAM (Selvaraju et al. 2017) at the network's last stage. Colours are relative to \
            the strongest place of the same picture; its strength is printed beside them.

              landcover gradcam tile.png -o heat.png
              landcover gradcam tile.png -o heat.png --class River --layout side-by-side
              landcover gradcam tile.png -o heat.png --class all     (heat-River.png, …)
              landcover gradcam tile.png --preview
              landcover gradcam tile.png --grid - | jq .values
            """
    )

    @Argument(
        help: "A JPEG or PNG file; - is standard input.",
        completion: .file(extensions: ["jpg", "jpeg", "png"])
    )
    var image: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write the picture to this PNG file; - is standard output.",
            valueName: "file"
        ),
        completion: .file(extensions: ["png"])
    )
    var output: String?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "The class to explain, or all; the predicted one by default.",
            discussion: "With all, the classes' names go into the file names: heat-River.png.",
            valueName: "name"
        )
    )
    var className: String?

    @Option(name: .customLong("colormap"), help: "turbo, jet or viridis.")
    var colorMap = ColorMap.turbo

    @Option(help: "overlay, side-by-side (with a legend) or bare.")
    var layout = Picture.overlay

    @Option(help: "The heatmap's share in the overlay, 0 to 1.")
    var opacity: Float = 0.5

    @Option(
        help: ArgumentHelp(
            "Enlarge the picture until its longer side has this many pixels; 0 keeps the image's.",
            valueName: "pixels"
        )
    )
    var size = 448

    @Flag(help: "Draw the picture in the terminal.") var preview = false

    @Option(
        help: ArgumentHelp(
            "Write the raw numbers as JSON to this file; - is standard output.",
            valueName: "file"
        ),
        completion: .file(extensions: ["json"])
    )
    var grid: String?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard output != nil || preview || grid != nil else {
            throw ValidationError("Say what to make: -o FILE, --preview or --grid FILE.")
        }
        guard 0...1 ~= opacity else {
            throw ValidationError("--opacity is \(opacity); give 0 (invisible) to 1 (opaque).")
        }
        guard 0...Limits.pictureSide ~= size else {
            throw ValidationError("--size is \(size); give 0 to \(Limits.pictureSide) pixels.")
        }
        guard [output, grid, preview ? "-" : nil].count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("Only one thing can go to standard output.")
        }
        guard output != "-" || className != "all" else {
            throw ValidationError("--class all makes several pictures; name a file with -o.")
        }
    }

    func run() async throws {
        let source = image == "-" ? ImageSource.standardInput : .file(image)
        let figures = FigureWriter(output: output, grid: grid, everyClass: className == "all")
        try figures.refuseToOverwrite(source)
        let terminal = preview ? try terminalWithColors() : nil
        let request = ExplainRequest(
            image: try read(source),
            target: target,
            style: HeatmapStyle(
                layout: output == nil && !preview ? .grid : layout.layout,
                colorMap: colorMap,
                opacity: opacity,
                minimumSide: size
            )
        )
        let (explanations, summary) = try await connection.withDaemon { daemon in
            let result: Response.Result
            do {
                result = try await daemon.ask(.explain(request)).result
            } catch let failure as CommandFailure {
                throw CommandFailure(failure.status, "\(source.name): \(failure)")
            }
            guard case .explanations(let explanations, let summary) = result else {
                throw daemon.unexpected
            }
            return (explanations, summary)
        }
        for warning in summary.warnings { Diagnostics.say("\(source.name): warning: \(warning)") }
        for explanation in explanations {
            if let terminal { try show(explanation, on: terminal) }
            let path = try figures.writePicture(of: explanation)
            try remark(on: explanation, drawnTo: path)
        }
        try figures.writeGrids(of: explanations)
    }

    private var target: ExplanationTarget {
        switch className {
        case nil: .predicted
        case "all"?: .every
        case let name?: .named(name)
        }
    }

    private func read(_ source: ImageSource) throws -> [UInt8] {
        do throws(CommandFailure) {
            return try source.read()
        } catch {
            throw CommandFailure(error.status, "\(source.name): \(error)")
        }
    }

    private func terminalWithColors() throws -> Terminal {
        guard let terminal = Terminal(STDOUT_FILENO), terminal.showsColors else {
            throw CommandFailure(
                .usage,
                "--preview draws in colours, and standard output is no terminal that shows them "
                    + "(or NO_COLOR is set); write a file with -o"
            )
        }
        return terminal
    }

    private func show(_ explanation: Explanation, on terminal: Terminal) throws {
        do {
            let picture = try ImageDecoder().decode(explanation.png).image
            // Room for the line below the picture and for the prompt; two pixels a line.
            let rows = max(terminal.rows - 3, 8)
            let columns = min(terminal.columns, max(1, 2 * rows * picture.width / picture.height))
            try OutputStream.standard.write(TerminalPreview.render(picture, columns: columns))
        } catch let error as ImageError {
            throw CommandFailure(.protocolError, "the daemon's picture is not a PNG: \(error)")
        }
    }

    /// Says what was found and where the picture went; beside the results if those are bytes.
    private func remark(on explanation: Explanation, drawnTo path: String?) throws {
        let prediction = explanation.prediction
        let evidence =
            explanation.heatmap.hasPositiveEvidence
            ? Captions.peak(of: explanation.heatmap)
            : Captions.noEvidence(for: prediction.className)
        let place = path.map { " -> \($0)" } ?? ""
        let line = "\(Captions.heading(for: prediction)), \(evidence)\(place)".printable + "\n"
        if output == "-" || grid == "-" {
            Diagnostics.write(line)
        } else {
            try OutputStream.standard.write(line)
        }
    }
}

extension GradCAMCommand {
    /// The pictures that can be asked for.
    enum Picture: String, ExpressibleByArgument, CaseIterable {
        case overlay
        case sideBySide = "side-by-side"
        case bare

        fileprivate var layout: HeatmapStyle.Layout {
            switch self {
            case .overlay: .overlay
            case .sideBySide: .sideBySide
            case .bare: .bare
            }
        }
    }
}

extension ColorMap: ExpressibleByArgument {}

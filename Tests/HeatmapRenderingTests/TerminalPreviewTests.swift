import HeatmapRendering
import ImageCodecs
import Testing
import Randomness

@Suite struct TerminalPreviewTests {
    @Test(arguments: [(1, 2), (5, 4), (31, 20)])
    func `a terminal that obeys the escapes shows the image`(width: Int, height: Int) throws {
        let image = RGBImage.pattern(width: width, height: height)
        let text = TerminalPreview.render(image, columns: width)
        #expect(try Screen(showing: text).image == image)
    }

    @Test func `repeated colours do not disturb the image`() throws {
        var random = SeededGenerator(seed: 7)
        let shades: [UInt8] = [0, 255]
        let pixels = (0..<16 * 8).flatMap { _ in
            [UInt8](repeating: shades[Int.random(in: 0...1, using: &random)], count: 3)
        }
        let image = RGBImage(width: 16, height: 8, pixels: pixels)
        #expect(try Screen(showing: TerminalPreview.render(image, columns: 80)).image == image)
    }

    @Test func `a colour is set once for a run of equal ones`() {
        let flat = RGBImage.flat(RGBColor(red: 1, green: 2, blue: 3), width: 5, height: 4)
        let line = "\u{1B}[48;2;1;2;3m     \u{1B}[0m\n"
        #expect(TerminalPreview.render(flat, columns: 5) == line + line)
    }

    @Test func `upper and lower colour share one escape`() {
        let rows = RGBImage(
            width: 2,
            height: 2,
            pixels: [1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9]
        )
        #expect(
            TerminalPreview.render(rows, columns: 2)
                == "\u{1B}[38;2;1;2;3;48;2;4;5;6m▀\u{1B}[48;2;7;8;9m▀\u{1B}[0m\n"
        )
    }

    @Test(arguments: [
        (100, 50, 40, 40, 10), (64, 64, 32, 32, 16), (64, 64, 200, 64, 32), (50, 200, 10, 10, 20),
        (1000, 1, 80, 80, 1), (3, 3, 3, 3, 2), (1, 1, 80, 1, 1),
    ])
    func `proportions are kept and nothing is enlarged`(
        width: Int,
        height: Int,
        asked: Int,
        columns: Int,
        rows: Int
    ) throws {
        let image = RGBImage.pattern(width: width, height: height)
        let shown = try Screen(showing: TerminalPreview.render(image, columns: asked)).image
        #expect(shown.width == columns)
        #expect(shown.height == 2 * rows)
    }

    @Test func `reducing takes the mean of the covered area`() throws {
        let gray: [UInt8] = [
            0, 10, 200, 100,
            20, 30, 0, 103,
            255, 255, 1, 0,
            255, 255, 0, 0,
        ]
        let image = RGBImage(width: 4, height: 4, pixels: gray.flatMap { [$0, $0, $0] })
        let shown = try Screen(showing: TerminalPreview.render(image, columns: 2)).image
        #expect(shown.pixels == [15, 101, 255, 0].flatMap { [UInt8]([$0, $0, $0]) })
    }

    @Test func `a pixel on the border counts for both sides by its share`() throws {
        let gray: [UInt8] = [90, 60, 0]
        let row = gray.flatMap { [$0, $0, $0] }
        let image = RGBImage(width: 3, height: 3, pixels: row + row + row)
        let shown = try Screen(showing: TerminalPreview.render(image, columns: 2)).image
        // Two thirds of the outer pixel and one third of the middle one.
        #expect(shown.color(x: 0, y: 0) == RGBColor(gray: 80))
        #expect(shown.color(x: 1, y: 0) == RGBColor(gray: 20))
    }

    @Test func `every line ends in the terminal's own colours`() {
        let text = TerminalPreview.render(.pattern(width: 9, height: 12), columns: 9)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last == "")
        #expect(lines.dropLast().count == 6)
        #expect(lines.dropLast().allSatisfy { $0.hasSuffix("\u{1B}[0m") })
    }
}

/// What a terminal shows: the half blocks and blanks of a text with their colours.
private struct Screen {
    let image: RGBImage

    private struct Surprise: Error {
        let text: Substring
    }

    init(showing text: String) throws {
        var rows: [[RGBColor]] = []
        for line in text.split(separator: "\n") {
            var foreground: RGBColor?
            var background: RGBColor?
            var upper: [RGBColor] = []
            var lower: [RGBColor] = []
            var rest = line[...]
            while let character = rest.popFirst() {
                switch character {
                case "\u{1B}":
                    guard rest.popFirst() == "[", let end = rest.firstIndex(of: "m") else {
                        throw Surprise(text: rest)
                    }
                    var codes = rest[..<end].split(separator: ";").compactMap { UInt8($0) }[...]
                    rest = rest[rest.index(after: end)...]
                    while let code = codes.popFirst() {
                        switch code {
                        case 0: (foreground, background) = (nil, nil)
                        case 38: foreground = try Self.trueColor(&codes)
                        case 48: background = try Self.trueColor(&codes)
                        default: throw Surprise(text: line)
                        }
                    }
                case "▀":
                    upper.append(try #require(foreground))
                    lower.append(try #require(background))
                case " ":
                    upper.append(try #require(background))
                    lower.append(try #require(background))
                default: throw Surprise(text: rest)
                }
            }
            rows += [upper, lower]
        }
        image = RGBImage(
            width: rows.first?.count ?? 0,
            height: rows.count,
            pixels: rows.joined().flatMap { [$0.red, $0.green, $0.blue] }
        )
    }

    private static func trueColor(_ codes: inout ArraySlice<UInt8>) throws -> RGBColor {
        let parameters = Array(codes.prefix(4))
        guard parameters.count == 4, parameters[0] == 2 else { throw Surprise(text: "") }
        codes = codes.dropFirst(4)
        return RGBColor(red: parameters[1], green: parameters[2], blue: parameters[3])
    }
}

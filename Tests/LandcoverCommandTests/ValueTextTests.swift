import LandcoverCommand
import Testing
import PlainText

@Suite struct `Values as text` {
    @Test func `JSON escapes what must be escaped and nothing else`() {
        let text = "\"\\\n\r\t\u{0}\u{1F}\u{7F}/é😀"
        #expect(JSONValue.string(text).text == #""\"\\\n\r\t\u0000\u001f\u007f/é😀""#)
    }

    @Test func `JSON numbers read back as they were, and what is none is null`() {
        let numbers: [Float] = [0, -0.5, 1e-20, 3.4e38, 0.1]
        for number in numbers {
            #expect(Float(JSONValue.single(number).text) == number)
        }
        #expect(JSONValue.number(.nan).text == "null")
        #expect(JSONValue.number(-.infinity).text == "null")
    }

    @Test func `JSON containers keep their order`() {
        let value = JSONValue.object([
            .init("b", .array([.integer(1), .boolean(true), .null])), .init("a", .object([])),
        ])
        #expect(value.text == #"{"b":[1,true,null],"a":{}}"#)
    }

    @Test(
        arguments: [
            (0, 1, "0.0"), (0.05, 1, "0.1"), (-0.25, 1, "-0.3"), (12.345, 2, "12.35"),
            (7, 0, "7"), (.nan, 1, "?"), (1e300, 1, "?"), (-0.001, 2, "0.00"),
        ] as [(Double, Int, String)]
    )
    func `a number is rounded to its places`(value: Double, places: Int, text: String) {
        #expect(FixedPoint.text(value, places: places) == text)
    }

    @Test(
        arguments: [
            (0, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (192, "3 min 12 s"),
            (3600, "1 h 0 min"), (90_000, "1 d 1 h"),
        ] as [(Int, String)]
    )
    func `a duration has its two largest units`(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).inWords == text)
    }

    @Test func `progress tells count, rate and time left`() {
        let progress = Progress(done: 50, total: 200)
        let line = progress.line(elapsed: .seconds(5), columns: 80)
        #expect(
            line == " 50/200 [##########                              ]   10.0/s  0:15 left"
        )
        #expect(Progress(total: 200).line(elapsed: .zero, columns: 80).hasPrefix("  0/200 [ "))
        #expect(
            Progress(done: 1, total: 10_000).line(elapsed: .seconds(1), columns: 80)
                .hasSuffix("2:46:39 left")
        )
    }

    @Test func `progress never exceeds the terminal's width`() {
        for columns in 0...120 {
            let progress = Progress(done: 123_456, total: 1_000_000)
            #expect(progress.line(elapsed: .seconds(60), columns: columns).count <= columns)
        }
    }

    @Test(
        arguments: [
            ("heat.png", "River", "heat-River.png"), ("out/heat", "River", "out/heat-River"),
            ("a.b/heat", "River", "a.b/heat-River"), ("a.b/.png", "River", "a.b/.png-River"),
            ("heat.v2.png", "../x", "heat.v2-.._x.png"),
        ]
    )
    func `a class's name goes into its picture's file name`(
        path: String,
        className: String,
        expected: String
    ) {
        #expect(FigureWriter.path(path, naming: className) == expected)
    }
}

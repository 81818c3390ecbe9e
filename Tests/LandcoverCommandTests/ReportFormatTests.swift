import Landcover
import LandcoverCommand
import Testing
import Wire
import PlainText

@Suite struct `Reports on images` {
    private let lake = ImageReport(
        name: "tiles/lake.jpg",
        outcome: .success(
            .init(
                Classification(
                    predictions: [
                        Prediction(
                            className: "SeaLake",
                            classIndex: 9,
                            probability: 0.96875,
                            logit: 5.5
                        ),
                        Prediction(
                            className: "River",
                            classIndex: 8,
                            probability: 0.03125,
                            logit: 2.25
                        ),
                    ],
                    image: ImageSummary(width: 64, height: 48, warnings: ["It ends \"early\"."])
                ),
                timing: Timing(
                    queue: .microseconds(5),
                    decode: .microseconds(217),
                    compute: .milliseconds(16),
                    encode: .microseconds(9)
                )
            )
        )
    )
    private let damaged = ImageReport(
        name: "a,\"b\"\r\n.png",
        outcome: .failure(CommandFailure(.dataError, "is empty; give another"))
    )

    @Test func `a table has a line a class under the names of its columns`() {
        let format = ReportFormat.table(nameWidth: 16)
        #expect(
            format.header + format.lines(for: lake) == """
                FILE              CLASS                 CONFIDENCE
                tiles/lake.jpg    SeaLake                   96.9 %
                                  River                      3.1 %

                """
        )
        #expect(format.lines(for: damaged).isEmpty)
    }

    @Test func `a table's names cannot command the terminal`() {
        guard case .success(let finding) = lake.outcome else { return }
        let report = ImageReport(name: "\u{1B}[2Jx\n\u{9B}", outcome: .success(finding))
        let lines = ReportFormat.table(nameWidth: 4).lines(for: report)
        #expect(lines.hasPrefix("\\x1B[2Jx\\x0A\\x9B  SeaLake"))
    }

    @Test func `CSV quotes what must be quoted and keeps images that failed`() {
        let format = ReportFormat.csv
        #expect(
            format.header + format.lines(for: lake) + format.lines(for: damaged)
                == "file,rank,class,probability,logit,error\n"
                + "tiles/lake.jpg,1,SeaLake,0.96875,5.5,\n"
                + "tiles/lake.jpg,2,River,0.03125,2.25,\n"
                + "\"a,\"\"b\"\"\r\n.png\",,,,,is empty; give another\n"
        )
    }

    @Test func `JSON has one object a line with all that is known`() {
        #expect(
            ReportFormat.json.lines(for: lake)
                == #"{"file":"tiles/lake.jpg","predictions":[{"class":"SeaLake","index":9,"#
                + #""probability":0.96875,"logit":5.5},{"class":"River","index":8,"#
                + #""probability":0.03125,"logit":2.25}],"image":{"width":64,"height":48},"#
                + #""warnings":["It ends \"early\"."],"timing":{"queue_microseconds":5,"#
                + #""decode_microseconds":217,"compute_microseconds":16000,"#
                + #""encode_microseconds":9}}"# + "\n"
        )
        #expect(
            ReportFormat.json.lines(for: damaged)
                == #"{"file":"a,\"b\"\r\n.png","error":{"exit_status":65,"#
                + #""message":"is empty; give another"}}"# + "\n"
        )
        #expect(ReportFormat.json.header.isEmpty)
    }

    @Test func `the column of names fits them, printed, up to a bound`() {
        #expect(ClassificationTable.width(for: ["ab", "abc\u{1B}"]) == 7)
        #expect(ClassificationTable.width(for: [String(repeating: "x", count: 300)]) == 60)
        #expect(ClassificationTable.width(for: []) == 0)
    }
}

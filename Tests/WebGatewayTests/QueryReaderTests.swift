import HummingbirdCore
import Landcover
import Testing
import WebGateway
import Wire

@Suite struct `Parameters of a query` {
    private func reader(_ query: String) throws -> QueryReader {
        try QueryReader(URI("/x?\(query)"), known: ["n", "s", "map", "class"])
    }

    @Test func `are read, or as usual`() throws {
        let query = try reader("n=7&s=0.25&map=viridis&class=Sea%20Lake")
        #expect(try query.integer("n", usual: 1, in: 0...9) == 7)
        #expect(try query.share("s", usual: 1) == 0.25)
        #expect(try query.choice("map", usual: ColorMap.turbo) == .viridis)
        #expect(query.text("class") == "Sea Lake")
        let none = try reader("")
        #expect(try none.integer("n", usual: 1, in: 0...9) == 1)
        #expect(try none.share("s", usual: 0.5) == 0.5)
        #expect(try none.choice("map", usual: ColorMap.turbo) == .turbo)
        #expect(none.text("class") == nil)
    }

    @Test(arguments: ["", "x", "-1", "10", "+7", " 7", "7.0", "99999999999999999999"])
    func `a number must be one, in its range`(text: String) throws {
        let query = try reader("n=\(text.replacing("+", with: "%2B").replacing(" ", with: "%20"))")
        #expect(throws: Problem.self) { try query.integer("n", usual: 1, in: 0...9) }
    }

    @Test(arguments: ["", "x", "-0.1", "1.1", "nan", "inf"])
    func `a share must be from 0 to 1`(text: String) throws {
        let query = try reader("s=\(text)")
        #expect(throws: Problem.self) { try query.share("s", usual: 1) }
    }

    @Test func `a choice must be one of those there are, and they are said`() throws {
        let query = try reader("map=gray")
        let problem = #expect(throws: Problem.self) {
            try query.choice("map", usual: ColorMap.turbo)
        }
        #expect(problem?.status.message == "`map` is gray; choose one of turbo, jet, viridis")
    }

    @Test func `what is unknown or said twice is refused by name`() {
        let unknown = #expect(throws: Problem.self) { try reader("top=1") }
        #expect(unknown?.status.message.contains("`top`;") == true)
        let twice = #expect(throws: Problem.self) { try reader("n=1&n=1") }
        #expect(twice?.status.message == "the parameter `n` is given twice")
    }
}

/// The stack of the pickle machine, with its marks.
struct PickleStack {
    private var values: [PickleValue] = []
    private var marks: [Int] = []

    /// Begins empty.
    init() {}

    /// The only value, if there is exactly one and no mark.
    var onlyValue: PickleValue? {
        values.count == 1 && marks.isEmpty ? values[0] : nil
    }

    /// Puts a value on top.
    mutating func push(_ value: PickleValue) throws(PickleDefect) {
        guard values.count < PickleLimits.stackDepth else { throw Self.tooDeep }
        values.append(value)
    }

    /// Marks where a run begins.
    mutating func mark() throws(PickleDefect) {
        guard marks.count < PickleLimits.stackDepth else { throw Self.tooDeep }
        marks.append(values.count)
    }

    /// Takes the value on top, which must lie above the last mark.
    mutating func pop() throws(PickleDefect) -> PickleValue {
        guard values.count > (marks.last ?? 0), let value = values.popLast() else {
            throw .stackUnderflow
        }
        return value
    }

    /// Takes the last `count` values, the topmost last.
    mutating func pop(_ count: Int) throws(PickleDefect) -> [PickleValue] {
        guard values.count - count >= (marks.last ?? 0) else { throw .stackUnderflow }
        defer { values.removeLast(count) }
        return Array(values.suffix(count))
    }

    /// Takes everything above the last mark, and the mark.
    mutating func popRun() throws(PickleDefect) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw .noMark }
        defer { values.removeSubrange(mark...) }
        return Array(values[mark...])
    }

    /// Returns the value on top and leaves it there.
    func top() throws(PickleDefect) -> PickleValue {
        guard values.count > (marks.last ?? 0), let value = values.last else {
            throw .stackUnderflow
        }
        return value
    }

    private static var tooDeep: PickleDefect {
        .exceeds(limit: PickleLimits.stackDepth, of: "values on its stack")
    }
}

/// A date as HTTP writes it: `Wed, 21 Oct 2015 07:28:00 GMT` (RFC 9110, 5.6.7, IMF-fixdate).
///
/// The two forms that the standard calls obsolete are not read.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970; nil if the text is no such date.
    static func secondsSince1970(_ text: String) -> Double? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[0].count == 4, words[0].hasSuffix(","), words[5] == "GMT",
            let day = number(words[1], digits: 2, in: 1...31),
            let month = months.firstIndex(of: String(words[2])),
            let year = number(words[3], digits: 4, in: 1970...9999)
        else { return nil }
        let time = words[4].split(separator: ":", omittingEmptySubsequences: false)
        guard time.count == 3,
            let hour = number(time[0], digits: 2, in: 0...23),
            let minute = number(time[1], digits: 2, in: 0...59),
            // A leap second is a second.
            let second = number(time[2], digits: 2, in: 0...60)
        else { return nil }
        let days = daysSince1970(year: year, month: month + 1, day: day)
        return Double(((days * 24 + hour) * 60 + minute) * 60 + second)
    }

    private static func number(
        _ text: Substring,
        digits: Int,
        in range: ClosedRange<Int>
    ) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let number = Int(text), range.contains(number)
        else { return nil }
        return number
    }

    /// Counts days in years that begin in March, so that the leap day is the last.
    ///
    /// Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

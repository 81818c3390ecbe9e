/// Finds each setting on the command line, in the environment, or where it usually is, and
/// remembers which it was.
package struct SettingsReader {
    let environment: [String: String]
    private let prefix: String

    /// The settings that were read, in their order.
    package private(set) var settings: [Setting] = []

    /// Prepares to read.
    ///
    /// - Parameters:
    ///   - environment: The environment's variables.
    ///   - prefix: What the variables of this program begin with, such as `LANDCOVER_`.
    package init(environment: [String: String], prefix: String) {
        self.environment = environment
        self.prefix = prefix
    }

    /// The variable that stands for an option: `LANDCOVER_DRAIN_TIMEOUT` for `drain-timeout`.
    private func variable(for name: String) -> String {
        prefix + name.uppercased().replacing("-", with: "_")
    }

    /// Reads a whole number.
    ///
    /// - Parameters:
    ///   - name: What the option is called, without its dashes.
    ///   - option: What the command line says.
    ///   - usual: The value if nobody says otherwise.
    ///   - range: The numbers that make sense.
    /// - Returns: The number.
    /// - Throws: ``SettingError`` when it is none of `range`.
    package mutating func number(
        _ name: String,
        _ option: Int?,
        usual: Int,
        in range: ClosedRange<Int>
    ) throws(SettingError) -> Int {
        let wanted = "give a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try value(name, option?.description, usual: usual, wanted) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Reads a time in whole seconds, of at most a day.
    package mutating func seconds(
        _ name: String,
        _ option: Int?,
        usual: Duration,
        from least: Int
    ) throws(SettingError) -> Duration {
        .seconds(try number(name, option, usual: usual.wholeSeconds, in: least...86_400))
    }

    /// Reads a size in MiB.
    ///
    /// - Parameters:
    ///   - name: What the option is called, without its dashes.
    ///   - option: What the command line says, in MiB.
    ///   - usual: The size if nobody says otherwise, in bytes.
    ///   - range: The sizes that make sense, in MiB.
    /// - Returns: The size in bytes.
    /// - Throws: ``SettingError`` when it is none of `range`.
    package mutating func bytes(
        _ name: String,
        _ option: Int?,
        usual: Int,
        inMebibytes range: ClosedRange<Int>
    ) throws(SettingError) -> Int {
        try number(name, option, usual: usual >> 20, in: range) << 20
    }

    /// Reads one of the values of an enumeration.
    package mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        _ option: String?,
        usual: Value
    ) throws(SettingError) -> Value {
        let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
        let raw = try value(
            name,
            option,
            usual: usual.rawValue,
            "choose one of \(known)"
        ) { Value(rawValue: $0)?.rawValue }
        return Value(rawValue: raw) ?? usual
    }

    /// Remembers a setting that was found otherwise.
    package mutating func note(_ name: String, _ value: String, _ origin: Setting.Origin) {
        settings.append(Setting(name: name, value: value, origin: origin))
    }

    /// Where a setting comes from: the command line, or the environment if it says anything.
    ///
    /// - Parameters:
    ///   - name: What the option is called, without its dashes.
    ///   - variable: The variable that stands for it; nil if that is called after it.
    ///   - isGiven: Whether the command line has it.
    ///   - otherwise: Where it comes from if nobody says anything.
    /// - Returns: The origin.
    package func origin(
        of name: String,
        variable: String? = nil,
        isGiven: Bool,
        otherwise: Setting.Origin
    ) -> Setting.Origin {
        if isGiven { return .option("--\(name)") }
        let variable = variable ?? self.variable(for: name)
        return text(in: variable) == nil ? otherwise : .variable(variable)
    }

    private func text(_ name: String) -> String? { text(in: variable(for: name)) }

    private func text(in variable: String) -> String? {
        environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads names that stand between blanks or commas; none if nobody says any.
    ///
    /// - Parameters:
    ///   - name: What the option is called, without its dashes.
    ///   - options: What the command line says, a name each time.
    /// - Returns: The names.
    package mutating func list(_ name: String, _ options: [String]) -> [String] {
        let origin = origin(of: name, isGiven: !options.isEmpty, otherwise: .usual)
        let words = options.isEmpty ? [text(name) ?? ""] : options
        let names = words.flatMap { $0.split { $0 == "," || $0 == " " } }.map(String.init)
        note(name, names.isEmpty ? "none" : names.joined(separator: ","), origin)
        return names
    }

    /// Reads a value of any kind.
    ///
    /// - Parameters:
    ///   - name: What the option is called, without its dashes.
    ///   - option: What the command line says.
    ///   - usual: The value if nobody says otherwise; its description can be read again.
    ///   - wanted: What to give instead of something that cannot be read.
    ///   - read: Reads a text; nil if it makes no sense.
    /// - Returns: The value.
    /// - Throws: ``SettingError`` when it cannot be read.
    package mutating func value<Value: CustomStringConvertible>(
        _ name: String,
        _ option: String?,
        usual: Value,
        _ wanted: String,
        _ read: (String) -> Value?
    ) throws(SettingError) -> Value {
        let origin = origin(of: name, isGiven: option != nil, otherwise: .usual)
        let text = option ?? self.text(name) ?? usual.description
        guard let value = read(text) else {
            throw SettingError(origin: origin, value: text, wanted: wanted)
        }
        note(name, value.description, origin)
        return value
    }
}

extension Duration {
    /// The duration in seconds, rounded down.
    package var wholeSeconds: Int { Int(components.seconds) }
}

import PlainText

/// A setting of the daemon, and why it has its value.
struct Setting: Hashable {
    /// Where a value came from.
    enum Origin: Hashable, CustomStringConvertible {
        /// An option of the command line.
        case option(String)
        /// A variable of the environment.
        case variable(String)
        /// The service manager.
        case serviceManager
        /// Looked for in the usual places.
        case found
        /// Nobody said otherwise.
        case usual

        var description: String {
            switch self {
            case .option(let name): name
            case .variable(let name): "$\(name)"
            case .serviceManager: "the service manager"
            case .found: "found"
            case .usual: "default"
            }
        }
    }

    /// What the option is called, without its dashes.
    let name: String
    /// The value as it would be written on the command line.
    let value: String
    /// Where it came from.
    let origin: Origin
}

/// Finds each setting on the command line, in the environment, or where it usually is, and
/// remembers which it was.
struct SettingsReader {
    private let environment: [String: String]

    /// The settings that were read, in their order.
    private(set) var settings: [Setting] = []

    /// Prepares to read.
    init(environment: [String: String]) {
        self.environment = environment
    }

    /// The variable that stands for an option: `LANDCOVER_DRAIN_TIMEOUT` for `drain-timeout`.
    static func variable(for name: String) -> String {
        "LANDCOVER_" + name.uppercased().replacing("-", with: "_")
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
    mutating func number(
        _ name: String,
        _ option: Int?,
        usual: Int,
        in range: ClosedRange<Int>
    ) throws(SettingError) -> Int {
        let wanted = "give a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try value(name, option, usual: usual, wanted) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Reads one of the values of an enumeration.
    mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
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
    mutating func note(_ name: String, _ value: String, _ origin: Setting.Origin) {
        settings.append(Setting(name: name, value: value, origin: origin))
    }

    /// Where a setting comes from: the command line, or the environment if it says anything.
    ///
    /// - Parameters:
    ///   - name: What the option is called, without its dashes.
    ///   - isGiven: Whether the command line has it.
    ///   - otherwise: Where it comes from if nobody says anything.
    /// - Returns: The origin.
    func origin(
        of name: String,
        isGiven: Bool,
        otherwise: Setting.Origin
    ) -> Setting.Origin {
        if isGiven { return .option("--\(name)") }
        return text(name) == nil ? otherwise : .variable(Self.variable(for: name))
    }

    private func text(_ name: String) -> String? {
        environment[Self.variable(for: name)].flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func value<Value: LosslessStringConvertible>(
        _ name: String,
        _ option: Value?,
        usual: Value,
        _ wanted: String,
        _ read: (String) -> Value?
    ) throws(SettingError) -> Value {
        let origin = origin(of: name, isGiven: option != nil, otherwise: .usual)
        let text = option?.description ?? self.text(name) ?? usual.description
        guard let value = read(text) else {
            throw SettingError(origin: origin, value: text, wanted: wanted)
        }
        note(name, value.description, origin)
        return value
    }
}

/// A setting whose value makes no sense.
struct SettingError: Error, Hashable, CustomStringConvertible {
    /// Where the value came from.
    let origin: Setting.Origin
    /// The value.
    let value: String
    /// What would make sense.
    let wanted: String

    /// One sentence: what is wrong, where, and what to do.
    var description: String { "\(origin) is `\(value)`; \(wanted)" }
}

extension [Setting] {
    /// The settings in three columns.
    var table: String {
        let rows =
            [("SETTING", "VALUE", "FROM")] + map { ($0.name, $0.value, $0.origin.description) }
        let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
        return rows.reduce(into: "") { text, row in
            text += row.0.rightPadded(to: widths.0) + "  "
            text += row.1.rightPadded(to: widths.1) + "  " + row.2 + "\n"
        }
    }
}

import PlainText

/// A setting of a daemon, and why it has its value.
package struct Setting: Hashable {
    /// Where a value came from.
    package enum Origin: Hashable, CustomStringConvertible {
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

        package var description: String {
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
    package let name: String
    /// The value as it would be written on the command line.
    package let value: String
    /// Where it came from.
    package let origin: Origin
}

extension [Setting] {
    /// The settings in three columns.
    package var table: String {
        let rows =
            [("SETTING", "VALUE", "FROM")] + map { ($0.name, $0.value, $0.origin.description) }
        let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
        return rows.reduce(into: "") { text, row in
            text += row.0.rightPadded(to: widths.0) + "  "
            text += row.1.rightPadded(to: widths.1) + "  " + row.2 + "\n"
        }
    }
}

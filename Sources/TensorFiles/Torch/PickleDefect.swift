/// Why the pickle of a `torch.save` file is refused.
package enum PickleDefect: Error, Hashable, Sendable {
    /// The pickle ends in the middle of something.
    case truncated
    /// Bytes follow the end of the pickle.
    case trailingBytes(Int)
    /// The pickle does not begin with protocol 2.
    case unsupportedProtocol(Int)
    /// An instruction that no state_dict needs.
    case opcode(String)
    /// A function or class that no state_dict needs; a pickle can name any there is.
    case global(String)
    /// A bound of this reader is exceeded.
    case exceeds(limit: Int, of: String)
    /// A string is not UTF-8.
    case notUTF8
    /// A number does not fit a 64-bit integer.
    case numberTooLarge
    /// An instruction takes more than the stack holds.
    case stackUnderflow
    /// An instruction needs a mark on the stack and there is none.
    case noMark
    /// A value is asked for that was never kept.
    case unknownMemo(Int)
    /// More or less than one value is left at the end.
    case unbalanced
    /// An instruction is applied to something that it is not for.
    case wrongTarget(of: String)
    /// A function is called with arguments that PyTorch would not have written.
    case wrongArguments(of: String)
}

extension PickleDefect: CustomStringConvertible {
    /// What is wrong, as the end of a sentence.
    package var description: String {
        switch self {
        case .truncated: "the pickle is cut off"
        case .trailingBytes(let count): "\(count) bytes follow the end of the pickle"
        case .unsupportedProtocol(let version):
            "the pickle has protocol \(version), and only 2 is read, the default of torch.save"
        case .opcode(let name):
            "the pickle has the instruction \(name), which no state_dict needs"
        case .global(let name):
            "the pickle asks for \(quoted(name)), which no state_dict needs"
        case .exceeds(let limit, let what): "the pickle has more than \(limit) \(what)"
        case .notUTF8: "the pickle has a string that is not UTF-8"
        case .numberTooLarge: "the pickle has a number beyond 64 bits"
        case .stackUnderflow: "the pickle takes more from its stack than it put there"
        case .noMark: "the pickle takes a run from its stack that never began"
        case .unknownMemo(let index): "the pickle recalls value \(index), which it never kept"
        case .unbalanced: "the pickle does not end with exactly one value"
        case .wrongTarget(let name): "the pickle applies \(name) to what it is not for"
        case .wrongArguments(let name): "the pickle calls \(name) with unknown arguments"
        }
    }
}

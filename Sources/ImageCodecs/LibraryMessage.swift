/// The text in a C array of characters that is imported as a tuple, up to its terminating zero.
func text<Characters>(_ characters: Characters) -> String {
    unsafe withUnsafeBytes(of: characters) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

/// One sentence on recoverable damage; nil if `count` is 0.
///
/// - Parameters:
///   - library: Who met the damage, such as `libjpeg`.
///   - count: How many faults it met.
///   - first: Its words for the first of them.
/// - Returns: A sentence for the user.
func warningSentence(from library: String, count: Int, first: String) -> String? {
    guard count > 0 else { return nil }
    let faults = count == 1 ? "a fault" : "\(count) faults, the first of them"
    return "The picture may be wrong in places: \(library) met \(faults): \(first)."
}

import ArgumentParser
import ResNet

/// Reads an option with a number for each of red, green and blue.
///
/// - Parameters:
///   - list: Such as `0.485,0.456,0.406`; nil where the option is absent.
///   - option: Its name, for the error.
/// - Returns: The numbers, or nil.
/// - Throws: `ValidationError` when the list is not three finite numbers.
func channels(_ list: String?, _ option: String) throws -> [Float]? {
    guard let list else { return nil }
    let values = list.split(separator: ",").compactMap { Float($0) }
    guard values.count == Architecture.inputChannels, values.allSatisfy(\.isFinite) else {
        throw ValidationError("\(option) `\(list)` is not three numbers separated by commas.")
    }
    return values
}

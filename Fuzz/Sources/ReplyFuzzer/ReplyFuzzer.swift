import Fuzzing
import SecondOpinion

/// What the server of a vision-language model replied, as landcover-opinion reads it.
///
/// Options: the status; bit 0 takes the first line for the pause that the server asks for, bit 1
/// takes the rest for what the model wrote, in a reply that is sound otherwise.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = unsafe FuzzInput(start, count)
    let statuses = [200, 200, 200, 429, 400, 401, 403, 404, 500, 302, 99]
    let status = statuses[Int(input.option()) % statuses.count]
    let form = input.option()
    var body = input.rest
    var fields: [HeaderField] = []
    if form & 1 != 0 {
        let line = body.prefix { $0 != UInt8(ascii: "\n") }
        body.removeFirst(min(line.count + 1, body.count))
        fields.append(HeaderField("Retry-After", String(decoding: line, as: UTF8.self)))
    }
    if form & 2 != 0 { body = completion(saying: body) }

    let reply = TransportReply(status: status, fields: fields, body: body)
    let reading = reader.read(reply, now: now)
    expect(reader.read(reply, now: now).outcome == reading.outcome, "a reply is always the same")
    expectReadable(reading.outcome)
    expect(!reading.outcome.description.contains(secret), "the key is not repeated")
    if let pause = reading.hint.after {
        expect(.zero < pause && pause <= .seconds(86_400), "\(pause) can be waited for")
    }
    guard let opinion = reading.outcome.opinion else { return Verdict.keep.rawValue }
    expect(200..<300 ~= status, "an error is no opinion")
    expectSound(opinion)
    return Verdict.keep.rawValue
}

private let secret = "sk-fuzzed"
private let reader = ReplyReader(settings: OpinionSettings(), key: try? APIKey(secret))
/// Sat, 01 Jan 2028 00:00:00 GMT.
private let now = 1_830_297_600.0

private func expectSound(_ opinion: Opinion) {
    expect(0...1 ~= opinion.statedConfidence, "\(opinion.statedConfidence) is a share")
    for text in [opinion.reason, opinion.model, opinion.requestID].compactMap(\.self) {
        expect(!text.text.contains(secret), "the key is not repeated")
        expect(text.text.unicodeScalars.count <= ServerText.usualLimit, "words are bounded")
    }
    if let shares = opinion.distribution?.shares {
        expect(shares.allSatisfy { 0...1 ~= $0 }, "\(shares) are shares")
        expect(abs(shares.reduce(0, +) - 1) < 1e-9, "\(shares) are shares of one")
    }
    if let usage = opinion.usage {
        expect(usage.prompt >= 0 && usage.completion >= 0, "\(usage) are counts")
        expect(0...usage.prompt ~= usage.cachedPrompt ?? 0, "\(usage) has part of the prompt")
    }
}

/// A reply in which the model wrote this.
private func completion(saying text: [UInt8]) -> [UInt8] {
    let before = #"{"choices":[{"finish_reason":"stop","message":{"content":""#
    return Array(before.utf8) + text.flatMap(escaped) + Array(#""}}]}"#.utf8)
}

/// A byte as it stands in a string of JSON (RFC 8259, section 7).
private func escaped(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
    case ..<0x20: Array("\\u00".utf8) + [byte >> 4, byte & 15].map { $0 + ($0 < 10 ? 48 : 87) }
    default: [byte]
    }
}

import Fuzzing
import MultipartForms

/// A form as a browser sends it, and the field of the header that says where its parts end.
///
/// Options: the length of the header's field, which comes first.
@c(LLVMFuzzerTestOneInput)
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = unsafe FuzzInput(start, count)
    let fieldLength = Int(input.option())
    let field = HeaderParameters(String(decoding: input.rest.prefix(fieldLength), as: UTF8.self))
    guard let boundary = field["boundary"], 1...70 ~= boundary.utf8.count else {
        return Verdict.keep.rawValue
    }
    let body = Array(input.rest.dropFirst(fieldLength))
    do throws(MultipartForm.Defect) {
        let form = try MultipartForm(body, boundary: boundary)
        expectSound(form, in: body, boundary)
    } catch {
        expectReadable(error)
    }
    return Verdict.keep.rawValue
}

private func expectSound(_ form: MultipartForm, in body: [UInt8], _ boundary: String) {
    expect(form.parts.count <= MultipartForm.mostParts, "\(form.parts.count) parts are few")
    let separator = Array("\r\n--\(boundary)".utf8)
    var end = 0
    for part in form.parts {
        let content = part.content
        expect(content.startIndex >= end && content.endIndex <= body.count, "parts lie in a row")
        expect(content.firstRange(of: separator) == nil, "a part ends at its boundary")
        expect(body[content.endIndex...].starts(with: separator), "its boundary follows a part")
        end = content.endIndex
    }
    let written = form.parts.flatMap { part in
        Array("--\(boundary)\r\nContent-Disposition: form-data; name=x\r\n\r\n".utf8)
            + Array(part.content) + Array("\r\n".utf8)
    }
    let again = try? MultipartForm(written + Array("--\(boundary)--".utf8), boundary: boundary)
    expect(
        again?.parts.map { Array($0.content) } == form.parts.map { Array($0.content) },
        "contents that are sent again are read again"
    )
}

import CCurl
import Glibc

/// One transfer in libcurl (`CURL *`), with the memory that libcurl only borrows.
///
/// Used by one thread at a time.
@safe struct EasyHandle: ~Copyable {
    /// What tells one handle from another, as long as both are there.
    typealias Identity = UInt

    /// libcurl's.
    let handle: UnsafeMutableRawPointer

    private let errorText: UnsafeMutablePointer<CChar>
    private var fieldLines: UnsafeMutablePointer<curl_slist>?

    /// Makes a transfer that nothing is known of.
    ///
    /// - Throws: ``HTTPFailure/noResources(reason:)``.
    init() throws(HTTPFailure) {
        guard let handle = unsafe curl_easy_init() else {
            throw .noResources(reason: "out of memory")
        }
        let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let status = unsafe landcover_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
        do throws(HTTPFailure) {
            try Self.check(status)
        } catch {
            unsafe curl_easy_cleanup(handle)
            unsafe errorText.deallocate()
            throw error
        }
        unsafe self.handle = unsafe handle
        unsafe self.errorText = unsafe errorText
        unsafe fieldLines = nil
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        var line = unsafe fieldLines
        while let present = unsafe line {
            unsafe explicit_bzero(present.pointee.data, strlen(present.pointee.data))
            unsafe line = unsafe present.pointee.next
        }
        unsafe curl_slist_free_all(fieldLines)
        unsafe errorText.deallocate()
    }

    /// What tells this handle from the others.
    var identity: Identity { unsafe Identity(bitPattern: handle) }

    /// Sets a switch or a number.
    func set(_ option: CURLoption, _ value: Int) throws(HTTPFailure) {
        try Self.check(unsafe landcover_curl_set_long(handle, option, value))
    }

    /// Sets a number of bytes.
    func set(_ option: CURLoption, byteCount: Int) throws(HTTPFailure) {
        try Self.check(unsafe landcover_curl_set_offset(handle, option, byteCount))
    }

    /// Sets a text, which libcurl copies; nil for none.
    func set(_ option: CURLoption, _ value: String?) throws(HTTPFailure) {
        guard let value else { return try unsafe set(option, pointer: nil) }
        let status = unsafe value.withCString {
            unsafe landcover_curl_set_pointer(handle, option, $0)
        }
        try Self.check(status)
    }

    /// Sets what libcurl reads or passes on.
    func set(_ option: CURLoption, pointer: UnsafeRawPointer?) throws(HTTPFailure) {
        try Self.check(unsafe landcover_curl_set_pointer(handle, option, pointer))
    }

    /// Sets what libcurl calls with bytes that came.
    func set(_ option: CURLoption, _ receive: curl_write_callback) throws(HTTPFailure) {
        try Self.check(unsafe landcover_curl_set_callback(handle, option, receive))
    }

    /// Sets the body that is sent; libcurl copies it.
    func setBody(_ body: [UInt8]) throws(HTTPFailure) {
        try set(CURLOPT_POST, 1)
        try set(CURLOPT_POSTFIELDSIZE_LARGE, byteCount: body.count)
        let status = unsafe body.withUnsafeBytes { bytes in
            unsafe landcover_curl_set_pointer(
                handle,
                CURLOPT_COPYPOSTFIELDS,
                bytes.baseAddress ?? UnsafeRawPointer(errorText)
            )
        }
        try Self.check(status)
    }

    /// Sets the header fields; one without a value keeps libcurl from adding its own.
    mutating func setFields(_ lines: [FieldLine]) throws(HTTPFailure) {
        for line in lines {
            let added = unsafe line.withCString { unsafe curl_slist_append(fieldLines, $0) }
            guard let added = unsafe added else { throw .noResources(reason: "out of memory") }
            unsafe fieldLines = unsafe added
        }
        try unsafe set(CURLOPT_HTTPHEADER, pointer: fieldLines)
    }

    /// The status line's number; 0 if none came.
    var status: Int { number(CURLINFO_RESPONSE_CODE) }

    /// The status of the proxy's answer to CONNECT; 0 if there is no proxy.
    var proxyStatus: Int { number(CURLINFO_HTTP_CONNECTCODE) }

    /// What OpenSSL says of the server's certificate, an X509_V_ERR of <openssl/x509_vfy.h>.
    var verifyResult: Int { number(CURLINFO_SSL_VERIFYRESULT) }

    /// The `errno` of the last failed connection; 0 if there is none.
    var errorNumber: Int32 { Int32(clamping: number(CURLINFO_OS_ERRNO)) }

    /// libcurl's words for what went wrong; empty if it has none.
    var errorMessage: String { unsafe String(cString: errorText) }

    /// How far the transfer came.
    var stage: HTTPFailure.Stage {
        if microseconds(CURLINFO_STARTTRANSFER_TIME_T) > 0 { return .receiving }
        return microseconds(CURLINFO_PRETRANSFER_TIME_T) > 0 ? .waiting : .connecting
    }

    /// The header fields of the answer, without those of interim answers and proxies.
    var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        var last: UnsafeMutablePointer<curl_header>?
        while let field = unsafe curl_easy_nextheader(handle, UInt32(CURLH_HEADER), -1, last) {
            // Of a value that is empty, libcurl 7.88 leaves the line's end.
            let value = unsafe String(cString: field.pointee.value).filter { !$0.isNewline }
            unsafe fields.append((String(cString: field.pointee.name), value))
            unsafe last = unsafe field
        }
        return fields
    }

    private func number(_ info: CURLINFO) -> Int {
        var number = 0
        return unsafe landcover_curl_get_long(handle, info, &number) == CURLE_OK ? number : 0
    }

    private func microseconds(_ info: CURLINFO) -> Int {
        var time: curl_off_t = 0
        return unsafe landcover_curl_get_offset(handle, info, &time) == CURLE_OK ? Int(time) : 0
    }

    /// Throws ``HTTPFailure/noResources(reason:)`` unless `status` is CURLE_OK.
    static func check(_ status: CURLcode) throws(HTTPFailure) {
        guard status != CURLE_OK else { return }
        throw .noResources(reason: status.meaning)
    }
}

extension CURLcode {
    /// libcurl's words for it.
    var meaning: String {
        unsafe curl_easy_strerror(self).map { unsafe String(cString: $0) } ?? "error \(rawValue)"
    }
}

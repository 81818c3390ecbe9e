import CLibCrypto

/// SHA-256 (FIPS 180-4), computed by OpenSSL's libcrypto.
///
/// libcurl brings that library along anyway; swift-crypto would add the 300 files of BoringSSL to
/// every build for this one function.
package enum SHA256 {
    /// Bytes of a digest.
    package static let byteCount = 32

    /// Returns the digest of bytes that are all at hand.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        var written: UInt32 = 0
        let status = unsafe EVP_Digest(
            bytes,
            bytes.count,
            &digest,
            &written,
            EVP_sha256(),
            nil
        )
        // It fails only where the library was built or configured without the algorithm.
        precondition(status == 1 && written == byteCount, "libcrypto has SHA-256")
        return digest
    }

    /// Returns the digest of bytes as 64 hexadecimal digits.
    package static func hexadecimal(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = String.UnicodeScalarView()
        for byte in digest(of: bytes) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(text)
    }
}

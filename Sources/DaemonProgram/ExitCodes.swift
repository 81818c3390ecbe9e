package import ArgumentParser
import Glibc
package import Logging
import Serving
import Systemd

extension ListeningError {
    /// The exit status of sysexits.h that fits.
    fileprivate var exitCode: Int32 {
        switch self {
        case .socketInUse: EX_TEMPFAIL
        case .notASocket, .socketPathTooLong: EX_CONFIG
        case .socket: EX_NOPERM
        }
    }
}

extension SettingError {
    /// A wrong command line is not a wrong configuration.
    fileprivate var exitCode: Int32 {
        if case .option = origin { EX_USAGE } else { EX_CONFIG }
    }
}

extension ExitCode {
    /// The exit status for what keeps any daemon from starting, once that is logged.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - logger: Is told of it.
    /// - Returns: Nil if it is another error.
    package static func after(_ error: any Error, _ logger: Logger) -> ExitCode? {
        let code: Int32? =
            switch error {
            case let error as ListeningError: error.exitCode
            case let error as SettingError: error.exitCode
            // What passes sockets is configured wrongly.
            case is ServiceManagerError: EX_CONFIG
            default: nil
            }
        guard let code else { return nil }
        logger.critical("\(error)")
        return ExitCode(code)
    }
}

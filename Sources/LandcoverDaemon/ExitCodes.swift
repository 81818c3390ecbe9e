import Glibc
import Service
import Systemd

extension DaemonError {
    /// The exit status of sysexits.h that fits.
    var exitCode: Int32 {
        switch self {
        case .socketInUse: EX_TEMPFAIL
        case .notASocket, .socketPathTooLong: EX_CONFIG
        case .socket: EX_NOPERM
        case .model: EX_DATAERR
        }
    }
}

extension SettingError {
    /// A wrong command line is not a wrong configuration.
    var exitCode: Int32 {
        if case .option = origin { EX_USAGE } else { EX_CONFIG }
    }
}

extension ServiceManagerError {
    /// What passes sockets is configured wrongly.
    var exitCode: Int32 { EX_CONFIG }
}

package import Wire

/// Answers that every server of the protocol gives in the same words.
extension Response {
    /// Answers `health`: a server that answers at all serves.
    package init(servingOf service: String) {
        guard [ServiceName.daemon, ServiceName.landcover].contains(service) else {
            self.init(
                Status(
                    .notFound,
                    "there is no service `\(service)`; ask for `\(ServiceName.landcover)` or nothing"
                )
            )
            return
        }
        self.init(.health(.serving))
    }

    /// Answers `describe`.
    package static var protocolDescription: Response {
        Response(.description(fileDescriptorSet: ProtocolDescription.fileDescriptorSet))
    }
}

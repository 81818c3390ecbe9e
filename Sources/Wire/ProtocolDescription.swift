internal import CLandcoverProto

/// The protocol's own description, for tools that want to talk to the daemon without its sources.
package enum ProtocolDescription {
    /// `landcover/v1/landcover.proto` as a serialised `google.protobuf.FileDescriptorSet`, without
    /// comments.
    package static let fileDescriptorSet = unsafe [UInt8](
        UnsafeBufferPointer(
            start: landcover_descriptor_set,
            count: landcover_descriptor_set_size
        )
    )
}

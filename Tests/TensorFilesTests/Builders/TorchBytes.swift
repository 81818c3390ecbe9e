/// The entries of a `torch.save` file.
///
/// - Parameters:
///   - pickle: `data.pkl`.
///   - storages: The bytes of `data/0`, `data/1` and so on.
/// - Returns: The entries in PyTorch's order.
func torchEntries(
    _ pickle: [UInt8],
    storages: [[UInt8]] = [.floats([1, 2, 3, 4, 5, 6])]
) -> [ZipEntry] {
    var entries = [
        ZipEntry(name: "model/data.pkl", data: pickle),
        ZipEntry(name: "model/byteorder", data: Array("little".utf8)),
    ]
    for (key, bytes) in storages.enumerated() {
        entries.append(ZipEntry(name: "model/data/\(key)", data: bytes))
    }
    entries.append(ZipEntry(name: "model/version", data: Array("3\n".utf8)))
    return entries
}

/// A `torch.save` file with this pickle and these storages.
func torchFile(
    _ pickle: [UInt8],
    storages: [[UInt8]] = [.floats([1, 2, 3, 4, 5, 6])]
) -> [UInt8] {
    zip(torchEntries(pickle, storages: storages))
}

// swift-tools-version: 6.2
import PackageDescription

// Fuzz targets for everything that reads a stranger's bytes. `scripts/fuzz` builds and runs them.
//
// The targets under test are the links in Sources/: they offer their API to their own package only,
// and so all of their code, Swift and C, is compiled here for libFuzzer and AddressSanitizer.
// Settings and swift-nio's version are those of the package above.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]

let locks: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")

let underTest: [Target] = [
    .systemLibrary(name: "CLibCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CPrctl"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CLibJPEG", cSettings: strictC, linkerSettings: [.linkedLibrary("jpeg")]),
    .target(name: "CLibPNG", cSettings: strictC, linkerSettings: [.linkedLibrary("png")]),
    .target(
        name: "CLandcoverProto",
        cSettings: strictC,
        linkerSettings: [.linkedLibrary("protobuf-c")]
    ),
    .target(name: "Digests", dependencies: ["CLibCrypto"], swiftSettings: strict),
    .target(name: "Files", swiftSettings: strict),
    .target(name: "ProcessSecrets", dependencies: ["CPrctl"], swiftSettings: strict),
    .target(name: "Zlib", dependencies: ["CZlib"], swiftSettings: strict),
    .target(name: "ImageCodecs", dependencies: ["CLibJPEG", "CLibPNG"], swiftSettings: strict),
    .target(name: "Landcover", swiftSettings: strict),
    .target(name: "MultipartForms", swiftSettings: strict),
    .target(name: "PlainText", swiftSettings: strict),
    .target(name: "Randomness", swiftSettings: strict),
    .target(name: "Resampling", dependencies: ["ImageCodecs"], swiftSettings: strict),
    .target(name: "TensorFiles", dependencies: ["Files", "Zlib"], swiftSettings: strict),
    .target(
        name: "Wire",
        dependencies: ["Landcover", "CLandcoverProto", nioCore],
        swiftSettings: strict
    ),
    .target(
        name: "SecondOpinion",
        dependencies: [
            "Landcover", "PlainText", "Randomness", "Resampling", "ImageCodecs", "Files", "Digests",
            "ProcessSecrets", locks,
        ],
        swiftSettings: strict
    ),
]

let properties: [Target] = [
    .target(name: "Fuzzing", swiftSettings: strict),
    .target(
        name: "EnvelopeFuzzing",
        dependencies: ["Fuzzing", "Wire", nioCore],
        swiftSettings: strict
    ),
    .target(
        name: "ImageFuzzing",
        dependencies: ["Fuzzing", "ImageCodecs"],
        swiftSettings: strict
    ),
    .target(
        name: "TensorFuzzing",
        dependencies: ["Fuzzing", "TensorFiles"],
        swiftSettings: strict
    ),
]

let fuzzers: [Target] = [
    .executableTarget(
        name: "FrameFuzzer",
        dependencies: ["Fuzzing", "Wire", nioCore],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "RequestFuzzer",
        dependencies: ["EnvelopeFuzzing", "Fuzzing", "Wire"],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "ResponseFuzzer",
        dependencies: ["EnvelopeFuzzing", "Fuzzing", "Wire"],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "ReplyFuzzer",
        dependencies: ["Fuzzing", "SecondOpinion"],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "FormFuzzer",
        dependencies: ["Fuzzing", "MultipartForms"],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "JPEGFuzzer",
        dependencies: ["ImageFuzzing", "Fuzzing", "ImageCodecs"],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "PNGFuzzer",
        dependencies: ["ImageFuzzing", "Fuzzing", "ImageCodecs", "Zlib"],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "SafetensorsFuzzer",
        dependencies: ["TensorFuzzing", "Fuzzing"],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "TorchFuzzer",
        dependencies: ["TensorFuzzing", "Fuzzing", "Zlib"],
        swiftSettings: strict
    ),
]

let package = Package(
    name: "landcover-fuzz",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2")
    ],
    targets: underTest + properties + fuzzers
)

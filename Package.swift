// swift-tools-version: 6.2
import PackageDescription

// Read from the bottom layer up; a target depends only on targets above it in this file.
// `scripts/check-layers` holds this order against the imports of every source file.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")

// Layer 0: C
let c: [Target] = [
    .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CLibJPEG", cSettings: strictC, linkerSettings: [.linkedLibrary("jpeg")]),
    .target(name: "CLibPNG", cSettings: strictC, linkerSettings: [.linkedLibrary("png")]),
    .target(
        name: "CLandcoverProto",
        cSettings: strictC,
        linkerSettings: [.linkedLibrary("protobuf-c")]
    ),
]

// Layer 1: wrappers, one C library each
let wrappers: [Target] = [
    .target(name: "OneDNN", dependencies: ["CDNNL"], swiftSettings: strict),
    .target(name: "Zlib", dependencies: ["CZlib"], swiftSettings: strict),
    .target(name: "ImageCodecs", dependencies: ["CLibJPEG", "CLibPNG"], swiftSettings: strict),
]

// Layer 2: vocabulary and formats
let vocabulary: [Target] = [
    .target(name: "Landcover", swiftSettings: strict),
    .target(name: "Resampling", dependencies: ["ImageCodecs"], swiftSettings: strict),
    .target(name: "TensorFiles", dependencies: ["Zlib"], swiftSettings: strict),
]

// Layer 3: meaning
let meaning: [Target] = [
    .target(
        name: "ResNet",
        dependencies: ["Landcover", "TensorFiles", "Resampling", "ImageCodecs", "OneDNN"],
        swiftSettings: strict
    ),
    .target(
        name: "HeatmapRendering",
        dependencies: ["Landcover", "Resampling", "ImageCodecs"],
        swiftSettings: strict
    ),
    .target(
        name: "Wire",
        dependencies: ["Landcover", "CLandcoverProto", nioCore],
        swiftSettings: strict
    ),
]

let tests: [Target] = [
    .testTarget(name: "ZlibTests", dependencies: ["Zlib"], swiftSettings: strict),
    .testTarget(
        name: "ImageCodecsTests",
        dependencies: ["ImageCodecs"],
        resources: [.copy("Fixtures")],
        swiftSettings: strict
    ),
    .testTarget(
        name: "ResamplingTests",
        dependencies: ["Resampling", "ImageCodecs"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "TensorFilesTests",
        dependencies: ["TensorFiles", "Zlib"],
        resources: [.copy("Fixtures")],
        swiftSettings: strict
    ),
    .testTarget(
        name: "HeatmapRenderingTests",
        dependencies: ["HeatmapRendering", "Landcover", "ImageCodecs"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "WireTests",
        dependencies: [
            "Wire", "Landcover", "CLandcoverProto", nioCore,
            .product(name: "NIOTestUtils", package: "swift-nio"),
        ],
        swiftSettings: strict
    ),
]

let package = Package(
    name: "landcover",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2")
    ],
    targets: c + wrappers + vocabulary + meaning + tests
)

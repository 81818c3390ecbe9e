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

let arguments: Target.Dependency = .product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let lifecycle: Target.Dependency = .product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)
let locks: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let signals: Target.Dependency = .product(
    name: "UnixSignals",
    package: "swift-service-lifecycle"
)
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")

// Layer 0: C
let c: [Target] = [
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CLibCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CPrctl"),
    .systemLibrary(name: "CSystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CLibJPEG", cSettings: strictC, linkerSettings: [.linkedLibrary("jpeg")]),
    .target(name: "CLibPNG", cSettings: strictC, linkerSettings: [.linkedLibrary("png")]),
    .target(
        name: "CLandcoverProto",
        cSettings: strictC,
        linkerSettings: [.linkedLibrary("protobuf-c")]
    ),
    // Its folders are embedded into the source file, and compiled anew when they change.
    .target(name: "CWebPage", exclude: ["page", "api"], cSettings: strictC),
]

// Layer 1: wrappers, one C library each
let wrappers: [Target] = [
    .target(name: "Digests", dependencies: ["CLibCrypto"], swiftSettings: strict),
    .target(name: "Files", swiftSettings: strict),
    .target(name: "Curl", dependencies: ["CCurl", locks], swiftSettings: strict),
    .target(name: "OneDNN", dependencies: ["CDNNL"], swiftSettings: strict),
    .target(name: "ProcessSecrets", dependencies: ["CPrctl"], swiftSettings: strict),
    .target(name: "Systemd", dependencies: ["CSystemd"], swiftSettings: strict),
    .target(name: "Zlib", dependencies: ["CZlib"], swiftSettings: strict),
    .target(name: "ImageCodecs", dependencies: ["CLibJPEG", "CLibPNG"], swiftSettings: strict),
    .target(name: "WebPage", dependencies: ["CWebPage"], swiftSettings: strict),
]

// Layer 2: vocabulary and formats
let vocabulary: [Target] = [
    .target(name: "Landcover", swiftSettings: strict),
    .target(name: "MultipartForms", swiftSettings: strict),
    .target(name: "PlainText", swiftSettings: strict),
    .target(name: "Randomness", swiftSettings: strict),
    .target(name: "Resampling", dependencies: ["ImageCodecs"], swiftSettings: strict),
    .target(name: "TensorFiles", dependencies: ["Files", "Zlib"], swiftSettings: strict),
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
        name: "Datasets",
        dependencies: ["Resampling", "Randomness", "ImageCodecs", "Files", "Zlib"],
        swiftSettings: strict
    ),
    .target(
        name: "Wire",
        dependencies: ["Landcover", "CLandcoverProto", nioCore],
        swiftSettings: strict
    ),
]

// Layer 4: the two ends of a connection, and what came over it as text
let ends: [Target] = [
    .target(
        name: "AnswerJSON",
        dependencies: ["Wire", "Landcover", "PlainText"],
        swiftSettings: strict
    ),
    .target(
        name: "Client",
        dependencies: ["Wire", "Landcover", nioCore, nioPosix],
        swiftSettings: strict
    ),
    .target(
        name: "Serving",
        dependencies: ["Wire", "Landcover", nioCore, nioPosix, locks, deque, logging, lifecycle],
        swiftSettings: strict
    ),
]

// Layer 5: edges
let edges: [Target] = [
    .target(
        name: "Service",
        dependencies: [
            "Serving", "Client", "ResNet", "HeatmapRendering", "Wire", "Landcover", "Resampling",
            "ImageCodecs", "Systemd", "OneDNN", nioCore, nioPosix,
            locks, deque, logging, lifecycle, signals,
        ],
        swiftSettings: strict
    ),
    .target(
        name: "DaemonProgram",
        dependencies: ["Serving", "Landcover", "PlainText", "Systemd", arguments, logging],
        swiftSettings: strict
    ),
    .target(
        name: "WebGateway",
        dependencies: [
            "AnswerJSON", "Client", "Serving", "Wire", "Landcover", "HeatmapRendering",
            "MultipartForms", "PlainText", "WebPage", hummingbird, hummingbirdCore, httpTypes,
            nioCore, nioHTTP1, nioHTTPTypes,
            nioPosix, locks, logging, lifecycle,
        ],
        swiftSettings: strict
    ),
    .target(
        name: "Training",
        dependencies: [
            "ResNet", "Datasets", "TensorFiles", "Randomness", "ImageCodecs", "OneDNN",
        ],
        swiftSettings: strict
    ),
    .target(
        name: "Evaluation",
        dependencies: ["HeatmapRendering", "PlainText", "Resampling", "ImageCodecs"],
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

// Layer 6: programs; the products carry the commands' names
let programs: [Target] = [
    .executableTarget(
        name: "LandcoverDaemon",
        dependencies: [
            "Service", "DaemonProgram", "Serving", "Landcover", "OneDNN", "Systemd", arguments,
            logging, lifecycle, signals,
        ],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "LandcoverOpinion",
        dependencies: [
            "SecondOpinion", "DaemonProgram", "Serving", "Wire", "Landcover", "ImageCodecs", "Curl",
            "PlainText", "ProcessSecrets", "Systemd", arguments, logging, lifecycle, signals,
            nioCore,
        ],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "LandcoverCommand",
        dependencies: [
            "AnswerJSON", "Client", "Evaluation", "Wire", "Landcover", "PlainText", "Randomness",
            "HeatmapRendering", "ImageCodecs", "Files", arguments, histogram, locks, signals,
        ],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "LandcoverTrain",
        dependencies: [
            "Training", "Evaluation", "Datasets", "ResNet", "HeatmapRendering", "TensorFiles",
            "Resampling", "Landcover", "PlainText", "ImageCodecs", "Files", "OneDNN", arguments,
        ],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "LandcoverWeb",
        dependencies: [
            "WebGateway", "DaemonProgram", "Landcover", "Systemd", arguments, logging, lifecycle,
            signals,
        ],
        swiftSettings: strict
    ),
    .executableTarget(
        name: "NetworkBenchmark",
        dependencies: ["ResNet", "Training", "OneDNN", arguments],
        swiftSettings: strict
    ),
]

let tests: [Target] = [
    .target(name: "Expectations", path: "Tests/Expectations", swiftSettings: strict),
    .target(
        name: "TestSupport",
        dependencies: ["ResNet", "Zlib"],
        path: "Tests/TestSupport",
        swiftSettings: strict
    ),
    .testTarget(name: "CurlTests", dependencies: ["Curl"], swiftSettings: strict),
    .testTarget(name: "OneDNNTests", dependencies: ["OneDNN"], swiftSettings: strict),
    .testTarget(
        name: "ResNetTests",
        dependencies: [
            "TestSupport", "ResNet", "Landcover", "TensorFiles", "Resampling", "ImageCodecs",
            "Randomness", "OneDNN",
        ],
        resources: [.copy("Goldens")],
        swiftSettings: strict
    ),
    .testTarget(
        name: "TrainingTests",
        dependencies: [
            "TestSupport", "Training", "Datasets", "ResNet", "Landcover", "TensorFiles",
            "Randomness", "ImageCodecs", "OneDNN",
        ],
        resources: [.copy("Goldens")],
        swiftSettings: strict
    ),
    .testTarget(name: "DigestsTests", dependencies: ["Digests"], swiftSettings: strict),
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
        dependencies: ["TensorFiles", "Randomness", "Files", "Zlib"],
        resources: [.copy("Fixtures")],
        swiftSettings: strict
    ),
    .testTarget(
        name: "DatasetsTests",
        dependencies: ["Datasets", "Randomness", "ImageCodecs", "Files", "Zlib"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "ServingTests",
        dependencies: ["Expectations", "Serving", "Wire"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "ServiceTests",
        dependencies: ["Expectations", "Service", "Serving", "Wire"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "HeatmapRenderingTests",
        dependencies: ["HeatmapRendering", "Randomness", "Landcover", "ImageCodecs"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "EvaluationTests",
        dependencies: ["Evaluation", "Randomness", "PlainText", "ImageCodecs"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "WireTests",
        dependencies: [
            "Wire", "Randomness", "Landcover", "CLandcoverProto", nioCore,
            .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOTestUtils", package: "swift-nio"),
        ],
        swiftSettings: strict
    ),
    .testTarget(
        name: "ClientTests",
        dependencies: ["Client", "Wire", "Landcover", nioCore, nioPosix],
        swiftSettings: strict
    ),
    .testTarget(
        name: "SecondOpinionTests",
        dependencies: ["SecondOpinion", "PlainText", "ImageCodecs", "Files"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "MultipartFormsTests",
        dependencies: ["MultipartForms"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "WebGatewayTests",
        dependencies: [
            "WebGateway", "WebPage", "Wire", "Landcover", "PlainText", httpTypes, hummingbirdCore,
            nioCore, nioHTTPTypes, .product(name: "NIOEmbedded", package: "swift-nio"),
        ],
        swiftSettings: strict
    ),
    .testTarget(
        name: "LandcoverCommandTests",
        dependencies: [
            "AnswerJSON", "LandcoverCommand", "Evaluation", "Client", "Wire", "Landcover",
            "PlainText",
        ],
        swiftSettings: strict
    ),
]

let package = Package(
    name: "landcover",
    products: [
        .executable(name: "landcover", targets: ["LandcoverCommand"]),
        .executable(name: "landcoverd", targets: ["LandcoverDaemon"]),
        .executable(name: "landcover-opinion", targets: ["LandcoverOpinion"]),
        .executable(name: "landcover-train", targets: ["LandcoverTrain"]),
        .executable(name: "landcover-web", targets: ["LandcoverWeb"]),
    ],
    dependencies: [
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            exact: "2.28.1",
            traits: []
        ),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle",
            exact: "2.13.0"
        ),
    ],
    targets: c + wrappers + vocabulary + meaning + ends + edges + programs + tests,
    cLanguageStandard: .gnu2x
)

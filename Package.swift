// swift-tools-version: 6.3
import PackageDescription

/// The settings of every Swift target: see docs/decisions/0001-settings.md.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .treatWarning("ExplicitSendable", as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// The rooms into whose inside fuzz targets look: an optimised build must be told of that, and some other rooms do not
/// compile so.
let openRooms: Set = Context.environment["RASTRO_FUZZ"] == nil ? [] : ["Nodes", "SerialIndex"]

/// A room of the house: a Swift target with the house's settings.
func room(_ name: String, _ dependencies: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: dependencies.map { .byName(name: $0) },
        swiftSettings: settings
            + (openRooms.contains(name) ? [.unsafeFlags(["-enable-testing"])] : []),
        linkerSettings: [.linkedLibrary("m")])
}

/// The tests of one room.
func tests(of name: String, _ dependencies: [String] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: ([name] + dependencies).map { .byName(name: $0) },
        exclude: exclude,
        swiftSettings: settings)
}

let package = Package(
    name: "rastro",
    products: [.executable(name: "rastro-simulate", targets: ["Simulate"])],
    targets: [
        // Libraries of the system, one thin module each, and the files that the binary carries.
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(
            name: "CLibZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(
            name: "CXLSXWriter", pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(
            name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(
            name: "CMicroHTTPD", pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CPrefetch"),
        .systemLibrary(name: "CSpawn"),
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        // Its header alone: a token's library is opened by its path when it is wanted.
        .systemLibrary(name: "CPKCS11", providers: [.apt(["libp11-kit-dev"])]),
        .target(name: "CData", exclude: ["files"]),

        // Floor 0: what everything stands on. A network and a clock in Transport and Front alone.
        room("Assets", ["CData"]),
        room("Encoding"),
        room("Threads"),
        room("Cryptography", ["COpenSSL", "CSodium", "Encoding"]),
        room("Chronology"),
        room("SerialIndex", ["CPrefetch", "CXXHash"]),
        room("Storage", ["CSQLite", "Threads"]),
        room("Language", ["Assets", "Chronology"]),
        room("Tabular", ["CLibXML2", "CLibZip", "CXLSXWriter", "Chronology", "Language"]),
        room("Firearms", ["Assets", "Chronology", "Language", "SerialIndex"]),
        room("Transport", ["CCurl", "CMicroHTTPD"]),
        room("Front", ["CSpawn", "Cryptography", "Threads"]),
        room("Token", ["CPKCS11", "Cryptography"]),

        // Floor 1: what a custodian holds, and what a government can not deny.
        room("Ledger", ["Cryptography", "Encoding", "Threads"]),
        room("BlindLookup", ["Cryptography", "Firearms", "SerialIndex"]),
        room("Books", ["Assets", "Chronology", "Firearms", "Language", "SerialIndex", "Tabular"]),

        // Floor 2: the way of a trace, and what nodes say to each other.
        room("Exchange", ["Cryptography", "Encoding", "Ledger"]),
        room(
            "Tracing",
            ["Assets", "Books", "Chronology", "Firearms", "Language", "SerialIndex", "Tabular"]),

        // Floor 3: how a message gets there; what is made of traces, and what people practise on.
        room(
            "Report",
            ["Assets", "Books", "Chronology", "Firearms", "Language", "SerialIndex", "Tracing"]),
        room("Delivery", ["Cryptography", "Exchange", "Ledger"]),
        room(
            "Policy",
            ["Assets", "Chronology", "Cryptography", "Encoding", "Exchange", "Language"]),
        room(
            "Inquiries",
            [
                "BlindLookup", "Books", "Chronology", "Cryptography", "Encoding", "Exchange",
                "Firearms", "Language", "SerialIndex", "Tracing",
            ]),
        room("Training", ["Assets", "Chronology", "Language"]),
        room("Trials", ["Assets", "Language", "SerialIndex"]),
        room("Vault", ["Cryptography", "Encoding", "Exchange", "Ledger"]),
        room("Audit", ["Cryptography", "Encoding", "Exchange", "Policy", "Vault"]),

        // Floor 4: two nodes and an auditor in a world of faults; a government's node.
        room("Simulation", ["Cryptography", "Delivery", "Encoding", "Exchange", "Ledger"]),
        room(
            "Nodes",
            [
                "Audit", "BlindLookup", "Books", "Chronology", "Cryptography", "Delivery",
                "Encoding", "Exchange",
                "Firearms",
                "Front", "Inquiries", "Ledger", "Policy", "Storage", "Tabular", "Threads",
                "Tracing", "Transport", "Vault",
            ]),

        // Floors 5 and 6: the command.
        room(
            "Commands",
            [
                "Assets", "Audit", "BlindLookup", "Books", "Chronology", "Cryptography", "Delivery",
                "Encoding",
                "Exchange",
                "Firearms",
                "Front", "Inquiries", "Language", "Ledger", "Nodes", "Policy", "Report",
                "SerialIndex", "Storage", "Tabular", "Threads", "Token", "Tracing", "Training",
                "Transport", "Trials", "Vault",
            ]),
        .executableTarget(
            name: "Simulate", dependencies: ["Simulation"], swiftSettings: settings),
        .executableTarget(
            name: "rastro", dependencies: ["Commands"], swiftSettings: settings),

        tests(of: "Chronology"),
        tests(of: "Encoding"),
        tests(of: "Cryptography", ["Encoding"]),
        tests(of: "Ledger", ["Cryptography", "Encoding"]),
        tests(of: "BlindLookup", ["Cryptography", "Encoding", "Firearms", "SerialIndex"]),
        tests(of: "Exchange", ["Cryptography", "Encoding", "Ledger"]),
        tests(of: "Delivery", ["Cryptography", "Encoding", "Exchange", "Ledger", "Simulation"]),
        tests(of: "Simulation", ["Cryptography", "Ledger"]),
        tests(of: "SerialIndex"),
        tests(of: "Storage"),
        tests(of: "Tabular", ["Chronology", "Language"]),
        tests(of: "Language", ["Chronology"]),
        tests(
            of: "Commands",
            [
                "Chronology", "Cryptography", "Exchange", "Language", "Nodes", "Policy", "Tabular",
                "Trials",
            ]),
        tests(
            of: "Report",
            ["Assets", "Books", "Chronology", "Firearms", "Language", "SerialIndex", "Tracing"]),
        tests(of: "Firearms", ["Language", "SerialIndex"]),
        tests(
            of: "Tracing",
            ["Books", "Chronology", "Firearms", "Language", "SerialIndex", "Tabular"]),
        tests(of: "Books", ["Chronology", "Firearms", "Language", "SerialIndex", "Tabular"]),
        tests(
            of: "Inquiries",
            [
                "BlindLookup", "Books", "Chronology", "Cryptography", "Encoding", "Exchange",
                "Firearms", "Language", "Report", "SerialIndex", "Tracing", "Training",
            ]),
        tests(of: "Training", ["Chronology", "Language"]),
        tests(
            of: "Policy", ["Chronology", "Cryptography", "Exchange", "Language"],
            exclude: ["Golden"]),
        tests(of: "Trials", ["Language", "SerialIndex"]),
        tests(of: "Transport"),
        tests(
            of: "Nodes",
            [
                "Audit", "BlindLookup", "Books", "Chronology", "Cryptography", "Delivery",
                "Encoding", "Exchange",
                "Firearms", "Inquiries", "Language", "Ledger", "Policy", "SerialIndex",
                "Simulation", "Storage", "Tracing", "Training", "Transport", "Vault",
            ]),
        tests(of: "Front", ["Cryptography", "Transport"]),
        tests(of: "Token", ["Cryptography", "Vault"], exclude: ["fault.c"]),
        tests(of: "Vault", ["Cryptography", "Encoding", "Exchange", "Ledger"]),
        tests(
            of: "Audit",
            ["Cryptography", "Encoding", "Exchange", "Policy", "Vault"]),
    ]
)

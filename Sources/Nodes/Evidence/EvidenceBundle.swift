public import Cryptography
import Encoding
public import Exchange

/// A file of a bundle of evidence.
public struct EvidenceFile: Hashable, Sendable {
    /// Where it lies in the bundle: a name, or a folder's and a name.
    public let path: String
    /// What it holds.
    public let bytes: [UInt8]

    /// A file; `nil` when it could lie anywhere but in a bundle.
    public init?(_ path: String, _ bytes: [UInt8]) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), path.utf8.count <= EvidenceFile.longestPath,
            parts.allSatisfy({ part in
                !part.isEmpty && !part.hasPrefix(".")
                    && part.utf8.allSatisfy { byte in EvidenceFile.letters.contains(byte) }
            })
        else { return nil }
        self.path = path
        self.bytes = bytes
    }

    private static let longestPath = 512
    private static let letters = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-".utf8)

    /// Its line in the list of files, as `sha256sum` writes it, with its end.
    var line: String { "\(Hexadecimal.encode(Digest.sha256(bytes).bytes))  \(path)\n" }
}

/// What a court is handed of a request: files, each once, in the order of their paths.
public struct EvidenceBundle: Hashable, Sendable {
    /// The request that it is about.
    public let request: UniqueIdentifier
    /// The other node.
    public let peer: NodeName
    /// The index of the EXPORT entry in the ledger of the node that put it together.
    public let entry: UInt64
    /// The moment that the entry says.
    public let time: Moment
    /// SHA-256 of the lines of the list of files of what was put together, which stands in the EXPORT entry.
    public let content: Digest
    /// The files.
    public private(set) var files: [EvidenceFile]

    /// The name of the list of files.
    public static let manifestName = "MANIFEST.sha256"
    /// The most bytes of all files together.
    static let mostBytes = 32 << 20
    /// The most files.
    static let mostFiles = 1 << 13
    /// The most bytes of the text in which a node's process hands it over.
    static let mostTextBytes = 64 << 20

    init(
        request: UniqueIdentifier, peer: NodeName, entry: UInt64, time: Moment,
        content: Digest, files: [EvidenceFile]
    ) {
        self.request = request
        self.peer = peer
        self.entry = entry
        self.time = time
        self.content = content
        self.files = EvidenceBundle.ordered(files)
    }

    /// Adds files.
    ///
    /// - Precondition: the bundle has none of their paths.
    public mutating func add(_ more: [EvidenceFile]) {
        files = EvidenceBundle.ordered(files + more)
    }

    /// The list of files with their SHA-256, as `sha256sum` writes and checks it.
    public var manifest: [UInt8] { EvidenceBundle.manifest(of: files) }

    /// The number of files in one of its folders.
    public func count(in folder: String) -> Int {
        files.count { $0.path.hasPrefix(folder + "/") }
    }

    /// The list of some files.
    static func manifest(of files: [EvidenceFile]) -> [UInt8] {
        Array(files.map(\.line).joined().utf8)
    }

    /// Files in the order of their paths' bytes.
    static func ordered(_ files: [EvidenceFile]) -> [EvidenceFile] {
        files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Tells whether so many files can be handed over.
    static func fits(_ files: [EvidenceFile]) -> Bool {
        files.count <= mostFiles && files.reduce(0) { $0 + $1.bytes.count } <= mostBytes
    }
}

extension EvidenceBundle {
    /// What the node's process answers.
    var json: JSONObject {
        var object = JSONObject()
        object["content"] = .string(Hexadecimal.encode(content.bytes))
        object["entry"] = .integer(Int64(clamping: entry))
        object["files"] = .array(
            files.map { .array([.string($0.path), .string(Base64.encode($0.bytes))]) })
        object["peer"] = .string(peer.text)
        object["request"] = .string(request.text)
        object["time"] = .integer(time.milliseconds)
        return object
    }

    /// Reads what the node's process answered; `nil` for anything else.
    init?(_ object: JSONObject) {
        guard
            let content = object["content"]?.string.flatMap({ Hexadecimal.decode($0) })
                .flatMap({ Digest($0) }),
            let entry = object["entry"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let peer = object["peer"]?.string.flatMap({ NodeName($0) }),
            let request = object["request"]?.string.flatMap({ UniqueIdentifier($0) }),
            let time = object["time"]?.integer.flatMap({ Moment(milliseconds: $0) }),
            let elements = object["files"]?.array
        else { return nil }
        let files = elements.compactMap(EvidenceFile.init)
        guard files.count == elements.count, Set(files.map(\.path)).count == files.count else {
            return nil
        }
        self.init(
            request: request, peer: peer, entry: entry, time: time, content: content,
            files: files)
    }
}

extension EvidenceFile {
    fileprivate init?(_ value: JSONValue) {
        guard let parts = value.array, parts.count == 2, let path = parts[0].string,
            let bytes = parts[1].string.flatMap({ Base64.decode($0) })
        else { return nil }
        self.init(path, bytes)
    }
}

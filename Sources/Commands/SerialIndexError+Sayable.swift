import Glibc
public import Language
public import SerialIndex

extension SerialIndexError: Sayable {
    /// Where it went wrong, what was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .io: Phrase("commands.index.io", facts)
        case .notAnIndex: Phrase("commands.index.notAnIndex", facts)
        case .version: Phrase("commands.index.version", facts)
        case .size: Phrase("commands.index.size", facts)
        case .damaged: Phrase("commands.index.damaged", facts)
        case .tooMany: Phrase("commands.index.tooMany", facts)
        case .notARegister: Phrase("commands.index.notARegister", facts)
        case .alreadyARegister: Phrase("commands.index.alreadyARegister", facts)
        case .missing: Phrase("commands.index.missing", facts)
        case .inUse: Phrase("commands.index.inUse", facts)
        case .isMerging: Phrase("commands.index.isMerging", facts)
        case .mustReopen: Phrase("commands.index.mustReopen", facts)
        case .cancelled: Phrase("commands.index.cancelled")
        }
    }

    private var facts: [String: Fact] {
        switch self {
        case .io(let path, let reason):
            ["path": .text(path), "reason": .text(unsafe String(cString: strerror(reason)))]
        case .version(let path, let found, let expected),
            .size(let path, let found, let expected):
            ["path": .text(path), "found": .count(found), "expected": .count(expected)]
        case .damaged(let path, let part): ["path": .text(path), "part": .text(part)]
        case .tooMany(let limit): ["limit": .count(limit)]
        case .notAnIndex(let path), .notARegister(let path), .alreadyARegister(let path),
            .missing(let path), .inUse(let path), .isMerging(let path), .mustReopen(let path):
            ["path": .text(path)]
        case .cancelled: [:]
        }
    }
}

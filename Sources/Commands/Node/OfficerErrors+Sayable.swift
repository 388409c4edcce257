import Glibc
public import Language
public import Nodes

extension OfficerKeyFileError: Sayable {
    /// Where it went wrong, what was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .exists(let path): Phrase("node.officer.error.exists", ["path": .text(path)])
        case .malformed(let path): Phrase("node.officer.error.damaged", ["path": .text(path)])
        case .file(let path, let reason):
            Phrase(
                "node.error.file",
                ["path": .text(path), "reason": .text(unsafe String(cString: strerror(reason)))])
        }
    }
}

extension OfficerKeyError: Sayable {
    var phrase: Phrase {
        switch self {
        case .wrongPassphrase(let path):
            Phrase("node.officer.error.passphrase", ["path": .text(path)])
        case .shortPassphrase(let least):
            Phrase("commands.secret.tooShort", ["least": .count(least)])
        case .noMemory(let path): Phrase("node.officer.error.noMemory", ["path": .text(path)])
        case .damaged(let path): Phrase("node.officer.error.damaged", ["path": .text(path)])
        }
    }
}

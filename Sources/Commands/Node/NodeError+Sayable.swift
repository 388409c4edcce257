import Exchange
import Glibc
public import Language
public import Nodes

extension NodeError: Sayable {
    /// Where it went wrong, what was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .folderInUse(let path): Phrase("node.error.folderInUse", ["path": .text(path)])
        case .noNode(let path): Phrase("node.error.noNode", ["path": .text(path)])
        case .noCustodian(let path): Phrase("node.error.noCustodian", ["path": .text(path)])
        case .resting(let path): Phrase("node.error.resting", ["path": .text(path)])
        case .running(let path): Phrase("node.error.running", ["path": .text(path)])
        case .file(let path, let reason):
            Phrase(
                "node.error.file",
                ["path": .text(path), "reason": .text(unsafe String(cString: strerror(reason)))])
        case .tooLong(let path, let most):
            Phrase("node.error.tooLong", ["path": .text(path), "most": .count(most)])
        case .malformed(let path, let member):
            Phrase("node.error.malformed", ["path": .text(path), "member": .text(member)])
        case .pathTooLong(let path, let most):
            Phrase("node.error.pathTooLong", ["path": .text(path), "most": .count(most)])
        case .otherKey(let file): Phrase("node.error.otherKey", ["path": .text(file)])
        case .noVault(let path): Phrase("node.error.noVault", ["path": .text(path)])
        case .vaultApart(let socket):
            Phrase("node.error.vaultApart", ["socket": .text(socket)])
        case .otherStoreKey(let path):
            Phrase("node.error.otherStoreKey", ["path": .text(path)])
        case .knownPeer(let name): Phrase("node.error.knownPeer", ["name": .text(name.text)])
        case .unknownPeer(let name): Phrase("node.error.unknownPeer", ["name": .text(name.text)])
        case .noBook(let licence): Phrase("node.error.noBook", ["licence": .text(licence)])
        case .plainBooks(let path, let folder):
            Phrase("node.error.plainBooks", ["path": .text(path), "folder": .text(folder)])
        case .knownBook(let licence): Phrase("node.error.knownBook", ["licence": .text(licence)])
        case .unknownBook(let licence):
            Phrase("node.error.unknownBook", ["licence": .text(licence)])
        case .bookLicence(let path): Phrase("node.error.bookLicence", ["path": .text(path)])
        case .bookField(let path, let row):
            Phrase(
                "node.error.bookField", ["path": .text(path), "row": .text(String(row))])
        case .book(let path, let fault):
            Phrase("node.error.book.\(fault.rawValue)", ["path": .text(path)])
        case .card: Phrase("node.error.card")
        case .tooEarly(let seconds):
            Phrase("node.error.tooEarly", ["minutes": .count((seconds + 59) / 60)])
        case .noWitness: Phrase("node.error.noWitness")
        case .witnessSilent(let name):
            Phrase("node.error.witnessSilent", ["name": .text(name.text)])
        case .noPolicy(let jurisdiction):
            Phrase("node.error.noPolicy", ["jurisdiction": .text(jurisdiction)])
        case .manifest: Phrase("node.error.manifest")
        case .manifestOver(let name): Phrase("node.error.manifestOver", ["name": .text(name.text)])
        }
    }
}

import Glibc
public import Language
public import Ledger

extension LedgerError: Sayable {
    /// Where it went wrong, what was found, what was expected and what to do.
    public var phrase: Phrase {
        switch self {
        case .malformed(let part, let place):
            Phrase("ledger.error.malformed", ["part": part.fact, "place": .count(place)])
        case .mismatch(let part, let index):
            Phrase(
                "ledger.error.mismatch",
                ["part": part.fact, "index": .count(Int(clamping: index))])
        case .unsigned(let name, let isForged):
            Phrase(
                isForged ? "ledger.error.forged" : "ledger.error.unsigned", ["name": .text(name)])
        case .foreign(let origin, let expected):
            Phrase(
                "ledger.error.foreign", ["origin": .text(origin), "expected": .text(expected)])
        case .rolledBack(let signed, let found):
            Phrase(
                "ledger.error.rolledBack",
                [
                    "signed": .count(Int(clamping: signed)),
                    "found": .count(Int(clamping: found)),
                ])
        case .forked(let size):
            Phrase("ledger.error.forked", ["size": .count(Int(clamping: size))])
        case .io(let path, let reason):
            Phrase(
                "ledger.error.io",
                ["path": .text(path), "reason": .text(unsafe String(cString: strerror(reason)))])
        case .missing(let path): Phrase("ledger.error.missing", ["path": .text(path)])
        case .tooLong(let bytes, let most):
            Phrase("ledger.error.tooLong", ["bytes": .count(bytes), "most": .count(most)])
        case .gap(let next, let given):
            Phrase(
                "ledger.error.gap",
                ["next": .count(Int(clamping: next)), "given": .count(Int(clamping: given))])
        case .tooMany(let waiting, let most):
            Phrase("ledger.error.tooMany", ["waiting": .count(waiting), "most": .count(most)])
        }
    }
}

extension LedgerError.Part {
    fileprivate var fact: Fact { .phrase(Phrase("ledger.part.\(rawValue)")) }
}

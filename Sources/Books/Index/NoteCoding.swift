import Language

/// A note on a book as its index keeps it: the file's name is added when it is read.
struct StoredNote: Sendable, Equatable {
    let row: Int?
    let phrase: Phrase

    /// Phrases within phrases go no deeper than this.
    fileprivate static let deepest = 4
    fileprivate static let mostFacts = 64

    /// Tells whether the index can keep it.
    var canBeStored: Bool { phrase.canBeStored(depth: 0) }
}

extension Phrase {
    fileprivate func canBeStored(depth: Int) -> Bool {
        guard depth < StoredNote.deepest, facts.count <= StoredNote.mostFacts else { return false }
        return facts.values.allSatisfy { fact in
            switch fact {
            case .text, .count: true
            case .phrase(let phrase): phrase.canBeStored(depth: depth + 1)
            case .decimal, .share, .day, .days, .list: false
            }
        }
    }
}

extension ByteWriter {
    mutating func add(_ note: StoredNote) {
        add(Int64(note.row ?? -1))
        add(note.phrase)
    }

    private mutating func add(_ phrase: Phrase) {
        add(phrase.key)
        add(UInt32(phrase.facts.count))
        for (name, fact) in phrase.facts.sorted(by: { $0.key < $1.key }) {
            add(name)
            switch fact {
            case .text(let text):
                add(UInt8(1))
                add(text)
            case .count(let count):
                add(UInt8(2))
                add(Int64(count))
            case .phrase(let phrase):
                add(UInt8(3))
                add(phrase)
            case .decimal, .share, .day, .days, .list:
                preconditionFailure("a note is looked at before it is stored")
            }
        }
    }
}

extension ByteReader {
    mutating func note() throws(LinesFileError) -> StoredNote {
        let row = Int(try number(Int64.self))
        return StoredNote(row: row < 0 ? nil : row, phrase: try phrase(depth: 0))
    }

    private mutating func phrase(depth: Int) throws(LinesFileError) -> Phrase {
        guard depth < StoredNote.deepest else { throw .damaged }
        let key = try text()
        var facts: [String: Fact] = [:]
        for _ in 0..<(try count(of: 5, atMost: StoredNote.mostFacts)) {
            let name = try text()
            switch try number(UInt8.self) {
            case 1: facts[name] = .text(try text())
            case 2: facts[name] = .count(Int(try number(Int64.self)))
            case 3: facts[name] = .phrase(try phrase(depth: depth + 1))
            default: throw .damaged
            }
        }
        return Phrase(key, facts)
    }
}

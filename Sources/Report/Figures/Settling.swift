import Firearms
import Language
import SerialIndex
import Tracing

/// What to look at on the firearm to tell its candidates apart: where the books describe them
/// differently, and what each place would have to show.
struct Settling {
    let candidates: [Candidate]

    var phrases: [Phrase] {
        var phrases = serial
        phrases += field(\.make) { Phrase("report.settle.make", ["values": $0]) }
        phrases += field(\.importer) { Phrase("report.settle.importer", ["values": $0]) }
        phrases += field(\.model) { Phrase("report.settle.model", ["values": $0]) }
        phrases += field(\.calibre) { Phrase("report.settle.calibre", ["values": $0]) }
        phrases += field(\.kind) { Phrase("report.settle.kind", ["values": $0]) }
        return phrases.isEmpty ? [Phrase("report.settle.alike")] : phrases
    }

    private func field(
        _ path: KeyPath<RawDescriptor, String>, _ say: (Fact) -> Phrase
    ) -> [Phrase] {
        var seen: Set<String> = []
        var values: [String] = []
        for candidate in candidates {
            let text = candidate.firearm[keyPath: path]
            guard !text.isEmpty, seen.insert(Naming.folded(text)).inserted else { continue }
            values.append(text)
        }
        return values.count > 1 ? [say(Settling.choice(values))] : []
    }

    /// The places of the serial in which the candidates differ, or their lengths.
    private var serial: [Phrase] {
        let serials = candidates.map { SerialPattern.significant($0.firearm.serial) }
        guard let first = serials.first else { return [] }
        let lengths = Set(serials.map(\.count)).sorted()
        guard lengths.count == 1 else {
            return [
                Phrase(
                    "report.settle.length", ["values": Settling.choice(lengths.map(String.init))])
            ]
        }
        var phrases: [Phrase] = []
        for place in first.indices {
            var letters: [UInt8] = []
            for serial in serials where !letters.contains(serial[place]) {
                letters.append(serial[place])
            }
            guard letters.count > 1 else { continue }
            phrases.append(
                Phrase(
                    "report.settle.place",
                    [
                        "place": .count(place + 1),
                        "values": Settling.choice(letters.map { String(UnicodeScalar($0)) }),
                    ]))
        }
        // Where most places differ the whole serial is to be read again.
        return phrases.count > 4 ? [Phrase("report.settle.whole")] : phrases
    }

    /// Values as a choice: *A*, *B* or *C*.
    static func choice(_ values: [String]) -> Fact {
        guard let last = values.last, values.count > 1 else { return .text(values.first ?? "") }
        let head = values.prefix(5).dropLast(values.count > 5 ? 0 : 1).joined(separator: ", ")
        return .phrase(Phrase("report.choice", ["head": .text(head), "last": .text(last)]))
    }
}

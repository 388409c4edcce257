import Cryptography
import Encoding
import Exchange
import Language
import Nodes

/// The forms that a qualified person may sign to a bundle of evidence, with what the machine states filled in.
///
/// One for each language that is carried; each says what it says for both countries.
struct EvidenceCertificate {
    let bundle: EvidenceBundle
    let node: NodeName
    /// The fields that stand opened in the bundle.
    let fields: Set<FieldPath>
    /// The bytes of what checks the bundle.
    let verifier: [UInt8]

    private static let width = 78

    /// The forms as files of the bundle.
    var files: [EvidenceFile] {
        Catalogue.carriedTongues.compactMap { tongue in
            guard let catalogue = Catalogue(carried: tongue) else { return nil }
            let name = catalogue("node.certificate.file")
            return EvidenceFile("\(name).\(tongue.code).txt", Array(text(in: catalogue).utf8))
        }
    }

    private func text(in catalogue: Catalogue) -> String {
        var lines: [String] = []
        for part in parts(in: catalogue) {
            if !lines.isEmpty { lines.append("") }
            for phrase in part {
                lines += Wrapping.lines(
                    of: catalogue(phrase), width: EvidenceCertificate.width, indent: 0)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The paragraphs, each of phrases that begin on a line of their own.
    private func parts(in catalogue: Catalogue) -> [[Phrase]] {
        [
            [Phrase("node.certificate.title")], [Phrase("node.certificate.form")],
            [Phrase("node.certificate.watermark")],
            [Phrase("node.certificate.states"), made, Phrase("node.certificate.entry", entry)],
            [policy, content, program], [counts, opened],
            [Phrase("node.certificate.process"), Phrase("node.certificate.processText")],
            [Phrase("node.certificate.copy")],
            [Phrase("node.certificate.us"), Phrase("node.certificate.usText")],
            [Phrase("node.certificate.mx"), Phrase("node.certificate.mxText")],
            [Phrase("node.certificate.stamps")],
            [Phrase("node.certificate.declaration"), Phrase("node.certificate.declarationText")],
            [Phrase("node.certificate.person")], [Phrase("node.certificate.why")],
            [Phrase("node.certificate.keys")], [Phrase("node.certificate.place")],
            [Phrase("node.certificate.signature")],
        ]
    }

    private var entry: [String: Fact] {
        [
            "entry": .text(String(bundle.entry)), "node": .text(node.text),
            "peer": .text(bundle.peer.text),
        ]
    }

    private var made: Phrase {
        Phrase(
            "node.certificate.made",
            [
                "node": .text(node.text), "peer": .text(bundle.peer.text),
                "request": .text(bundle.request.text),
                "time": .text(LedgerTime.text(UInt64(clamping: bundle.time.seconds))),
            ])
    }

    private var policy: Phrase {
        let bytes = bundle.files.first { $0.path == "policy/\(node.text).policy" }?.bytes ?? []
        return Phrase(
            "node.certificate.policy", ["digest": .text(EvidenceCertificate.digest(bytes))])
    }

    private var content: Phrase {
        Phrase(
            "node.certificate.content",
            ["digest": .text(Hexadecimal.encode(bundle.content.bytes))])
    }

    private var program: Phrase {
        Phrase(
            "node.certificate.program",
            [
                "version": .text(Version.current),
                "digest": .text(EvidenceCertificate.digest(verifier)),
            ])
    }

    private var counts: Phrase {
        Phrase(
            "node.certificate.counts",
            [
                "messages": .count(bundle.count(in: "messages")),
                "entries": .count(bundle.count(in: "entries")),
                "openings": .count(bundle.count(in: "openings")),
            ])
    }

    private var opened: Phrase {
        guard !fields.isEmpty else { return Phrase("node.certificate.nothingOpened") }
        let names = fields.map(\.text).sorted().joined(separator: ", ")
        return Phrase("node.certificate.opened", ["fields": .text(names)])
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        Hexadecimal.encode(Digest.sha256(bytes).bytes)
    }
}

import Firearms
import Language
import Report
import SerialIndex
import Testing
import Tracing

/// The serial as read beside the book's, with what is unlike marked and said.
struct SerialTests {
    /// The page of a firearm whose serial was read in one way and stands in the book in another.
    private func page(read: String, book: String) throws -> String {
        let finding = try #require(
            ReportPageTests.findings.first {
                $0.outcome == .purchaser && $0.duplicateOf == nil
            })
        let old = finding.recovery.firearm
        let elements: [SerialPattern.Element] = read.utf8.compactMap { byte in
            switch byte {
            case UInt8(ascii: "?"): .unknown
            case UInt8(ascii: "*"): .unknownRun
            case UInt8(ascii: "-"): nil
            default: .character(byte)
            }
        }
        let descriptor = Descriptor(
            raw: old.raw, make: old.make, importer: old.importer, model: old.model,
            calibre: old.calibre, kind: old.kind, country: old.country,
            serial: SerialReading(
                raw: read, kind: .readable,
                interpretations: [.init(pattern: SerialPattern(elements), weight: 1)]))
        var firearm = finding.candidates[0].firearm
        firearm.serial = book
        let candidate = Candidate(
            firearm: firearm, probability: 0.97, reasons: [], chain: finding.chain)
        let recovery = Recovery(
            reference: "R", file: "f.csv", row: 2, recoveredOn: nil, state: "", municipality: "",
            offence: "", agency: "", firearm: descriptor)
        let changed = Finding(
            recovery: recovery, outcome: .purchaser, closure: finding.closure,
            mender: .nobody, mend: nil, confidence: 0.97, certainty: .veryLikely,
            candidates: [candidate], candidateCount: 1, absentProbability: 0,
            purchaser: finding.purchaser, dealer: finding.dealer, soldOn: nil, daysToCrime: nil,
            duplicateOf: nil, reasons: [])
        return Fixture.report([changed], in: .english).html()
    }

    @Test(
        "each kind of difference is said with its place",
        arguments: [
            ("AB8123", "ABB123", "Character 3: 8 was read; the book says B."),
            ("AB123", "AB0123", "Character 3: the book has 0, which was not read."),
            ("AB11234", "AB1234", "One 1 too many was read after character"),
            ("BA1234", "AB1234", "Characters 1 and 2: read the other way round"),
            ("AB12?4", "AB1234", "Character 5: it could not be read; the book says 3."),
            ("AB*4", "AB1234", "Character 3: it could not be read; the book says 1."),
        ])
    func saysDifference(read: String, book: String, words: String) throws {
        #expect(try page(read: read, book: book).contains(words))
    }

    @Test("a serial that differs only by its dashes is the same")
    func ignoresDashes() throws {
        let page = try page(read: "A1-2345-2015", book: "A123452015")
        #expect(page.contains("The serial is the same, character for character."))
        #expect(!page.contains("class=\"cmp\""))
    }

    @Test("the unlike places are marked under the serials, not by colour alone")
    func marksPlaces() throws {
        let page = try page(read: "AB8123", book: "ABB123")
        #expect(page.contains("<code>AB<b>8</b>123</code>"))
        #expect(page.contains("<code>AB<b>B</b>123</code>"))
        #expect(page.contains("<code>\u{a0}\u{a0}▲\u{a0}\u{a0}\u{a0}</code>"))
    }

    @Test("a long serial is set apart in fours and is still one word")
    func groupsLongSerials() throws {
        let page = try page(read: "ABCD12345678", book: "ABCD12345678")
        #expect(page.contains("<span class=\"sn\"><i>ABCD</i><i>1234</i><i>5678</i></span>"))
    }

    @Test("what to look at names the places in which the candidates differ")
    func saysWhatSettles() throws {
        let finding = try #require(ReportPageTests.findings.first { $0.outcome == .ambiguous })
        let texts = [("AB8123", "17", "9MM"), ("ABB123", "19", "9mm")]
        let candidates = texts.map { serial, model, calibre in
            Candidate(
                firearm: RawDescriptor(
                    make: "GLOCK", model: model, calibre: calibre, serial: serial),
                probability: 0.4, reasons: [], chain: [])
        }
        let changed = Finding(
            recovery: finding.recovery, outcome: .ambiguous, closure: finding.closure,
            mender: .requester, mend: nil, confidence: 0.4, certainty: .possible,
            candidates: candidates, candidateCount: 2, absentProbability: 0.1, purchaser: nil,
            dealer: nil, soldOn: nil, daysToCrime: nil, duplicateOf: nil, reasons: [])
        let page = Fixture.report([changed], in: .english).html()
        #expect(page.contains("Character 3 of the serial: 8 or B?"))
        #expect(page.contains("Model, engraved on the slide or the receiver: 17 or 19?"))
        #expect(!page.contains("Calibre, engraved"))
    }
}

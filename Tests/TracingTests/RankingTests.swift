import Books
import Chronology
import Firearms
import Language
import Testing
import Tracing

/// A book of an importer that sells straight to buyers, with any serials.
private func tracer(
    serials: [String], model: String = "19", threshold: Double = 0.9
) -> Tracer {
    var builder = BookBuilder(tables: .carried)
    let importer = builder.licensee(1, .importer)
    let firearm = builder.firearm(model: model)
    for (index, serial) in serials.enumerated() {
        builder.enter(
            importer, firearm, serial, from: ("GLOCK", ""), got: "2015-01-02",
            to: ("Person \(index)", "1 Elm"), gone: "2016-01-02", document: "4473-\(index)",
            born: "1980-01-01")
    }
    return Tracer(custodians: builder.custodians, tables: .carried, threshold: threshold)
}

private func recovery(
    _ serial: String, make: String = "GLOCK", importer: String = "", on day: String = "2018-06-01",
    reference: String = "F-1"
) -> Recovery {
    var describer = FirearmDescriber(tables: .carried)
    return Recovery(
        reference: reference, file: "recoveries.csv", row: 2,
        recoveredOn: Day(iso: day).map { DayRange($0) }, state: "", municipality: "", offence: "",
        agency: "",
        firearm: describer.describe(
            RawDescriptor(
                make: make, importer: importer, model: "19", calibre: "9MM", kind: "PISTOLA",
                serial: serial)))
}

struct RankingTests {
    /// Serials far from each other, so that a reading is near to one alone.
    static let sparse = (0..<200).map { index in
        let letters = [index % 26, index * 7 % 26, index * 11 % 26].map {
            String(UnicodeScalar(UInt8(65 + $0)))
        }
        return letters.joined() + String(100 + index * 37 % 900)
    }

    @Test("a reading between two neighbours names nobody and lists both")
    func neighbours() {
        let finding = tracer(serials: ["ABC123", "ABC173"]).trace(
            recovery("ABC1?3", importer: "GLOCK INC"))
        #expect(finding.outcome == .ambiguous)
        #expect(finding.purchaser == nil)
        #expect(finding.candidateCount == 2)
        #expect(Set(finding.candidates.map(\.firearm.serial)) == ["ABC123", "ABC173"])
        #expect(finding.mend?.key == "tracing.mend.look_again")
    }

    @Test("probabilities of all candidates and of absence add up to one")
    func addUp() {
        let finding = tracer(serials: ["ABC123", "ABC173", "ABC128"]).trace(recovery("ABC1?3"))
        let listed = finding.candidates.reduce(finding.absentProbability) { $0 + $1.probability }
        #expect(listed <= 1.000001)
        #expect(listed > 0.9)
    }

    @Test("an exact serial and a confused one are surer than one changed at will")
    func order() {
        let tracer = tracer(serials: Self.sparse)
        let serial = "BHL137"
        #expect(Self.sparse.contains(serial))
        let exact = tracer.trace(recovery("BHL137")).confidence
        let confused = tracer.trace(recovery("8HL137")).candidates.first?.probability ?? 0
        let changed = tracer.trace(recovery("WHL137")).candidates.first?.probability ?? 0
        #expect(exact > changed)
        #expect(confused > changed)
    }

    @Test("a serial that no book has is not found, however sure the description")
    func absent() {
        let finding = tracer(serials: Self.sparse).trace(recovery("ZZZ999"))
        #expect(finding.outcome == .notFound)
        #expect(finding.closure == .foreignNotImported)
        #expect(finding.absentProbability > 0.99)
    }

    @Test("a make that no book at hand holds is not found without a search")
    func makeElsewhere() {
        let imported = tracer(serials: Self.sparse).trace(recovery("BHL137", make: "ROMARM"))
        #expect(imported.outcome == .notFound)
        #expect(imported.closure == .importerMissing)
        #expect(imported.mender == .requester)
        let never = ReferenceTables.carried.firms.first { firm in
            firm.importers.isEmpty && firm.roles == [.maker]
                && firm.countries.first.map { $0 != CountryCode("US") } == true
                && firm.lastYear == nil && firm.related.isEmpty
        }
        let finding = tracer(serials: Self.sparse).trace(
            recovery("BHL137", make: never?.name ?? ""))
        #expect(finding.outcome == .notFound)
        #expect(finding.closure == .foreignNotImported)
        #expect(finding.mender == .otherNode)
    }

    @Test("an unknown make asks every maker")
    func unknownMake() {
        let finding = tracer(serials: Self.sparse).trace(recovery("BHL137", make: "DESCONOCIDA"))
        #expect(finding.outcome == .purchaser)
        #expect(
            finding.confidence < tracer(serials: Self.sparse).trace(recovery("BHL137")).confidence)
    }

    @Test("a firearm that the books sold after it was recovered names nobody")
    func soldAfterIsNoAnswer() {
        let finding = tracer(serials: Self.sparse).trace(recovery("BHL137", on: "2015-06-01"))
        #expect(finding.outcome == .ambiguous)
        #expect(finding.purchaser == nil && finding.soldOn == nil)
        #expect(finding.certainty != .certain)
        #expect(finding.mend?.key == "tracing.mend.confirm_dates")
        #expect(finding.reasons.contains { $0.key == "tracing.reason.sold_after" })
    }

    @Test("a sale after the recovery speaks against a firearm")
    func soldAfter() {
        let before = tracer(serials: Self.sparse).trace(recovery("8HL137", on: "2018-06-01"))
        let after = tracer(serials: Self.sparse).trace(recovery("8HL137", on: "2015-06-01"))
        #expect(
            (before.candidates.first?.probability ?? 0) > (after.candidates.first?.probability ?? 0)
        )
        #expect(after.daysToCrime == nil)
    }

    @Test("ten thousand lines of one firearm are one firearm")
    func identicalLines() {
        var builder = BookBuilder(tables: .carried)
        let importer = builder.licensee(1, .importer)
        let firearm = builder.firearm()
        for _ in 0..<10_000 {
            builder.enter(
                importer, firearm, "BHL137", from: ("GLOCK", ""), got: "2015-01-02",
                to: ("Invented Person", "1 Elm"), gone: "2016-01-02", document: "4473-1",
                born: "1980-01-01")
        }
        let finding = Tracer(custodians: builder.custodians, tables: .carried)
            .trace(recovery("BHL137"))
        #expect(finding.outcome == .purchaser)
        #expect(finding.candidateCount == 1)
    }

    @Test("one serial that a book sold to many people names none of them")
    func repeatedSerial() {
        for count in [2, 10_000] {
            let finding = tracer(serials: Array(repeating: "BHL137", count: count) + Self.sparse)
                .trace(recovery("BHL137"))
            #expect(finding.outcome == .ambiguous)
            #expect(finding.closure == .serialAmbiguous)
            #expect(finding.purchaser == nil)
            #expect(finding.candidateCount >= 2)
        }
    }

    @Test("one serial on two calibres of a model is two firearms")
    func twoCalibres() {
        var builder = BookBuilder(tables: .carried)
        let maker = builder.licensee(1, .maker)
        for (calibre, person) in [("9MM", "First Person"), ("45 ACP", "Second Person")] {
            builder.enter(
                maker, builder.firearm(make: "COLT", importer: "", model: "1911", calibre: calibre),
                "BHL137", got: calibre == "9MM" ? "2015-01-02" : "2015-06-02",
                to: (person, "1 Elm"),
                gone: "2016-01-02", document: "4473-1", born: "1980-01-01")
        }
        let tracer = Tracer(custodians: builder.custodians, tables: .carried)
        var describer = FirearmDescriber(tables: .carried)
        func trace(_ calibre: String) -> Finding {
            tracer.trace(
                Recovery(
                    reference: "F-1", file: "r.csv", row: 2, recoveredOn: nil, state: "",
                    municipality: "", offence: "", agency: "",
                    firearm: describer.describe(
                        RawDescriptor(
                            make: "COLT", model: "1911", calibre: calibre, serial: "BHL137"))
                ))
        }
        #expect(trace("").purchaser == nil)
        #expect(trace(".45 ACP").purchaser?.name == "Second Person")
    }

    @Test("a firearm that is submitted twice is found twice, and that is said")
    func duplicates() async {
        let findings = await tracer(serials: Self.sparse).trace([
            recovery("BHL137", reference: "F-1"), recovery("no. bhl 137", reference: "F-2"),
            recovery("COW211", reference: "F-3"),
        ])
        #expect(findings.map(\.duplicateOf) == [nil, "F-1", nil])
        #expect(findings.map(\.recovery.reference) == ["F-1", "F-2", "F-3"])
    }

    @Test("answers that were made one by one are held together afterwards")
    func duplicatesAfterwards() {
        let tracer = tracer(serials: Self.sparse)
        let findings = [
            recovery("BHL137", reference: "F-1"), recovery("no. bhl 137", reference: "F-2"),
            recovery("COW211", reference: "F-3"), recovery("", reference: "F-4"),
            recovery("", reference: "F-5"),
        ].map { tracer.trace($0) }
        #expect(findings.allSatisfy { $0.duplicateOf == nil })
        let marked = Duplicates.marked(findings)
        #expect(marked.map(\.duplicateOf) == [nil, "F-1", nil, nil, nil])
    }

    @Test(
        "what can not be searched is said to be untraceable, with what mends it",
        arguments: [
            ("BORRADO", Closure.serialObliterated), ("", .serialMissing), ("S/N", .serialMissing),
            ("9MM", .serialNotASerial), ("1.23E+08", .serialDamaged), ("A1?", .incompleteRequest),
        ])
    func untraceable(serial: String, closure: Closure) {
        let finding = tracer(serials: Self.sparse).trace(recovery(serial))
        #expect(finding.outcome == .untraceable)
        #expect(finding.closure == closure)
        #expect(finding.mender == .requester)
        #expect(!finding.reasons.isEmpty)
    }

    @Test(
        "a privately made firearm without a serial is nobody's to mend",
        arguments: [("HECHIZA", "S/N"), ("HECHIZA", ""), ("POLYMER80", "SIN NUMERO")])
    func privatelyMade(make: String, serial: String) {
        let finding = tracer(serials: Self.sparse).trace(recovery(serial, make: make))
        #expect(finding.outcome == .untraceable)
        #expect(finding.closure == .noSerialPMF)
        #expect(finding.mender == .nobody)
    }

    @Test(
        "a maker of kits whose serial was left blank, or another make without one, is asked for it")
    func kitWithBlankSerial() {
        let tracer = tracer(serials: Self.sparse)
        #expect(tracer.trace(recovery("", make: "POLYMER80")).closure == .serialMissing)
        #expect(tracer.trace(recovery("S/N", make: "GLOCK")).closure == .serialMissing)
    }

    @Test("a higher threshold never names what a lower one does not")
    func threshold() {
        let readings = ["BHL137", "8HL137", "WHL137", "BHL13?", "BHL1*", "HBL137"]
        for reading in readings {
            let low = tracer(serials: Self.sparse, threshold: 0.6).trace(recovery(reading))
            let high = tracer(serials: Self.sparse, threshold: 0.99).trace(recovery(reading))
            #expect(high.purchaser == nil || low.purchaser != nil, "\(reading)")
        }
    }

    @Test("a serial of ten thousand characters is answered, not fatal")
    func endless() {
        let finding = tracer(serials: Self.sparse).trace(
            recovery(String(repeating: "A1", count: 5000)))
        #expect(finding.outcome == .untraceable || finding.outcome == .notFound)
    }

    @Test("a rifle is not held for the maker's only like revolver")
    func otherDescription() {
        var builder = BookBuilder(tables: .carried)
        let maker = builder.licensee(1, .maker)
        let revolver = builder.firearm(
            make: "SMITH & WESSON", importer: "", model: "686", calibre: "357 MAG",
            kind: "REVOLVER")
        for (index, serial) in Self.sparse.enumerated() {
            builder.enter(
                maker, revolver, serial + "7", from: ("SMITH & WESSON", ""), got: "2015-01-02",
                to: ("Person \(index)", "1 Elm"), gone: "2016-01-02", document: "4473-\(index)",
                born: "1980-01-01")
        }
        let tracer = Tracer(custodians: builder.custodians, tables: .carried)
        func answer(_ serial: String, model: String, calibre: String, kind: String) -> Finding {
            var describer = FirearmDescriber(tables: .carried)
            return tracer.trace(
                Recovery(
                    reference: "F-1", file: "recoveries.csv", row: 2, recoveredOn: nil, state: "",
                    municipality: "", offence: "", agency: "",
                    firearm: describer.describe(
                        RawDescriptor(
                            make: "S&W", model: model, calibre: calibre, kind: kind,
                            serial: serial))))
        }
        let same = answer("8HL1377", model: "686", calibre: ".357", kind: "REVOLVER")
        #expect(same.outcome == .purchaser)
        let other = answer("8HL1317", model: "M&P15", calibre: "5.56", kind: "RIFLE")
        #expect(other.purchaser == nil)
    }

    @Test("a book of one production run does not make its leading digits the maker's")
    func oneRun() {
        let run = (0..<300).map { "KA12" + String(1000 + $0 * 3) }
        let tracer = tracer(serials: run)
        #expect(tracer.trace(recovery("KA121030", importer: "GLOCK INC")).outcome == .purchaser)
        // Two digits off the run, as a firearm of another run would be.
        #expect(tracer.trace(recovery("KA571030")).outcome != .purchaser)
    }
}

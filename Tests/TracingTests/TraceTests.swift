import Books
import Chronology
import Firearms
import Language
import Testing
import Tracing

/// One importer, one distributor, two dealers, and a few firearms among them.
private struct SmallWorld {
    var builder: BookBuilder
    let importer: String
    let distributor: String
    let dealer: String
    let otherDealer: String

    init() {
        builder = BookBuilder(tables: .carried)
        importer = builder.licensee(1, .importer)
        distributor = builder.licensee(2, .distributor)
        dealer = builder.licensee(3, .dealer)
        otherDealer = builder.licensee(4, .dealer)
    }

    /// A firearm's way to the dealer, who does with it what is said.
    mutating func ship(
        _ serial: String, at dealerSerial: String? = nil, source sourceSerial: String? = nil,
        to buyer: String = "", gone: String = "", document: String = "", born: String = "",
        shop: String? = nil
    ) {
        let firearm = builder.firearm()
        let shop = shop ?? dealer
        builder.enter(
            importer, firearm, sourceSerial ?? serial, from: ("GLOCK", ""), got: "2015-01-02",
            to: ("distributor 2", distributor), gone: "2015-02-01")
        builder.enter(
            distributor, firearm, serial, from: ("importer 1", importer), got: "2015-02-01",
            to: ("dealer", shop), gone: "2015-03-01")
        builder.enter(
            shop, firearm, dealerSerial ?? serial, from: ("distributor 2", distributor),
            got: "2015-03-01", to: (buyer, buyer.isEmpty ? "" : "12 Elm St"), gone: gone,
            document: document, born: born)
    }

    func tracer(
        thefts: TheftReports = TheftReports(), threshold: Double = 0.9
    ) -> Tracer {
        Tracer(
            custodians: builder.custodians, tables: .carried, thefts: thefts, threshold: threshold)
    }
}

private func recovery(
    _ serial: String, make: String = "GLOCK", model: String = "19", calibre: String = "9 mm",
    kind: String = "PISTOLA", importer: String = "", on day: String = "2018-06-01",
    reference: String = "F-1"
) -> Recovery {
    var describer = FirearmDescriber(tables: .carried)
    return Recovery(
        reference: reference, file: "recoveries.csv", row: 2,
        recoveredOn: Day(iso: day).map { DayRange($0) }, state: "Sonora", municipality: "Nogales",
        offence: "", agency: "",
        firearm: describer.describe(
            RawDescriptor(
                make: make, importer: importer, model: model, calibre: calibre, kind: kind,
                serial: serial)))
}

struct TraceTests {
    @Test("a firearm is followed to its first retail purchaser")
    func purchaser() throws {
        var world = SmallWorld()
        world.ship(
            "ABC123", to: "Invented Person", gone: "2016-05-05", document: "4473-0000001",
            born: "1980-01-01")
        let finding = world.tracer().trace(recovery("NO. abc-123"))
        #expect(finding.outcome == .purchaser)
        #expect(finding.closure == .purchaserIdentified)
        #expect(finding.purchaser?.born == "1980-01-01")
        #expect(finding.dealer?.number == world.dealer)
        #expect(finding.soldOn == Day(iso: "2016-05-05"))
        #expect(finding.daysToCrime == 757)
        #expect(finding.certainty == .certain)
        #expect(finding.chain.map(\.holder.kind) == [.importer, .distributor, .dealer])
        #expect(finding.chain.last?.event == .soldAtRetail)
    }

    @Test("a purchaser shows in no description, interpolation or mirror")
    func purchaserIsMute() {
        let purchaser = Purchaser(name: "Invented Person", born: "1980-01-01")
        #expect(!"\(purchaser)".contains("Invented"))
        #expect(!String(reflecting: purchaser).contains("Invented"))
        var shown = ""
        dump(purchaser, to: &shown)
        #expect(!shown.contains("Invented") && !shown.contains("1980"))
    }

    @Test("a book that does not say where the firearm went ends the trace at its holder")
    func dispositionMissing() {
        var world = SmallWorld()
        world.ship("ABC123")
        let finding = world.tracer().trace(recovery("ABC123"))
        #expect(finding.outcome == .dispositionMissing)
        #expect(finding.closure == .dealerIdentifiedNoPurchaser)
        #expect(finding.mender == .holder)
        #expect(finding.purchaser == nil)
        #expect(finding.dealer?.number == world.dealer)
    }

    @Test("a theft or loss is told, whether the book or the report has it")
    func theft() {
        var world = SmallWorld()
        world.ship("ABC123", to: "THEFT/LOSS REPORTED", gone: "2015-09-01", document: "3310.11")
        #expect(world.tracer().trace(recovery("ABC123")).outcome == .theftOrLoss)
        var silent = SmallWorld()
        silent.ship("ABC123")
        let report = TheftReports.Report(licence: silent.dealer, make: "GLOCK", serial: "ABC-123")
        let finding = silent.tracer(thefts: TheftReports([report])).trace(recovery("ABC123"))
        #expect(finding.outcome == .theftOrLoss)
        #expect(finding.closure == .stolenBeforeSale)
    }

    @Test("a lawful export ends the trace and sends the requester to another node")
    func export() {
        var world = SmallWorld()
        world.builder.enter(
            world.importer, world.builder.firearm(), "ABC123", got: "2015-01-02",
            to: ("SECRETARIA DE LA DEFENSA NACIONAL (UCAM), MEXICO", ""), gone: "2015-04-01",
            document: "EXPORT DSP-5")
        let finding = world.tracer().trace(recovery("ABC123"))
        #expect(finding.outcome == .exported)
        #expect(finding.mender == .otherNode)
        #expect(finding.closure == .exportedLawfully)
    }

    @Test("a lost book, one that nobody brought, and a licence that no licensee has")
    func lost() {
        var world = SmallWorld()
        let gone = world.builder.licensee(5, .dealer, records: .lost)
        world.ship("ABC123", to: "Another Dealer", gone: "2015-06-01")
        world.builder.enter(
            world.importer, world.builder.firearm(), "LOST11", got: "2015-01-02",
            to: ("lost", gone), gone: "2015-02-01")
        world.builder.enter(
            world.importer, world.builder.firearm(), "NOLIC2", got: "2015-01-02",
            to: ("Nobody's Guns", BookBuilder.licence(99)), gone: "2015-02-01")
        let lost = world.tracer().trace(recovery("LOST11"))
        #expect(lost.outcome == .recordsLost)
        #expect(lost.closure == .recordDestroyed)
        let unlisted = world.tracer().trace(recovery("NOLIC2"))
        #expect(unlisted.outcome == .recordsLost)
        #expect(unlisted.closure == .noAnswer)
        #expect(unlisted.dealer?.name == "Nobody's Guns")
    }

    @Test("a transfer between dealers is followed; a book in the repository answers and is named")
    func transfer() {
        var world = SmallWorld()
        let closed = world.builder.licensee(6, .dealer, records: .repository)
        world.ship("ABC123", to: "closed shop", gone: "2015-06-01", shop: nil)
        // The dealer passed it on to a dealer that later closed.
        world.builder.enter(
            world.importer, world.builder.firearm(), "TRF456", got: "2015-01-02",
            to: ("dealer", world.dealer), gone: "2015-02-01")
        world.builder.enter(
            world.dealer, world.builder.firearm(), "TRF456", from: ("importer", world.importer),
            got: "2015-02-01", to: ("closed", closed), gone: "2015-03-01")
        world.builder.enter(
            closed, world.builder.firearm(), "TRF456", from: ("dealer", world.dealer),
            got: "2015-03-01", to: ("Invented Person", "1 Oak"), gone: "2015-04-01",
            document: "4473-1", born: "1970-02-02")
        let finding = world.tracer().trace(recovery("TRF456"))
        #expect(finding.outcome == .purchaser)
        #expect(finding.dealer?.number == closed)
        #expect(finding.chain.last?.notes.map(\.key) == ["tracing.chain.repository"])
    }

    @Test("a firearm that came back and was sold again ends at the first sale, and that is said")
    func soldAgain() {
        var world = SmallWorld()
        world.ship(
            "ABC123", to: "Invented Person", gone: "2016-05-05", document: "4473-1",
            born: "1980-01-01")
        world.builder.enter(
            world.otherDealer, world.builder.firearm(), "ABC123",
            from: ("Invented Person", "12 Elm St"), got: "2017-01-01",
            to: ("Second Person", "2 Oak"), gone: "2017-02-01", document: "4473-2",
            born: "1990-03-03")
        let finding = world.tracer().trace(recovery("ABC123"))
        #expect(finding.purchaser?.born == "1980-01-01")
        #expect(finding.dealer?.number == world.dealer)
        #expect(finding.reasons.contains { $0.key == "tracing.reason.later_sales" })
    }

    @Test("a slip of the pen in one holder's book does not break the chain")
    func slip() {
        var atDealer = SmallWorld()
        atDealer.ship(
            "ABC123", at: "A8C123", to: "Invented Person", gone: "2016-05-05", document: "4473-1",
            born: "1980-01-01")
        let finding = atDealer.tracer().trace(recovery("ABC123"))
        #expect(finding.outcome == .purchaser)
        #expect(finding.chain.last?.notes.map(\.key) == ["tracing.chain.slip"])
        var atSource = SmallWorld()
        atSource.ship(
            "ABC123", source: "A8C123", to: "Invented Person", gone: "2016-05-05",
            document: "4473-1", born: "1980-01-01")
        #expect(atSource.tracer().trace(recovery("ABC123")).outcome == .purchaser)
    }

    @Test("a like serial of the same shipment is another firearm, not a slip of the pen")
    func neighbourIsNoSlip() {
        var world = SmallWorld()
        world.ship(
            "ABC124", to: "Other Person", gone: "2016-05-05", document: "4473-1",
            born: "1960-01-01")
        // The dealer's book lost the line of ABC123, which came in the same shipment.
        world.builder.enter(
            world.importer, world.builder.firearm(), "ABC123", got: "2015-01-02",
            to: ("distributor 2", world.distributor), gone: "2015-02-01")
        world.builder.enter(
            world.distributor, world.builder.firearm(), "ABC123",
            from: ("importer 1", world.importer), got: "2015-02-01", to: ("dealer", world.dealer),
            gone: "2015-03-01")
        let finding = world.tracer().trace(recovery("ABC123"))
        #expect(finding.purchaser == nil)
        #expect(finding.outcome == .recordsLost)
        #expect(finding.chain.last?.event == .notInBook)
    }

    @Test("books that send a firearm round in a circle end the walk")
    func circle() {
        var world = SmallWorld()
        let firearm = world.builder.firearm()
        world.builder.enter(
            world.importer, firearm, "ABC123", got: "2015-01-02", to: ("dealer", world.dealer),
            gone: "2015-02-01")
        world.builder.enter(
            world.dealer, firearm, "ABC123", from: ("importer", world.importer), got: "2015-02-01",
            to: ("other", world.otherDealer), gone: "2015-03-01")
        world.builder.enter(
            world.otherDealer, firearm, "ABC123", from: ("dealer", world.dealer),
            got: "2015-03-01", to: ("dealer", world.dealer), gone: "2015-04-01")
        let finding = world.tracer().trace(recovery("ABC123"))
        #expect(finding.purchaser == nil)
        #expect(finding.outcome == .recordsLost)
    }
}

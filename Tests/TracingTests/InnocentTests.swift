import Books
import Chronology
import Firearms
import Language
import Testing
import Tracing

/// Books in which a careless reader would name somebody who never had the firearm.
struct InnocentTests {
    private var builder = BookBuilder(tables: .carried)
    private let importer: String
    private let distributor: String
    private let dealer: String

    init() {
        importer = builder.licensee(1, .importer)
        distributor = builder.licensee(2, .distributor)
        dealer = builder.licensee(3, .dealer)
    }

    private func trace(_ serial: String = "ABC123", on day: String = "2018-06-01") -> Finding {
        var describer = FirearmDescriber(tables: .carried)
        return Tracer(custodians: builder.custodians, tables: .carried).trace(
            Recovery(
                reference: "F-1", file: "recoveries.csv", row: 2,
                recoveredOn: Day(iso: day).map { DayRange($0) }, state: "", municipality: "",
                offence: "", agency: "",
                firearm: describer.describe(
                    RawDescriptor(
                        make: "GLOCK", model: "19", calibre: "9 mm", kind: "PISTOLA", serial: serial
                    )),
                unreadDate: Day(iso: day) == nil ? day : ""))
    }

    private mutating func send(_ serial: String = "ABC123", to holder: (String, String)) {
        builder.enter(
            importer, builder.firearm(), serial, from: ("GLOCK", ""), got: "2015-01-02", to: holder,
            gone: "2015-02-01")
    }

    private mutating func sell(
        _ serial: String = "ABC123", at holder: String? = nil, from: (String, String)? = nil,
        got: String = "2015-02-01", to buyer: (String, String) = ("Invented Person", "1 Elm"),
        gone: String = "2016-05-05", document: String = "4473-1", born: String = "1980-01-01"
    ) {
        builder.enter(
            holder ?? dealer, builder.firearm(), serial, from: from ?? ("importer 1", importer),
            got: got, to: buyer, gone: gone, document: document, born: born)
    }

    @Test("the buyer of a used firearm is not the first, though the dealer's first line is lost")
    mutating func used() {
        send(to: ("dealer 3", dealer))
        sell(from: ("Other Person", "2 Oak"), got: "2017-01-01", gone: "2017-02-01")
        let finding = trace()
        #expect(finding.purchaser == nil)
        #expect(finding.outcome == .recordsLost)
    }

    @Test("a line from another licensee, on another day, is another firearm")
    mutating func fromElsewhere() {
        send(to: ("dealer 3", dealer))
        sell(from: ("distributor 2", distributor), got: "2016-03-01")
        #expect(trace().purchaser == nil)
    }

    @Test("a like serial that the holder before sent on another day is another firearm")
    mutating func laterShipment() {
        send(to: ("dealer 3", dealer))
        builder.enter(
            importer, builder.firearm(), "ABC124", from: ("GLOCK", ""), got: "2015-01-02",
            to: ("dealer 3", dealer), gone: "2015-02-05")
        sell("ABC124", got: "2015-02-05")
        #expect(trace().purchaser == nil)
    }

    @Test("a dealer who sold the same serial twice from one shipment names neither buyer")
    mutating func twiceAtDealer() {
        send(to: ("dealer 3", dealer))
        sell()
        sell(
            to: ("Other Person", "2 Oak"), gone: "2016-06-06", document: "4473-2",
            born: "1970-01-01")
        let finding = trace()
        #expect(finding.purchaser == nil)
        #expect(finding.outcome == .ambiguous)
        #expect(finding.closure == .serialAmbiguous)
        #expect(finding.dealer?.number == dealer)
    }

    @Test("a line begun and written again whole is one line")
    mutating func writtenAgain() {
        send(to: ("dealer 3", dealer))
        sell(to: ("", ""), gone: "", document: "", born: "")
        sell()
        #expect(trace().purchaser?.born == "1980-01-01")
    }

    @Test("a firearm sent back and out again is followed, with its days")
    mutating func sentBack() {
        send(to: ("dealer 3", dealer))
        sell(to: ("importer 1", importer), gone: "2015-03-01", document: "", born: "")
        builder.enter(
            importer, builder.firearm(), "ABC123", from: ("dealer 3", dealer), got: "2015-03-01",
            to: ("dealer 3", dealer), gone: "2015-06-01")
        sell(got: "2015-06-01")
        let finding = trace()
        #expect(finding.purchaser?.born == "1980-01-01")
        #expect(finding.chain.count == 4)
    }

    @Test("a licensee written by name alone is a licensee, and is asked")
    mutating func byName() {
        send(to: ("DEALER 3", ""))
        sell()
        let finding = trace()
        #expect(finding.purchaser?.born == "1980-01-01")
        #expect(finding.dealer?.number == dealer)
    }

    @Test("a person who bears a licensee's name and signed a form is a person")
    mutating func namesake() {
        send(to: ("dealer 3", dealer))
        sell(to: ("distributor 2", "1 Elm"))
        #expect(trace().purchaser?.born == "1980-01-01")
    }

    @Test("a licensee that takes a firearm for itself does not send the trace round in a circle")
    mutating func forItself() {
        send(to: ("dealer 3", dealer))
        sell(to: ("dealer 3", dealer), document: "", born: "")
        let finding = trace()
        #expect(finding.outcome == .dispositionMissing)
        #expect(finding.closure == .dealerIdentifiedNoPurchaser)
        #expect(finding.chain.count == 2)
    }

    @Test("a distributor or importer that sells at retail is the seller")
    mutating func retailByImporter() {
        send(to: ("distributor 2", distributor))
        sell(at: distributor)
        let finding = trace()
        #expect(finding.purchaser?.born == "1980-01-01")
        #expect(finding.dealer?.kind == .distributor)
    }

    @Test("a disposition with a date alone, or a form's number alone, names nobody")
    mutating func dateAlone() {
        send(to: ("dealer 3", dealer))
        sell(to: ("", ""), document: "", born: "")
        #expect(trace().outcome == .dispositionMissing)
        var other = InnocentTests()
        other.send(to: ("dealer 3", other.dealer))
        other.sell(to: ("", ""), born: "")
        #expect(other.trace().closure == .dealerIdentifiedNoPurchaser)
    }

    @Test("a sale to an agency says so, and who can answer")
    mutating func government() {
        send(to: ("dealer 3", dealer))
        sell(to: ("Springfield Police Department", "1 Main"), document: "PO 12", born: "")
        let finding = trace()
        #expect(finding.outcome == .purchaser)
        #expect(finding.closure == .governmentSale)
        #expect(finding.mender == .otherNode)
        #expect(finding.mend?.key == "tracing.mend.government_sale")
        var officer = InnocentTests()
        officer.send(to: ("dealer 3", officer.dealer))
        officer.sell(to: ("Invented Person, Police Department", "1 Main"))
        #expect(officer.trace().closure == .purchaserIdentified)
    }

    @Test("a sale dated before the acquisition is said, and is no certainty")
    mutating func soldBeforeAcquired() {
        send(to: ("dealer 3", dealer))
        sell(gone: "2014-05-05")
        let finding = trace()
        #expect(finding.reasons.contains { $0.key == "tracing.reason.sold_before_acquired" })
        #expect(finding.daysToCrime == nil)
        #expect(finding.certainty != .certain)
    }

    @Test("the book of a business in the repository that is not at hand is still to be asked")
    mutating func repository() {
        let closed = builder.licensee(9, .dealer, records: .repository, hasBook: false)
        send(to: ("dealer 9", closed))
        let finding = trace()
        #expect(finding.outcome == .recordsLost)
        #expect(finding.closure == .outOfBusinessPending)
    }

    @Test("a recovery date that can not be read is said in the answer")
    mutating func unreadDate() {
        send(to: ("dealer 3", dealer))
        sell()
        let finding = trace(on: "31/02/2018")
        #expect(finding.outcome == .purchaser)
        #expect(finding.daysToCrime == nil)
        #expect(finding.reasons.contains { $0.key == "tracing.reason.unread_date" })
    }
}

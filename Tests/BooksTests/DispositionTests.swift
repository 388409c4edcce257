import Books
import Chronology
import Firearms
import SerialIndex
import Testing

struct DispositionTests {
    /// A book of one line; what its keeper answers is what the line was understood to say.
    private func disposition(
        to name: String, _ address: String = "", document: String = "",
        on day: String = "2015-01-01"
    ) -> Disposition? {
        var describer = FirearmDescriber(tables: .carried)
        let firearm = BookDescription(describer.describe(RawDescriptor(make: "GLOCK")))
        let line = BookLine(
            row: 2, serial: "ABC123",
            acquisition: (Day(iso: "2014-01-01"), Party(name: "GLOCK", addressOrLicence: "")),
            disposition: (Day(iso: day), Party(name: name, addressOrLicence: address)),
            document: document, born: "1980-02-03")
        let licensee = Licensee(
            number: "1-23-456-07-8A-00001", kind: .dealer, name: "Shop", city: "", state: "")
        let keeper = LocalKeeper(
            licensee: licensee, book: Book(licence: licensee.number, lines: [(firearm, line)]))
        let question = FirearmQuestion(serial: .init(whole: "abc-123"), mistakes: 0, makes: [])
        guard case .found(let matches, let total) = keeper.reply(to: question) else { return nil }
        #expect(total == 1)
        return matches.first?.entry.disposition
    }

    @Test("a blank disposition is missing, whatever its date")
    func missing() {
        #expect(disposition(to: "", on: "") == .missing)
        #expect(disposition(to: "") == .missing)
    }

    @Test("a licence number in place of the address makes it a transfer")
    func transfer() {
        let licence = "5-41-069-01-2K-00023"
        let day = Day(iso: "2015-01-01")
        #expect(
            disposition(to: "Other Shop", licence)
                == .licensee(number: licence, name: "Other Shop", on: day))
        #expect(
            disposition(to: "Other Shop", "54106901 2K00023".filter { $0 != " " })
                == .licensee(number: "541069012K00023", name: "Other Shop", on: day))
    }

    @Test(
        "words for theft and loss, in the name or the document, in any case",
        arguments: [
            ("THEFT/LOSS REPORTED", ""), ("stolen", ""), ("Reported burglary", ""),
            ("X", "3310.11"),
        ])
    func theft(name: String, document: String) {
        #expect(
            disposition(to: name, document: document) == .theftOrLoss(on: Day(iso: "2015-01-01")))
    }

    @Test(
        "words for exports",
        arguments: [
            ("SECRETARIA DE LA DEFENSA NACIONAL (UCAM), MEXICO", "EXPORT DSP-5"),
            ("Ministry of Defence", ""), ("Some Trading", "dsp-83"),
        ])
    func export(name: String, document: String) {
        #expect(
            disposition(to: name, document: document)
                == .exported(to: name, on: Day(iso: "2015-01-01")))
    }

    @Test("anybody else is a retail buyer, though the name holds a word for theft")
    func retail() {
        guard
            case .retail(let buyer, let born, let document, _)? = disposition(
                to: "Exportina Stolenberg", "12 Elm St", document: "4473-1")
        else {
            Issue.record("not understood as a retail sale")
            return
        }
        #expect(buyer.addressOrLicence == "12 Elm St")
        #expect(born == "1980-02-03")
        #expect(document == "4473-1")
    }

    @Test(
        "the shape of a licence number, and what only looks like it",
        arguments: [
            ("1-23-456-07-8A-00001", true), ("123456078A00001", true), ("1234 Elm-St", false),
            ("", false), ("1-23-456-07-8A-0001", false), ("12 Oak St, El Paso TX", false),
            ("ABCDEFGHIJKLMNO", false),
        ])
    func licenceNumbers(text: String, isOne: Bool) {
        #expect(LicenceNumber.looksLikeOne(text) == isOne)
    }
}

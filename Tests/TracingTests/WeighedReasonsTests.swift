import Books
import Chronology
import Firearms
import Language
import Testing

@testable import Tracing

struct WeighedReasonsTests {
    /// Two firearms whose serials a misread character may confuse, of two models.
    private func finding(_ serial: String, model: String) -> Finding {
        var builder = BookBuilder(tables: .carried)
        let importer = builder.licensee(1, .importer)
        for (index, (serial, model)) in [("ABC183", "19"), ("ABC185", "17")].enumerated() {
            builder.enter(
                importer, builder.firearm(model: model), serial, from: ("GLOCK", ""),
                got: "2015-01-02", to: ("Person \(index)", "1 Elm"), gone: "2016-01-02",
                document: "4473-\(index)", born: "1980-01-01")
        }
        let tracer = Tracer(custodians: builder.custodians, tables: .carried, threshold: 0.5)
        var describer = FirearmDescriber(tables: .carried)
        return tracer.trace(
            Recovery(
                reference: "F-1", file: "recoveries.csv", row: 2,
                recoveredOn: Day(iso: "2018-06-01").map { DayRange($0) }, state: "",
                municipality: "", offence: "", agency: "",
                firearm: describer.describe(
                    RawDescriptor(
                        make: "GLOCK", importer: "GLOCK INC", model: model, calibre: "9MM",
                        kind: "PISTOLA", serial: serial))))
    }

    @Test("a reason says how many times it weighs where like firearms differ in it")
    func weighed() throws {
        let reasons = finding("ABC183", model: "19").reasons
        let model = try #require(reasons.first { $0.key == "tracing.weighed.for" })
        guard case .phrase(let reason)? = model.facts["reason"] else {
            Issue.record("the reason is not within: \(model)")
            return
        }
        #expect(reason.key == "tracing.reason.model_agrees")
        // The calibre is the same for both: nothing stands beside it.
        #expect(reasons.contains { $0.key == "tracing.reason.calibre_agrees" })
    }

    @Test("what speaks against a firearm is weighed too")
    func against() {
        let reasons = finding("ABC183", model: "17").reasons
        #expect(reasons.contains { $0.key == "tracing.weighed.against" })
    }

    @Test("a confused character says how readily it is read so, an unlike one does not")
    func alike() {
        let confused = finding("A8C183", model: "19").reasons.map(\.key)
        let changed = finding("AWC183", model: "19").reasons.map(\.key)
        #expect(confused.contains("tracing.serial.alike"))
        #expect(changed.contains("tracing.serial.changed"))
        #expect(!changed.contains("tracing.serial.alike"))
    }

    @Test("weights are said in every language", arguments: ["es", "en"])
    func said(tongue: String) throws {
        let catalogue = try #require(Catalogue(carried: Tongue(code: tongue)))
        let text = finding("A8C183", model: "19").reasons.map { catalogue($0) }.joined()
        #expect(text.contains("×"))
    }
}

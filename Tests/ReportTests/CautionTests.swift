import Language
import Report
import Testing
import Tracing

/// A traced purchaser is a lead, not a suspect: said wherever one is shown.
struct CautionTests {
    static let cautions: [Tongue: String] = [
        .english:
            "A traced purchaser is a lead, not a suspect: the firearm may have been stolen, "
            + "lost or lawfully sold since.",
        .spanish:
            "La persona compradora rastreada es una pista, no una persona sospechosa: el arma "
            + "pudo ser robada, extraviada o vendida legalmente después.",
    ]

    @Test(
        "the caution stands in each section that names a purchaser, word for word",
        arguments: [Tongue.spanish, .english])
    func standsWithEveryPurchaser(tongue: Tongue) throws {
        let caution = try #require(Self.cautions[tongue])
        let page = ReportPageTests.page(tongue)
        let sections = page.split(separator: "<article")
        var named = 0
        for section in sections where section.contains("<div class=\"lead\">") {
            named += 1
            #expect(section.contains(caution))
        }
        #expect(named == ReportPageTests.findings.count { $0.outcome == .purchaser })
    }

    @Test("a purchaser's name stands nowhere but in the box with the caution")
    func namesStandOnlyThere() throws {
        let findings = ReportPageTests.findings.filter { $0.purchaser != nil }
        let page = ReportPageTests.page(.english)
        let boxes = page.split(separator: "<div class=\"lead\">").dropFirst()
            .map { $0.split(separator: "</p>")[0] }
        #expect(boxes.count == findings.count)
        var outside = page
        for box in boxes.sorted(by: { $0.count > $1.count }) {
            outside = outside.split(separator: box).joined()
        }
        // A test that fails must not print a name.
        let isAnyOutside = findings.contains { finding in
            finding.purchaser.map { outside.contains($0.name) } ?? false
        }
        #expect(!isAnyOutside)
    }

    @Test("a purchaser who is not handed over is said to be withheld, with the caution")
    func saysWithheld() throws {
        let finding = try #require(ReportPageTests.findings.first { $0.outcome == .purchaser })
        let sealed = Finding(
            recovery: finding.recovery, outcome: .purchaser, closure: finding.closure,
            mender: finding.mender, mend: nil, confidence: finding.confidence,
            certainty: finding.certainty, candidates: finding.candidates, candidateCount: 1,
            absentProbability: 0, purchaser: nil, dealer: finding.dealer, soldOn: finding.soldOn,
            daysToCrime: finding.daysToCrime, duplicateOf: nil, reasons: [])
        let page = Fixture.report([sealed], in: .english).html()
        #expect(page.contains(Fixture.catalogue(.english)(Phrase("report.purchaser.withheld"))))
        let caution = try #require(Self.cautions[.english])
        #expect(page.split(separator: "<article")[1].contains(caution))
    }

    @Test("a request that several firearms fit names nobody")
    func ambiguousNamesNobody() throws {
        let finding = try #require(ReportPageTests.findings.first { $0.outcome == .ambiguous })
        let page = Fixture.report([finding], in: .english).html()
        #expect(!page.contains("class=\"lead\""))
        #expect(page.contains("What to look at on the firearm"))
    }
}

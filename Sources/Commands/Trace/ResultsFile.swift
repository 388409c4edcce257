import Books
import Chronology
import Firearms
import FoundationEssentials
import Language
import Tabular
import Tracing

/// The answers as a file for other programs: CSV, a workbook or JSON, one row a recovery.
struct ResultsFile {
    let findings: [Finding]
    let catalogue: Catalogue

    /// The columns, in order; names that do not depend on the language.
    static let columns = [
        "recovery", "outcome", "closure", "mend", "purchaser_name", "purchaser_born",
        "dealer_license", "dealer_name", "dealer_city", "dealer_state", "sold_on", "days_to_crime",
        "confidence", "candidates", "chain", "duplicate_of", "reasons",
    ]

    /// Writes the file, whole or not at all.
    func write(to results: TraceOptions.Results) throws {
        switch results.format {
        case .csv: try writeTable(to: results.path, format: .csv)
        case .xlsx: try writeTable(to: results.path, format: .xlsx)
        case .json: try writeJSON(to: results.path)
        }
    }

    private func writeTable(to path: String, format: TableDescription.Format) throws {
        var writer = try TableWriter(path: path, header: ResultsFile.columns, format: format)
        for finding in findings { try writer.write(cells(finding)) }
        try writer.finish()
    }

    private func cells(_ finding: Finding) -> [Cell] {
        [
            .text(finding.recovery.reference), .text(finding.outcome.rawValue),
            .text(finding.closure.rawValue), .text(mend(finding)),
            .text(finding.purchaser?.name ?? ""), .text(finding.purchaser?.born ?? ""),
            .text(finding.dealer?.number ?? ""), .text(finding.dealer?.name ?? ""),
            .text(finding.dealer?.city ?? ""), .text(finding.dealer?.state ?? ""),
            finding.soldOn.map { .day($0) } ?? .blank,
            finding.daysToCrime.map { .integer($0) } ?? .blank,
            .number(rounded(finding.confidence)), .integer(finding.candidateCount),
            .text(chain(finding)), .text(finding.duplicateOf ?? ""),
            .text(said(finding).map { catalogue($0) }.joined(separator: "; ")),
        ]
    }

    /// What is said of an answer: its reasons, and what of it is sealed.
    private func said(_ finding: Finding) -> [Phrase] {
        finding.reasons + (finding.isPurchaserSealed ? [Phrase("commands.results.sealed")] : [])
            + (finding.sealed.contains(.destination)
                ? [Phrase("commands.results.destination_sealed")] : [])
    }

    /// Who can mend it and how; empty where nothing needs mending.
    private func mend(_ finding: Finding) -> String {
        guard let mend = finding.mend else { return "" }
        return "\(catalogue(finding.mender.label)): \(catalogue(mend))"
    }

    private func chain(_ finding: Finding) -> String {
        finding.chain.map { step in
            let name = step.holder.name.isEmpty ? step.holder.number : step.holder.name
            guard let day = step.on else { return name }
            return "\(name) (\(day))"
        }.joined(separator: " > ")
    }

    /// Four places, which the calibration can bear out and no more.
    private func rounded(_ probability: Double) -> Double {
        (probability * 10_000).rounded() / 10_000
    }

    private func writeJSON(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = try encoder.encode(findings.map { Answer(finding: $0, file: self) })
        try OutputFile.write(Array(bytes) + [UInt8(ascii: "\n")], to: path)
    }

    /// One answer as JSON has it; the keys are the table's columns.
    private struct Answer: Encodable {
        struct Step: Encodable {
            let license: String
            let name: String
            let kind: String
            let acquiredOn: String?
            let leftOn: String?

            enum CodingKeys: String, CodingKey {
                case license, name, kind
                case acquiredOn = "acquired_on"
                case leftOn = "left_on"
            }
        }

        struct Offer: Encodable {
            let make: String
            let model: String
            let serial: String
            let probability: Double
            let reasons: [String]
        }

        let finding: Finding
        let file: ResultsFile

        enum CodingKeys: String, CodingKey {
            case recovery, file, row, outcome, closure, mender, mend, confidence, candidates
            case offers, chain, reasons
            case purchaserName = "purchaser_name"
            case purchaserBorn = "purchaser_born"
            case dealerLicense = "dealer_license"
            case dealerName = "dealer_name"
            case dealerCity = "dealer_city"
            case dealerState = "dealer_state"
            case soldOn = "sold_on"
            case daysToCrime = "days_to_crime"
            case duplicateOf = "duplicate_of"
        }

        func encode(to encoder: any Encoder) throws {
            var keyed = encoder.container(keyedBy: CodingKeys.self)
            try keyed.encode(finding.recovery.reference, forKey: .recovery)
            try keyed.encode(finding.recovery.file, forKey: .file)
            try keyed.encode(finding.recovery.row, forKey: .row)
            try keyed.encode(finding.outcome.rawValue, forKey: .outcome)
            try keyed.encode(finding.closure.rawValue, forKey: .closure)
            try keyed.encode(finding.mender.rawValue, forKey: .mender)
            try keyed.encode(finding.mend.map { file.catalogue($0) }, forKey: .mend)
            try keyed.encode(file.rounded(finding.confidence), forKey: .confidence)
            try keyed.encode(finding.candidateCount, forKey: .candidates)
            try keyed.encode(finding.purchaser?.name, forKey: .purchaserName)
            try keyed.encode(finding.purchaser?.born, forKey: .purchaserBorn)
            try keyed.encode(finding.dealer?.number, forKey: .dealerLicense)
            try keyed.encode(finding.dealer?.name, forKey: .dealerName)
            try keyed.encode(finding.dealer?.city, forKey: .dealerCity)
            try keyed.encode(finding.dealer?.state, forKey: .dealerState)
            try keyed.encode(finding.soldOn?.description, forKey: .soldOn)
            try keyed.encode(finding.daysToCrime, forKey: .daysToCrime)
            try keyed.encode(finding.duplicateOf, forKey: .duplicateOf)
            try keyed.encode(finding.candidates.map(offer), forKey: .offers)
            try keyed.encode(finding.chain.map(step), forKey: .chain)
            try keyed.encode(file.said(finding).map { file.catalogue($0) }, forKey: .reasons)
        }

        private func offer(_ candidate: Candidate) -> Offer {
            Offer(
                make: candidate.firearm.make, model: candidate.firearm.model,
                serial: candidate.firearm.serial,
                probability: file.rounded(candidate.probability),
                reasons: candidate.reasons.map { file.catalogue($0) })
        }

        private func step(_ step: ChainStep) -> Step {
            Step(
                license: step.holder.number, name: step.holder.name,
                kind: step.holder.kind.rawValue, acquiredOn: step.acquiredOn?.description,
                leftOn: step.on?.description)
        }
    }
}

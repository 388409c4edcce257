import BlindLookup
import Language
import Nodes

/// The work of `rastro blind list` and of `rastro blind drop`.
struct BlindListJob {
    let options: BlindListOptions
    let session: Session

    /// The work as the first command starts it.
    static let job: BlindListCommand.Job = { options, session in
        try await BlindListJob(options: options, session: session).takeIn()
    }

    /// The work as the second command starts it.
    static let drop: BlindDropCommand.Job = { options, session in
        try await BlindListJob(options: options, session: session).takeAway()
    }

    private func takeIn() async throws -> ExitCode {
        guard let file = options.file else { return .unusable }
        let sheet = try BlindSheet(file, options.reading, tables: options.tables, in: session)
        sheet.note(in: session)
        var forms: Set<NormalForm> = []
        var leftOut = 0
        for row in sheet.rows {
            let own = FormRule.allCases.flatMap { NormalForm.forms(of: row.firearm, $0) }
            forms.formUnion(own)
            if own.isEmpty { leftOut += 1 }
        }
        let count = sheet.rows.count - leftOut
        guard !forms.isEmpty,
            let listing = BlindListing(
                name: options.name, firearms: count, leftOut: leftOut, forms: forms)
        else { return complain("node.blind.empty", ["file": .text(file)]) }
        let answer = try await LocalAsking.ask(options.folder) { try await $0.list(listing) }
        switch answer {
        case .taken(let forms):
            say("node.blind.taken", ["name": .text(options.name), "count": .count(count)], .strong)
            if leftOut > 0 { say("node.blind.leftOut", ["count": .count(leftOut)], .open) }
            say("node.blind.forms", ["count": .count(forms)])
            return .done
        case .tooMany(let forms):
            return complain(
                "node.blind.tooMany",
                ["count": .count(forms), "most": .count(ComparisonList.mostTags)])
        case .unknown, .malformed:
            return complain("node.blind.malformed", ["file": .text(file)])
        }
    }

    private func takeAway() async throws -> ExitCode {
        let listing = BlindListing(name: options.name, firearms: 0, leftOut: 0, forms: [])
        guard let listing else {
            return complain("node.blind.unknownList", ["name": .text(options.name)])
        }
        let answer = try await LocalAsking.ask(options.folder) { try await $0.list(listing) }
        guard case .taken(let forms) = answer else {
            return complain("node.blind.unknownList", ["name": .text(options.name)])
        }
        say("node.blind.dropped", ["name": .text(options.name)], .strong)
        say("node.blind.forms", ["count": .count(forms)])
        return .done
    }

    private func say(_ key: String, _ facts: [String: Fact], _ style: Style? = nil) {
        session.output.paragraph(session.catalogue(Phrase(key, facts)), style: style)
    }

    private func complain(_ key: String, _ facts: [String: Fact]) -> ExitCode {
        session.complain(Phrase(key, facts))
        return .unusable
    }
}

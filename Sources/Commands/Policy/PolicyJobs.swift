import Cryptography
import Encoding
import Exchange
import Language
import Policy

/// The work of `rastro policy show`, `explain` and `diff`.
struct PolicyJobs {
    let session: Session

    /// The work of `show` as the command starts it.
    static let show: PolicyShowCommand.Job = { options, session in
        PolicyJobs(session: session).show(try policy(options.source, session))
    }

    /// The work of `explain` as the command starts it.
    static let explain: PolicyExplainCommand.Job = { options, session in
        let policy = try policy(options.source, session)
        return PolicyJobs(session: session).explain(options.question, policy)
    }

    /// The work of `diff` as the command starts it.
    static let diff: PolicyDiffCommand.Job = { options, session in
        let old = try PolicyJobs.policy(.file(options.old), session)
        let new = try PolicyJobs.policy(.file(options.new), session)
        return PolicyJobs(session: session).diff(old, new)
    }

    /// A larger file is no policy, and is not read to say so.
    private static let mostBytes = 1 << 20

    private static func policy(_ source: PolicySource, _ session: Session) throws -> Policy {
        switch source {
        case .file(let path):
            return try Policy(parsing: UserFiles.bytes(path, atMost: mostBytes), named: path)
        case .carried(let jurisdiction):
            guard let policy = Policy.carried(for: jurisdiction, on: session.today) else {
                throw NoPolicyYet(jurisdiction: jurisdiction)
            }
            return policy
        }
    }

    private func show(_ policy: Policy) -> ExitCode {
        let catalogue = session.catalogue
        session.output.paragraph(catalogue(PolicyJobs.name(policy)), style: .strong)
        session.output.paragraph(catalogue(PolicyJobs.identity(policy)), style: .faint)
        session.output.line()
        session.output.paragraph(catalogue("commands.policy.laws"), style: .strong)
        var laws = TextTable([.init(), .init(isFlexible: true)])
        for law in policy.bases {
            laws.add([.init(law.basis.text), .init(catalogue(law.purposes.fact))])
        }
        session.output.table(laws)
        session.output.line()
        session.output.paragraph(catalogue("commands.policy.rules"), style: .strong)
        for rule in policy.rules {
            session.output.paragraph(catalogue(rule.sentence), indent: 2)
        }
        session.output.line()
        session.output.paragraph(catalogue("commands.policy.default"))
        let days = policy.identityDays
        let retention =
            days == 0
            ? Phrase("commands.policy.retentionNow")
            : Phrase("commands.policy.retention", ["count": .count(days)])
        session.output.paragraph(catalogue(retention))
        session.output.paragraph(
            catalogue(
                Phrase("commands.policy.freshness", ["count": .count(policy.cosignedSeconds)])))
        return .done
    }

    private func explain(_ question: PolicyQuestion, _ policy: Policy) -> ExitCode {
        let catalogue = session.catalogue
        let explanation = policy.explain(question)
        session.output.paragraph(catalogue(explanation.asked))
        session.output.line()
        session.output.paragraph(
            catalogue(explanation.verdict),
            style: explanation.decision.isPermitted ? .found : .stopped)
        for phrase in explanation.grounds + explanation.changes(under: policy) {
            session.output.paragraph(catalogue(phrase), indent: 2)
        }
        session.output.line()
        session.output.paragraph(catalogue(PolicyJobs.name(policy)), style: .faint)
        session.output.paragraph(catalogue(PolicyJobs.identity(policy)), style: .faint)
        return .done
    }

    private func diff(_ old: Policy, _ new: Policy) -> ExitCode {
        let catalogue = session.catalogue
        let difference = PolicyDifference(from: old, to: new)
        session.output.paragraph(
            catalogue(
                Phrase(
                    "commands.policy.change",
                    ["old": .phrase(PolicyJobs.name(old)), "new": .phrase(PolicyJobs.name(new))])),
            style: .strong)
        let numbers = [
            ("commands.policy.retentionChange", old.identityDays, new.identityDays),
            ("commands.policy.freshnessChange", old.cosignedSeconds, new.cosignedSeconds),
        ].filter { $0.1 != $0.2 }
        guard !difference.isEmpty || !numbers.isEmpty else {
            session.output.paragraph(
                catalogue(
                    Phrase("commands.policy.same", ["all": .count(Policy.tableSize)])))
            return .done
        }
        for (title, before, after) in numbers {
            session.output.line()
            session.output.paragraph(catalogue(Phrase(title)), style: .strong)
            write([
                ("commands.policy.before", String(before)),
                ("commands.policy.after", String(after)),
            ])
        }
        for law in difference.laws {
            session.output.line()
            session.output.paragraph(
                catalogue(
                    Phrase("commands.policy.law", ["law": .text(law.basis.text)])), style: .strong)
            write([
                ("commands.policy.before", catalogue(law.before.fact)),
                ("commands.policy.after", catalogue(law.after.fact)),
            ])
        }
        var last: Phrase?
        for group in difference.groups {
            let title = Phrase(
                "commands.policy.group",
                ["deed": .phrase(group.action.phrase), "about": .phrase(group.dataClass.phrase)])
            session.output.line()
            if title != last { session.output.paragraph(catalogue(title), style: .strong) }
            last = title
            write(group)
        }
        session.output.line()
        session.output.paragraph(
            catalogue(
                Phrase(
                    "commands.policy.changes",
                    [
                        "all": .count(Policy.tableSize), "more": .count(difference.widened),
                        "fewer": .count(difference.narrowed),
                    ])))
        return .changed
    }

    private func write(_ group: PolicyDifference.Group) {
        let catalogue = session.catalogue
        var rows = group.holders.map { holders in
            let text = Phrase(
                "commands.policy.holders",
                ["who": holders.roles.fact, "aims": holders.purposes.fact])
            return ("commands.policy.who", catalogue(text))
        }
        rows += group.before.phrases.map { ("commands.policy.before", catalogue($0)) }
        rows += group.after.phrases.map { ("commands.policy.after", catalogue($0)) }
        write(rows)
    }

    /// Labels and what they say; a label that is that of the line before is left out.
    private func write(_ rows: [(label: String, text: String)]) {
        var table = TextTable([.init(), .init(isFlexible: true)])
        var last = ""
        for row in rows {
            table.add([
                .init(row.label == last ? "" : session.catalogue(row.label)),
                .init(row.text),
            ])
            last = row.label
        }
        session.output.table(table)
    }

    private static func name(_ policy: Policy) -> Phrase {
        Phrase(
            "commands.policy.name",
            [
                "jurisdiction": .text(policy.jurisdiction),
                "version": .text(String(policy.version)), "day": .day(policy.effective),
            ])
    }

    private static func identity(_ policy: Policy) -> Phrase {
        Phrase(
            "commands.policy.identity",
            ["digest": .text(Hexadecimal.encode(policy.digest.bytes))])
    }
}

/// No carried policy of a country holds yet on the day.
struct NoPolicyYet: Error, Sayable {
    let jurisdiction: String

    var phrase: Phrase {
        Phrase("commands.policy.notYet", ["jurisdiction": .text(jurisdiction)])
    }
}

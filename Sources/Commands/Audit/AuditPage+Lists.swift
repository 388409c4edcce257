import Audit
import Exchange
import Language
import Policy
import Vault

extension AuditPage {
    /// Entries, the last of them, with what they say in words.
    func list(_ items: [AuditItem], _ question: AuditQuestion) {
        guard !items.isEmpty else {
            say(Phrase("audit.empty.\(question.rawValue)"))
            return
        }
        var table = TextTable([
            .init(catalogue("audit.column.entry"), side: .right),
            .init(catalogue("audit.column.time")),
            .init(catalogue("audit.column.who"), isFlexible: true),
            .init(catalogue("audit.column.what"), isFlexible: true),
        ])
        for item in items.suffix(options.rows) {
            table.add([
                .init("\(item.index)"), .init(item.time.map(AuditTime.short) ?? "?"),
                .init(who(item)), .init(what(item), style(of: item)),
            ])
        }
        output.table(table)
        tellMore(than: options.rows, of: items.count)
    }

    /// Who did it: the agency and the beginning of the pseudonym.
    func who(_ item: AuditItem) -> String {
        let officer = item.grounds.officer.map { AuditPage.short($0) }
        let second = item.second.map { "+ " + AuditPage.short($0) }
        let words = [item.grounds.agency?.text, officer, second].compactMap(\.self)
        return words.isEmpty ? "–" : words.joined(separator: " ")
    }

    /// So much of a pseudonym that it can be told from others, and be asked for.
    static func short(_ officer: Pseudonym) -> String { String(officer.text.prefix(12)) }

    /// What was done, to which fields, whom it was told to, why.
    func what(_ item: AuditItem) -> String {
        var facts = [act(item)]
        if !item.fields.isEmpty { facts.append(item.fields.joined(separator: ", ")) }
        if let addressee = item.addressee, item.act != .asked {
            facts.append("→ " + addressee.text)
        }
        if let count = item.count {
            facts.append(catalogue(Phrase("audit.count", ["count": .count(count)])))
        }
        if !item.handling.isEmpty {
            facts.append(item.handling.map(\.rawValue).joined(separator: " "))
        }
        let grounds = [item.grounds.purpose?.rawValue, item.grounds.basis?.text]
        facts += grounds.compactMap(\.self)
        if let text = caseText(item.caseFile) { facts.append(text) }
        switch item.use {
        case .unused: facts.append(catalogue("audit.use.unused"))
        case .waiting: facts.append(catalogue("audit.use.waiting"))
        case .none, .unknown, .used: break
        }
        if let names = item.rules, item.act == .forbidden {
            facts.append(
                names.isEmpty
                    ? catalogue("audit.rule.none") : names.joined(separator: ", "))
        }
        if !item.malformed.isEmpty {
            let names = item.malformed.joined(separator: ", ")
            facts.append(catalogue(Phrase("audit.malformed", ["names": .text(names)])))
        }
        return facts.joined(separator: " · ")
    }

    /// What was done, in a word or two.
    private func act(_ item: AuditItem) -> String {
        let act = catalogue(Phrase("audit.act.\(item.act.rawValue)"))
        guard let action = item.action else { return act }
        return act + ": " + catalogue(action.phrase)
    }

    private func caseText(_ caseFile: AuditCase) -> String? {
        switch caseFile {
        case .none: nil
        case .sealed: catalogue("audit.case.sealed")
        case .opened(let text): catalogue(Phrase("audit.case.opened", ["case": .text(text)]))
        case .mismatch: catalogue("audit.case.mismatch")
        }
    }

    private func style(of item: AuditItem) -> Style? {
        switch item.act {
        case .forbidden, .rejected, .conflict: .stopped
        case .emergency, .gap, .unknown: .open
        case .opened: item.use == .unused ? .open : nil
        case .asked, .sent, .came, .decided, .disclosed, .custodians, .passedOn, .allowed,
            .exported, .blind, .justified, .erased, .upkeep:
            nil
        }
    }

    /// The rules that refused, each once, in words.
    func rules(of items: [AuditItem]) {
        var names: Set<String> = []
        var said = false
        for item in items.suffix(options.rows) where item.act == .forbidden {
            guard let policy = policies.first(where: { $0.digest == item.policy }),
                let rules = item.rules
            else {
                said = true
                continue
            }
            for rule in policy.rules where rules.contains(rule.identifier) {
                guard names.insert(rule.identifier).inserted else { continue }
                if names.count == 1 {
                    output.line()
                    say("audit.rule.title", style: .strong)
                }
                say(rule.sentence, indent: 2)
            }
        }
        if said { say("audit.rule.unsaid", style: .faint) }
    }

    private func say(_ key: String, style: Style) { say(Phrase(key), style: style) }
}

extension AuditPage {
    /// The emergencies, and whose permits are suspended.
    func emergencies() {
        let emergencies = report.emergencies.emergencies
        if emergencies.isEmpty { say(Phrase("audit.empty.emergencies")) }
        for emergency in emergencies.suffix(options.rows) {
            let officers = emergency.review.officers.map { AuditPage.short($0) }.sorted()
            output.line()
            say(
                Phrase(
                    "audit.emergency.headline",
                    [
                        "entry": .text("\(emergency.item.index)"),
                        "time": .text(emergency.item.time.map(AuditTime.text) ?? "?"),
                        "state": .phrase(
                            Phrase("audit.emergency.\(emergency.review.state.word)")),
                    ]), style: emergency.isRed ? .stopped : style(of: emergency.review.state))
            say(
                Phrase(
                    "audit.emergency.officers",
                    ["officers": .text(officers.joined(separator: ", "))]), indent: 2)
            output.paragraph(what(emergency.item), indent: 2)
            say(
                Phrase(
                    "audit.emergency.until",
                    ["time": .text(AuditTime.text(emergency.review.deadline))]), indent: 2)
            if let time = emergency.review.state.justified {
                say(
                    Phrase("audit.emergency.since", ["time": .text(AuditTime.text(time))]),
                    indent: 2)
            }
            if !emergency.isSigned {
                say(Phrase("audit.emergency.unsigned"), style: .stopped, indent: 2)
            }
        }
        tellMore(than: options.rows, of: emergencies.count)
        let suspended = report.emergencies.suspended
        guard !suspended.isEmpty else { return }
        output.line()
        say(
            Phrase(
                "audit.emergency.suspended",
                ["officers": .text(suspended.map(\.text).joined(separator: ", "))]),
            style: .stopped)
    }

    private func style(of state: EmergencyReview.State) -> Style {
        switch state {
        case .open: .open
        case .justified: .found
        case .overdue, .late: .stopped
        }
    }
}

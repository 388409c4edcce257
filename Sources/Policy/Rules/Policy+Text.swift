import Chronology
import Cryptography
import Exchange

extension Policy {
    /// Reads a policy from the bytes of its file.
    ///
    /// - Parameter file: the file's name as errors show it.
    /// - Throws: `PolicyError`: the first line that is not of the form, and what was expected there.
    public init(parsing bytes: [UInt8], named file: String) throws(PolicyError) {
        var parser = PolicyParser(lines: try PolicyLines(bytes, named: file))
        try parser.parseHead()
        try parser.parseBases()
        try parser.parseRetention()
        try parser.parseFreshness()
        try parser.parseRules()
        self.init(
            jurisdiction: parser.jurisdiction, version: parser.version,
            effective: parser.effective, bases: parser.bases,
            identityDays: parser.identityDays, cosignedSeconds: parser.cosignedSeconds,
            rules: parser.rules, bytes: bytes)
    }
}

/// Reads the lines of a policy's file, in their order.
struct PolicyParser {
    private var lines: PolicyLines
    private(set) var jurisdiction = ""
    private(set) var version = 0
    private(set) var effective = Day(number: 0)
    private(set) var bases: [PolicyBasis] = []
    private(set) var identityDays = 0
    private(set) var cosignedSeconds = PolicyLimits.usualCosigned
    private(set) var rules: [PolicyRule] = []

    init(lines: PolicyLines) { self.lines = lines }

    /// The first four lines.
    mutating func parseHead() throws(PolicyError) {
        let first = try lines.line("rastro-policy")
        _ = try value(of: first, .header) { $0 == "1" ? true : nil }
        jurisdiction = try value(of: lines.line("jurisdiction"), .jurisdiction) { text in
            text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) } ? text : nil
        }
        version = try value(of: lines.line("version"), .version, PolicyParser.version)
        effective = try value(of: lines.line("effective"), .effective) { Day(iso: $0) }
    }

    /// The laws, one a line.
    mutating func parseBases() throws(PolicyError) {
        var seen: [String: Int] = [:]
        while let line = lines.upcoming, !line.isIndented, line.first == "basis" {
            lines.pass()
            guard bases.count < PolicyLimits.bases else {
                throw lines.error(.tooMany(most: PolicyLimits.bases), at: line.number)
            }
            guard line.words.count > 2, let basis = LegalBasis(line.words[1]) else {
                throw wrongValue(line, .basis)
            }
            if let first = seen.updateValue(line.number, forKey: basis.text) {
                throw lines.error(.repeated(line.words[1], first: first), at: line.number)
            }
            let purposes = try words(
                line.words.dropFirst(2), at: line.number, among: PolicyPurpose.ofMessages)
            bases.append(PolicyBasis(basis: basis, purposes: purposes))
        }
    }

    /// How long what was told is kept, if the file says it: of identities, days after the result has expired.
    mutating func parseRetention() throws(PolicyError) {
        guard let line = lines.upcoming, !line.isIndented, line.first == "retain" else { return }
        lines.pass()
        guard line.words.count == 3, line.words[1] == DataClass.identity.word,
            let days = PolicyParser.number(line.words[2], upTo: PolicyLimits.retentionDays)
        else { throw wrongValue(line, .retention) }
        identityDays = days
    }

    /// How old the peer's cosignature may be, if the file says it.
    mutating func parseFreshness() throws(PolicyError) {
        guard let line = lines.upcoming, !line.isIndented, line.first == "cosigned" else { return }
        lines.pass()
        guard line.words.count == 2,
            let seconds = PolicyParser.number(
                line.words[1], upTo: PolicyLimits.cosigned.upperBound),
            seconds >= PolicyLimits.cosigned.lowerBound
        else { throw wrongValue(line, .freshness) }
        cosignedSeconds = seconds
    }

    /// The rules, to the end of the file; there is one at least.
    mutating func parseRules() throws(PolicyError) {
        var seen: [String: Int] = [:]
        repeat {
            guard let line = lines.upcoming, !line.isIndented,
                let effect = Decision(rawValue: line.first)
            else {
                throw rules.isEmpty && bases.isEmpty
                    ? lines.unexpected("basis", "permit", "forbid")
                    : lines.unexpected("permit", "forbid")
            }
            lines.pass()
            guard rules.count < PolicyLimits.rules else {
                throw lines.error(.tooMany(most: PolicyLimits.rules), at: line.number)
            }
            let own = jurisdiction.lowercased() + "."
            let name = try value(of: line, .rule) { text in
                text.hasPrefix(own) && PolicyParser.isName(text.dropFirst(own.count)) ? text : nil
            }
            if let first = seen.updateValue(line.number, forKey: name) {
                throw lines.error(.repeated(name, first: first), at: line.number)
            }
            rules.append(try rule(effect, name, line.number))
        } while lines.upcoming != nil
    }

    /// What stands indented below a rule's first line.
    private mutating func rule(
        _ effect: Decision, _ name: String, _ number: Int
    ) throws(PolicyError) -> PolicyRule {
        let fields = PolicyField.allowed(in: effect)
        var rule = PolicyRule(
            effect: effect, identifier: name, line: number, reason: .traceRequest)
        var next = 0
        while let line = lines.upcoming, line.isIndented {
            guard let place = fields[next...].firstIndex(where: { $0.rawValue == line.first })
            else {
                let left = fields[next...].map(\.rawValue)
                let expected = left.isEmpty ? ["permit", "forbid"] : left
                throw lines.error(
                    .unexpected(PolicyLines.shown(line.first), expected: expected),
                    at: line.number)
            }
            try requireNothingLeftOut(fields[next..<place], effect, name, line.number)
            lines.pass()
            try read(fields[place], of: line, into: &rule)
            next = place + 1
        }
        try requireNothingLeftOut(fields[next...], effect, name, number)
        return rule
    }

    private func requireNothingLeftOut(
        _ fields: ArraySlice<PolicyField>, _ effect: Decision, _ name: String, _ number: Int
    ) throws(PolicyError) {
        guard let field = fields.first(where: { $0.isNeeded(in: effect) }) else { return }
        throw lines.error(.leftOut(rule: name, word: field.rawValue), at: number)
    }

    private func read(
        _ field: PolicyField, of line: PolicyLines.Line, into rule: inout PolicyRule
    ) throws(PolicyError) {
        let (values, number) = (line.values, line.number)
        switch field {
        case .action: rule.actions = try words(values, at: number)
        case .role: rule.roles = try words(values, at: number)
        case .class: rule.dataClasses = try words(values, at: number)
        case .purpose: rule.purposes = try words(values, at: number)
        case .marked: rule.marked = try words(values, at: number)
        case .needs, .unless: rule.facts = try words(values, at: number)
        case .reason: rule.reason = try value(of: line, .reason) { PolicyReason(rawValue: $0) }
        }
    }

    /// The words of a line, each once and at least one.
    private func words<Word: PolicyWord>(
        _ texts: ArraySlice<String>, at number: Int, among known: WordSet<Word> = .all
    ) throws(PolicyError) -> WordSet<Word> {
        var bits: UInt32 = 0
        for text in texts.isEmpty ? [""] : texts {
            guard let word = Word(word: text), known.contains(word) else {
                throw lines.error(
                    .unknownWord(PolicyLines.shown(text), known: known.words.map(\.word)),
                    at: number)
            }
            let bit = UInt32(1) << UInt32(word.place)
            guard bits & bit == 0 else {
                throw lines.error(.repeated(text, first: number), at: number)
            }
            bits |= bit
        }
        return WordSet(bits: bits)
    }

    /// The one value of a line.
    private func value<Value>(
        of line: PolicyLines.Line, _ kind: PolicyLineKind, _ read: (String) -> Value?
    ) throws(PolicyError) -> Value {
        guard line.words.count == 2, let value = read(line.words[1]) else {
            throw wrongValue(line, kind)
        }
        return value
    }

    private func wrongValue(_ line: PolicyLines.Line, _ kind: PolicyLineKind) -> PolicyError {
        let found = PolicyLines.shown(line.values.joined(separator: " "))
        return lines.error(.value(found, kind), at: line.number)
    }

    private static func version(_ text: String) -> Int? {
        number(text, upTo: 9999).flatMap { $0 > 0 ? $0 : nil }
    }

    /// A whole number in digits, without a zero before it.
    private static func number(_ text: String, upTo most: Int) -> Int? {
        guard (1...4).contains(text.utf8.count),
            text.utf8.first != UInt8(ascii: "0") || text == "0",
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
            number <= most
        else { return nil }
        return number
    }

    private static func isName(_ text: Substring) -> Bool {
        (1...PolicyLimits.identifierBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}

/// The indented lines of a rule, in the order in which they stand.
enum PolicyField: String, CaseIterable {
    case action, role, `class`, purpose, marked, needs, unless, reason

    /// The lines that a rule may have: codes and what lifts it in a forbid, what it needs in a permit.
    static func allowed(in effect: Decision) -> [PolicyField] {
        switch effect {
        case .permit: [.action, .role, .class, .purpose, .needs, .reason]
        case .forbid: [.action, .role, .class, .purpose, .marked, .unless, .reason]
        }
    }

    /// Tells whether a rule can not do without the line: a permit says whom and what it is about, so that a
    /// new role or a new sort of data is never let in unseen.
    func isNeeded(in effect: Decision) -> Bool {
        switch self {
        case .reason: true
        case .action, .role, .class, .purpose: effect == .permit
        case .marked, .needs, .unless: false
        }
    }
}

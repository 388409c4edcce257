public import BlindLookup
import Delivery
import Encoding
import Exchange
import Policy
import Storage
import Synchronization

/// Firearms that a node is ready to be compared by, as the own command hands them in.
public struct BlindListing: Sendable {
    /// What the list is called; one of the same name is replaced.
    public let name: String
    /// How many firearms it has.
    public let firearms: Int
    /// How many of the file have no form: no whole serial, or a maker that the tables do not know.
    public let leftOut: Int
    /// Their forms by all rules; none takes the list away.
    public let forms: Set<NormalForm>

    /// The longest name, in bytes.
    public static let longestName = 128
    /// The longest text, in bytes.
    static let mostBytes = 256 << 20

    /// A list; `nil` when it can not be called so.
    public init?(name: String, firearms: Int, leftOut: Int, forms: Set<NormalForm>) {
        guard (1...BlindListing.longestName).contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }),
            firearms >= 0, leftOut >= 0
        else { return nil }
        self.name = name
        self.firearms = firearms
        self.leftOut = leftOut
        self.forms = forms
    }
}

extension BlindListing {
    /// The text that is handed in: a line of what it is called, one of two numbers, then one for each form.
    var text: [UInt8] {
        var text = "\(name)\n\(firearms) \(leftOut)\n"
        for form in forms { text += form.text + "\n" }
        return Array(text.utf8)
    }

    /// Reads the text; `nil` for one of another form.
    init?(_ text: [UInt8]) {
        guard text.count <= BlindListing.mostBytes, text.last == 0x0A,
            let lines = Optional(text.split(separator: 0x0A, omittingEmptySubsequences: false)),
            lines.count >= 3, let name = String(validating: lines[0], as: UTF8.self)
        else { return nil }
        let counts = String(decoding: lines[1], as: UTF8.self).split(separator: " ")
            .map { Int($0) }
        guard counts.count == 2, let firearms = counts[0], let leftOut = counts[1] else {
            return nil
        }
        var forms: Set<NormalForm> = []
        for line in lines[2..<lines.count - 1] {
            guard let form = NormalForm(text: String(decoding: line, as: UTF8.self)) else {
                return nil
            }
            forms.insert(form)
        }
        self.init(name: name, firearms: firearms, leftOut: leftOut, forms: forms)
    }
}

extension BlindListing {
    /// The member of an entry that says whether a list was taken in or away.
    static let member = "x-list"
}

/// What became of a list that was handed in.
public enum BlindListingAnswer: Hashable, Sendable {
    /// It is kept; how many forms all lists have now by the node's rule.
    case taken(forms: Int)
    /// All lists together would have more forms than can be published.
    case tooMany(forms: Int)
    /// There was no such list to take away.
    case unknown
    /// It is not of the form.
    case malformed
}

extension NodeService {
    /// Keeps a list in place of one of its name: nothing of it in plain.
    ///
    /// The ledger has that it changed, and its name as a
    /// commitment; not how many texts it has, which the list that others get does not tell either.
    func take(_ listing: BlindListing) async throws -> BlindListingAnswer {
        let (store, rule, name) = (store, configuration.blind.rule, name)
        let policy = try policy().digest
        let title = CommittedText("list", listing.name)
        let answer: BlindListingAnswer
        do {
            answer = try await step { transaction, circumstances in
                let now = circumstances.now
                let answer = try transaction.replace(listing, store, rule, at: now)
                guard case .taken = answer else { return (answer, []) }
                var entry = LedgerEntry(
                    .decision, identifier: circumstances.identifier(), at: now, node: name)
                (entry.decision, entry.policy) = (.permit, policy)
                entry.subject = title.commitment
                entry.extensions[BlindListing.member] = .string(
                    listing.forms.isEmpty ? "away" : "in")
                try transaction.keep(title, of: entry)
                _ = try transaction.append(entry)
                return (answer, [])
            }
        } catch let excess as TooManyForms {
            return .tooMany(forms: excess.count)
        }
        blind.withLock { $0.isStale = true }
        questions.withLock { $0.ring() }
        return answer
    }

    /// The forms of all lists by the node's rule, opened.
    func listedForms() async throws -> Set<NormalForm>? {
        let (store, rule) = (store, configuration.blind.rule)
        return try await database.read { transaction in
            guard try transaction.value("SELECT EXISTS (SELECT 1 FROM blind_list)") else {
                return nil
            }
            var forms: Set<NormalForm> = []
            try transaction.forEach(
                "SELECT name, sealed FROM blind_form WHERE rule = $1", rule.rawValue
            ) { row in
                let (name, sealed) = try row.values([UInt8].self, [UInt8].self)
                guard let bytes = store.open(sealed, for: name),
                    let form = NormalForm(text: String(decoding: bytes, as: UTF8.self))
                else {
                    throw NodeTableError.unknownWord(table: "blind_form", column: "sealed")
                }
                forms.insert(form)
                return true
            }
            return forms
        }
    }
}

/// There would be more forms than are published; the transaction is undone.
private struct TooManyForms: Error {
    let count: Int
}

extension Transaction where Access == Writing {
    fileprivate func replace(
        _ listing: BlindListing, _ store: StoreKeys, _ rule: FormRule, at now: Moment
    ) throws -> BlindListingAnswer {
        let known = try value(
            "SELECT EXISTS (SELECT 1 FROM blind_list WHERE name = $1)", listing.name,
            as: Bool.self)
        guard known || !listing.forms.isEmpty else { return .unknown }
        try execute("DELETE FROM blind_form WHERE list = $1", listing.name)
        try execute("DELETE FROM blind_list WHERE name = $1", listing.name)
        if !listing.forms.isEmpty {
            try execute(
                "INSERT INTO blind_list(name, time, firearms, left_out) VALUES ($1, $2, $3, $4)",
                listing.name, KeptMoment(now), listing.firearms, listing.leftOut)
        }
        for form in listing.forms {
            let name = store.lists.name(of: form).bytes
            guard let sealed = store.seal(Array(form.text.utf8), for: name) else {
                throw NodeTableError.unknownWord(table: "blind_form", column: "sealed")
            }
            try execute(
                "INSERT INTO blind_form(list, rule, name, sealed) VALUES ($1, $2, $3, $4)",
                listing.name, form.rule.rawValue, name, sealed)
        }
        let count: Int = try value(
            "SELECT count(DISTINCT name) FROM blind_form WHERE rule = $1", rule.rawValue)
        guard count <= ComparisonList.mostTags else { throw TooManyForms(count: count) }
        return .taken(forms: count)
    }
}

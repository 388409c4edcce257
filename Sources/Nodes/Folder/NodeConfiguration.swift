public import BlindLookup
import Encoding
import Front
import Transport
public import Exchange

/// What a node is: `node.json` in its folder.
public struct NodeConfiguration: Hashable, Sendable {
    /// How other machines reach the node.
    public enum Channel: String, Hashable, Sendable, CaseIterable {
        /// Through nginx, which speaks TLS with them.
        case front
        /// Not at all: other nodes of this machine reach it on loopback, without TLS.
        case loopback
    }

    /// What stands beside the books that the node has taken in, and how sure an answer must be.
    public struct Books: Hashable, Sendable {
        /// The list of licensees.
        public var licensees: String?
        /// The reports of theft and loss.
        public var theftLoss: String?
        /// The reports of multiple sales.
        public var multipleSales: String?
        /// The probability from which a firearm is named, in parts of a thousand.
        public var threshold: Int64?

        /// No lists, and the usual threshold.
        public init() {}
    }

    /// How firearms are compared blindly; both nodes must say the same of the period and of the rule.
    public struct Blind: Hashable, Sendable {
        /// How many days one key answers.
        public var periodDays: Int64 = 30
        /// By which rule firearms are written.
        public var rule = FormRule.makeFolded
        /// The most answers for one officer of another node on one day.
        public var perOfficer: Int64 = 20_000
        /// The most answers for one node in one period.
        public var perNode: Int64 = 200_000

        /// How many days one key may answer.
        public static let periods: ClosedRange<Int64> = 1...3660
        /// How many answers may be allowed.
        public static let allowances: ClosedRange<Int64> = 0...1_000_000_000

        /// What holds where nothing else is said.
        public init() {}
    }

    /// The node's name.
    public var name: NodeName
    /// The country whose node it is, as ISO 3166 has it.
    public var jurisdiction: String
    /// The agency that its users ask for.
    public var agency: AgencyNumber
    /// The law under which they ask, unless they say another.
    public var basis: LegalBasis
    /// Where it listens for other nodes: an address and a port.
    public var listen: String
    /// How other machines reach it.
    public var channel: Channel
    /// How many days a request counts.
    public var lifetimeDays: Int64 = 30
    /// What the other governments may do with what the node tells them.
    public var handling: Set<Handling> = []
    /// What stands beside its books.
    public var books = Books()
    /// The folder of plain books that an older version of this program asked; a node that still has one is not started.
    public internal(set) var plainBooks: String?
    /// How it compares firearms blindly.
    public var blind = Blind()
    /// The socket of its vault, where that has a process of its own.
    public var vault: String?

    /// The longest file, in bytes.
    static let mostBytes = 64 << 10
    /// How many days a request may count.
    public static let lifetimes: ClosedRange<Int64> = 1...365

    /// A node that has no books yet.
    public init(
        name: NodeName, jurisdiction: String, agency: AgencyNumber, basis: LegalBasis,
        listen: String, channel: Channel
    ) {
        self.name = name
        self.jurisdiction = jurisdiction
        self.agency = agency
        self.basis = basis
        self.listen = listen
        self.channel = channel
    }
}

extension NodeConfiguration {
    /// Reads the file of a folder.
    ///
    /// - Throws: `NodeError.noNode` where there is none, `malformed` with the member that is not of the form.
    public init(_ folder: NodeFolder) throws(NodeError) {
        let path = folder.configuration
        guard let bytes = try PrivateFiles.read(path, atMost: NodeConfiguration.mostBytes) else {
            throw .noNode(path: folder.path)
        }
        guard let object = try? JSONValue(parsing: bytes).object else {
            throw .malformed(path: path, member: "")
        }
        var members = ConfigurationReader(object, path: path)
        self.init(
            name: try members.word("name"),
            jurisdiction: try members.text("jurisdiction") {
                NodeConfiguration.isJurisdiction($0) ? $0 : nil
            },
            agency: try members.word("agency"), basis: try members.word("basis"),
            listen: try members.text("listen") { $0 },
            channel: try members.text("channel") { Channel(rawValue: $0) })
        lifetimeDays = try members.number("lifetimeDays", in: NodeConfiguration.lifetimes)
        handling = try members.codes("handling")
        if let value = try members.object("books") {
            var inner = ConfigurationReader(value, path: path, within: "books")
            plainBooks = try inner.optionalText("folder")
            books.licensees = try inner.optionalText("licensees")
            books.theftLoss = try inner.optionalText("theftLoss")
            books.multipleSales = try inner.optionalText("multipleSales")
            books.threshold = try inner.optionalNumber("threshold", in: 500...1000)
            try inner.finish()
        }
        vault = try members.optionalText("vault")
        if let value = try members.object("blind") {
            blind = try Blind(ConfigurationReader(value, path: path, within: "blind"))
        }
        try members.finish()
    }

    /// Tells whether a text is a country's code.
    public static func isJurisdiction(_ text: String) -> Bool {
        text.utf8.count == 2
            && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    /// The address and the port where the node listens; `nil` when they are none.
    var listenParts: (host: String, port: UInt16)? { NodeConfiguration.parts(of: listen) }

    /// The address and the port of a text; `nil` when they are none.
    static func parts(of listen: String) -> (host: String, port: UInt16)? {
        guard let colon = listen.lastIndex(of: ":"),
            let port = DecimalNumber.decode(listen[listen.index(after: colon)...]),
            let number = UInt16(exactly: port), number > 0
        else { return nil }
        let host = listen[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let bare = isBracketed ? host.dropFirst().dropLast() : host
        guard !bare.isEmpty, isBracketed || !bare.contains(":") else { return nil }
        return (String(bare), number)
    }

    /// Tells whether the node could listen where it says.
    public var isListenUsable: Bool { NodeConfiguration.isUsable(listen: listen, channel) }

    /// Tells whether somebody could listen at an address in a way.
    public static func isUsable(listen: String, _ channel: Channel) -> Bool {
        guard let (host, port) = parts(of: listen) else { return false }
        switch channel {
        case .front: return (try? FrontAddress(host: host, port: port)) != nil
        case .loopback: return (try? HTTPServerAddress(listen)) != nil
        }
    }

    /// Tells whether a text is a URL at which a node can be asked.
    public static func isURL(_ text: String) -> Bool {
        guard let url = try? HTTPURL(text + "/") else { return false }
        return url.target.raw == "/"
    }

    /// Writes the file.
    func write(to folder: NodeFolder) throws(NodeError) {
        var object = JSONObject()
        object["name"] = .string(name.text)
        object["jurisdiction"] = .string(jurisdiction)
        object["agency"] = .string(agency.text)
        object["basis"] = .string(basis.text)
        object["listen"] = .string(listen)
        object["channel"] = .string(channel.rawValue)
        object["lifetimeDays"] = .integer(lifetimeDays)
        if !handling.isEmpty {
            object["handling"] = .array(handling.map(\.rawValue).sorted().map { .string($0) })
        }
        if books != Books() || plainBooks != nil {
            var inner = JSONObject()
            inner["folder"] = plainBooks.map { .string($0) }
            inner["licensees"] = books.licensees.map { .string($0) }
            inner["theftLoss"] = books.theftLoss.map { .string($0) }
            inner["multipleSales"] = books.multipleSales.map { .string($0) }
            inner["threshold"] = books.threshold.map { .integer($0) }
            object["books"] = .object(inner)
        }
        object["blind"] = .object(blind.object)
        object["vault"] = vault.map { .string($0) }
        let bytes = JSONValue.object(object).canonicalBytes + [UInt8(ascii: "\n")]
        try PrivateFiles.write(bytes, to: folder.configuration)
    }
}

extension NodeConfiguration.Blind {
    fileprivate init(_ reader: ConfigurationReader) throws(NodeError) {
        self.init()
        var members = reader
        periodDays =
            try members.optionalNumber("periodDays", in: NodeConfiguration.Blind.periods)
            ?? periodDays
        rule = try members.optionalText("form") { FormRule(rawValue: $0) } ?? rule
        let range = NodeConfiguration.Blind.allowances
        perOfficer = try members.optionalNumber("perOfficer", in: range) ?? perOfficer
        perNode = try members.optionalNumber("perNode", in: range) ?? perNode
        try members.finish()
    }

    fileprivate var object: JSONObject {
        var object = JSONObject()
        object["periodDays"] = .integer(periodDays)
        object["form"] = .string(rule.rawValue)
        object["perOfficer"] = .integer(perOfficer)
        object["perNode"] = .integer(perNode)
        return object
    }
}

/// Takes the members of a configuration's object one by one, and says which is not of the form.
private struct ConfigurationReader {
    private var object: JSONObject
    private let path: String
    /// The member that the object is; `nil` for the whole.
    private let outer: String?

    init(_ object: JSONObject, path: String, within outer: String? = nil) {
        self.object = object
        self.path = path
        self.outer = outer
    }

    private func fault(_ name: String) -> NodeError {
        .malformed(path: path, member: [outer, name].compactMap(\.self).joined(separator: "."))
    }

    private mutating func take(_ name: String) -> JSONValue? {
        let value = object[name]
        object[name] = nil
        return value
    }

    mutating func text<Value>(
        _ name: String, _ make: (String) -> Value?
    ) throws(NodeError) -> Value {
        guard let value = take(name)?.string.flatMap(make) else { throw fault(name) }
        return value
    }

    mutating func word<Value: Word>(_ name: String) throws(NodeError) -> Value {
        try text(name) { Value($0) }
    }

    mutating func optionalText(_ name: String) throws(NodeError) -> String? {
        try optionalText(name) { $0 }
    }

    mutating func optionalText<Value>(
        _ name: String, _ make: (String) -> Value?
    ) throws(NodeError) -> Value? {
        guard let value = take(name) else { return nil }
        guard let made = value.string.flatMap(make) else { throw fault(name) }
        return made
    }

    mutating func number(
        _ name: String, in range: ClosedRange<Int64>
    ) throws(NodeError) -> Int64 {
        guard let number = try optionalNumber(name, in: range) else { throw fault(name) }
        return number
    }

    mutating func optionalNumber(
        _ name: String, in range: ClosedRange<Int64>
    ) throws(NodeError) -> Int64? {
        guard let value = take(name) else { return nil }
        guard let number = value.integer, range.contains(number) else { throw fault(name) }
        return number
    }

    /// Handling codes, each once; none where there is no such member.
    mutating func codes(_ name: String) throws(NodeError) -> Set<Handling> {
        guard let value = take(name) else { return [] }
        let words = value.array ?? []
        let codes = Set(words.compactMap { $0.string.flatMap(Handling.init(rawValue:)) })
        guard !codes.isEmpty, codes.count == words.count else { throw fault(name) }
        return codes
    }

    mutating func object(_ name: String) throws(NodeError) -> JSONObject? {
        guard let value = take(name) else { return nil }
        guard let object = value.object else { throw fault(name) }
        return object
    }

    /// Checks that no member is left: one that is not known may be a word mistyped.
    func finish() throws(NodeError) {
        if let name = object.members.first?.name { throw fault(name) }
    }
}

import BlindLookup
import Encoding
import Exchange
import FoundationEssentials
import Testing

@testable import Nodes

/// `node.json`, member by member.
final class NodeConfigurationTests {
    private let folder: NodeFolder

    init() throws {
        folder = try NodeFolder(TestFolder.make())
        try PrivateFiles.makeFolder(folder.path)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.path) }

    private func whole() throws -> NodeConfiguration {
        var books = NodeConfiguration.Books()
        books.licensees = "/licensees.csv"
        books.theftLoss = "/theft.csv"
        books.multipleSales = "/sales.csv"
        books.threshold = 950
        var configuration = try TwoNodes.configuration("mx", 4000)
        configuration.lifetimeDays = 7
        configuration.books = books
        configuration.plainBooks = "/books"
        return configuration
    }

    private func object() throws -> JSONObject {
        try whole().write(to: folder)
        let bytes = try #require(try PrivateFiles.read(folder.configuration, atMost: 1 << 16))
        return try #require(try JSONValue(parsing: bytes).object)
    }

    private func read(_ object: JSONObject) throws -> NodeConfiguration {
        try PrivateFiles.write(JSONValue.object(object).canonicalBytes, to: folder.configuration)
        return try NodeConfiguration(folder)
    }

    private func fault(_ member: String) -> NodeError {
        .malformed(path: folder.configuration, member: member)
    }

    @Test("what is written is read again, with books and without")
    func roundTrip() throws {
        let configuration = try whole()
        try configuration.write(to: folder)
        #expect(try NodeConfiguration(folder) == configuration)
        let bare = try TwoNodes.configuration("us", 4001)
        try bare.write(to: folder)
        #expect(try NodeConfiguration(folder) == bare)
        #expect(
            bare.books == NodeConfiguration.Books() && bare.plainBooks == nil
                && bare.lifetimeDays == 30)
    }

    @Test("a member that is missing, or of another kind, is named")
    func members() throws {
        let object = try object()
        for member in object.members where !["books", "blind"].contains(member.name) {
            for value in [nil, JSONValue.null, .array([]), .bool(true), .object(JSONObject())] {
                var changed = object
                changed[member.name] = value
                #expect(throws: fault(member.name)) { try self.read(changed) }
            }
        }
        let books = try #require(object["books"]?.object)
        for member in books.members {
            var inner = books
            inner[member.name] = .array([])
            var changed = object
            changed["books"] = .object(inner)
            #expect(throws: fault("books." + member.name)) { try self.read(changed) }
        }
    }

    @Test("how firearms are compared has defaults, and a value that can not be is named")
    func blind() throws {
        var object = try object()
        object["blind"] = nil
        #expect(try read(object).blind == NodeConfiguration.Blind())
        object["blind"] = .object(JSONObject())
        #expect(try read(object).blind == NodeConfiguration.Blind())
        var own = NodeConfiguration.Blind()
        own.periodDays = 7
        own.rule = .whole
        own.perOfficer = 0
        own.perNode = 5
        var configuration = try whole()
        configuration.blind = own
        try configuration.write(to: folder)
        #expect(try NodeConfiguration(folder).blind == own)
        let bad: [(String, JSONValue)] = [
            ("periodDays", .integer(0)), ("periodDays", .integer(3661)),
            ("periodDays", .string("7")), ("form", .string("norm:2")), ("form", .integer(1)),
            ("perOfficer", .integer(-1)), ("perNode", .integer(1_000_000_001)),
            ("perofficer", .integer(1)),
        ]
        for (name, value) in bad {
            var inner = JSONObject()
            inner[name] = value
            object["blind"] = .object(inner)
            #expect(throws: fault("blind." + name)) { try self.read(object) }
        }
        object["blind"] = .array([])
        #expect(throws: fault("blind")) { try self.read(object) }
    }

    @Test("a member that is not known may be a word mistyped, and is named")
    func unknown() throws {
        var object = try object()
        object["lisen"] = .string("x")
        #expect(throws: fault("lisen")) { try self.read(object) }
        object["lisen"] = nil
        var books = try #require(object["books"]?.object)
        books["treshold"] = .integer(900)
        object["books"] = .object(books)
        #expect(throws: fault("books.treshold")) { try self.read(object) }
    }

    @Test(
        "a value that can not be is named",
        arguments: [
            ("name", "MX"), ("name", ".."), ("name", ""), ("jurisdiction", "mx"),
            ("jurisdiction", "MEX"), ("agency", "fgr"), ("basis", "Ley 1"), ("channel", "tls"),
        ])
    func values(_ member: String, _ text: String) throws {
        var object = try object()
        object[member] = .string(text)
        #expect(throws: fault(member)) { try self.read(object) }
    }

    @Test("numbers keep to their range")
    func numbers() throws {
        var object = try object()
        for days: Int64 in [0, -1, 366, (1 << 53) - 1] {
            object["lifetimeDays"] = .integer(days)
            #expect(throws: fault("lifetimeDays")) { try self.read(object) }
        }
        object["lifetimeDays"] = .integer(365)
        #expect(try read(object).lifetimeDays == 365)
        var books = try #require(object["books"]?.object)
        for threshold: Int64 in [499, 1001] {
            books["threshold"] = .integer(threshold)
            object["books"] = .object(books)
            #expect(throws: fault("books.threshold")) { try self.read(object) }
        }
    }

    @Test("what is no JSON, is too long or is not there is told apart")
    func files() throws {
        #expect(throws: NodeError.noNode(path: folder.path)) { try NodeConfiguration(self.folder) }
        for text in ["", "[]", "{", "{}{}", "\u{FEFF}{}"] {
            try PrivateFiles.write(Array(text.utf8), to: folder.configuration)
            #expect(throws: fault("")) { try NodeConfiguration(self.folder) }
        }
        let most = NodeConfiguration.mostBytes
        try PrivateFiles.write([UInt8](repeating: 0x20, count: most + 1), to: folder.configuration)
        #expect(throws: NodeError.tooLong(path: folder.configuration, most: most)) {
            try NodeConfiguration(self.folder)
        }
    }

    @Test(
        "an address to listen at is an address and a port",
        arguments: [
            ("127.0.0.1:80", true), ("[::1]:80", true), ("127.0.0.1", false), (":80", false),
            ("127.0.0.1:0", false), ("127.0.0.1:65536", false), ("::1:80", false), ("", false),
            ("127.0.0.1:-1", false), ("127.0.0.1:080", false), ("192.0.2.1:80", false),
        ])
    func listening(_ text: String, _ isUsable: Bool) {
        #expect(NodeConfiguration.isUsable(listen: text, .loopback) == isUsable)
    }

    @Test("a node is asked by TLS, or on this machine")
    func urls() {
        for text in ["https://us.trace.example:8443", "http://127.0.0.1:80", "https://[::1]:1"] {
            #expect(NodeConfiguration.isURL(text))
        }
        for text in ["", "us.trace.example", "https://a/b", "https://a?b", "ftp://a", "https://"] {
            #expect(!NodeConfiguration.isURL(text))
        }
    }
}

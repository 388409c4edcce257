public import Firearms
import SerialIndex

/// The custodians at hand: the licensees, and a keeper for each book.
///
/// A directory of whom to ask, by licence and by the makes that a maker's or importer's book holds;
/// never a register of what they hold.
public struct Custodians: Sendable {
    /// The licensees, in the order of their file.
    public let licensees: [Licensee]
    /// The keepers of dealers' and pawnbrokers' books at hand, in the order of the licensees.
    public let retailKeepers: [LocalKeeper]
    private let keepers: [String: LocalKeeper]
    /// Tells whether a maker's or an importer's book is at hand; else every book is asked first.
    public let hasListedSources: Bool
    private let sources: [FirmCode: [String]]
    private let numbersByName: [String: [String]]
    private let allSources: [String]

    /// Makes a directory of licensees and their books.
    ///
    /// A book whose licence no licensee has gets a licensee without a name, taken for a dealer.
    public init(
        licensees: [Licensee], books: [Book], words: DispositionWords = .carried
    ) {
        var keepers: [String: LocalKeeper] = [:]
        let bookOf = Dictionary(
            books.map { (LicenceNumber.folded($0.licence), $0) },
            uniquingKeysWith: { first, _ in first })
        var all = licensees
        let known = Set(licensees.map { LicenceNumber.folded($0.number) })
        for book in books where !known.contains(LicenceNumber.folded(book.licence)) {
            all.append(Custodians.unlisted(book.licence, name: ""))
        }
        for licensee in all {
            let key = LicenceNumber.folded(licensee.number)
            keepers[key] = LocalKeeper(licensee: licensee, book: bookOf[key], words: words)
        }
        var sources: [FirmCode: [String]] = [:]
        var allSources: [String] = []
        let withBooks = all.filter { bookOf[LicenceNumber.folded($0.number)] != nil }
        let listed = withBooks.filter { $0.kind == .maker || $0.kind == .importer }
        for licensee in listed.isEmpty ? withBooks : listed {
            let key = LicenceNumber.folded(licensee.number)
            guard let book = bookOf[key] else { continue }
            allSources.append(key)
            for make in Set(book.descriptions.flatMap(\.makes)) {
                sources[make, default: []].append(key)
            }
        }
        self.licensees = all
        numbersByName = all.reduce(into: [:]) { numbers, licensee in
            let name = LicenceNumber.folded(licensee.name)
            if !name.isEmpty { numbers[name, default: []].append(licensee.number) }
        }
        retailKeepers = withBooks.filter { $0.kind == .dealer || $0.kind == .pawnbroker }
            .compactMap { keepers[LicenceNumber.folded($0.number)] }
        self.keepers = keepers
        self.sources = sources
        self.allSources = allSources
        hasListedSources = !listed.isEmpty
    }

    /// The keeper for a licence number, however it is punctuated.
    public func keeper(for licence: String) -> LocalKeeper? {
        keepers[LicenceNumber.folded(licence)]
    }

    /// The licences under a business's name, however it is punctuated; more than one for a chain of
    /// shops.
    public func licences(named name: String) -> [String] {
        numbersByName[LicenceNumber.folded(name)] ?? []
    }

    /// Why a book that was at hand could not be asked to the end; answers given since are not to be used.
    public var failure: BooksError? {
        for licensee in licensees {
            if let failure = keeper(for: licensee.number)?.book?.failure { return failure }
        }
        return nil
    }

    /// Tells whether a licence's book is at hand.
    public func hasBook(of licence: String) -> Bool { keeper(for: licence)?.book != nil }

    /// The makers' and importers' keepers whose books hold any of the makes; all when none is given.
    public func sourceKeepers(for makes: Set<FirmCode>) -> [LocalKeeper] {
        let keys = makes.isEmpty ? allSources : Array(Set(makes.flatMap { sources[$0] ?? [] }))
        return keys.sorted().compactMap { keepers[$0] }
    }

    /// The makes that the makers' and importers' books at hand hold.
    public var makesAtSources: Set<FirmCode> { Set(sources.keys) }

    /// A licensee of whom nothing but the number is known.
    public static func unlisted(_ number: String, name: String) -> Licensee {
        Licensee(number: number, kind: .dealer, name: name, city: "", state: "")
    }
}

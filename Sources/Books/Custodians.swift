public import Firearms
import SerialIndex

/// The custodians at hand: the licensees, and a keeper for each book.
///
/// A directory of whom to ask, by licence and by the makes that a maker's or importer's book holds;
/// never a register of what they hold.
public struct Custodians: Sendable {
    /// The licensees, in the order of their file.
    public let licensees: [Licensee]
    /// The keepers of dealers' and pawnbrokers' books on this machine, in the order of the licensees.
    ///
    /// Those elsewhere are not among them: a dealer who is not on a firearm's way is not told of it.
    public let retailKeepers: [Keeper]
    private let keepers: [String: Keeper]
    /// Tells whether a maker's or an importer's book can be asked; else every book is asked first.
    public let hasListedSources: Bool
    private let sources: [FirmCode: [String]]
    private let numbersByName: [String: [String]]
    private let allSources: [String]
    /// The books that are asked through files, which may change.
    private let filedBooks: [Book]

    /// Makes a directory of licensees and their books.
    ///
    /// A book whose licence no licensee has gets a licensee without a name, taken for a dealer.
    ///
    /// - Parameter elsewhere: the licences whose books are kept elsewhere, with what each book holds in all as
    ///   far as it is known; a licence whose book is at hand too is asked here.
    public init(
        licensees: [Licensee], books: [Book], elsewhere: [String: BookSummary?] = [:],
        words: DispositionWords = .carried
    ) {
        let bookOf = Dictionary(
            books.map { (LicenceNumber.folded($0.licence), $0) },
            uniquingKeysWith: { first, _ in first })
        let remoteOf = Dictionary(
            elsewhere.map { (LicenceNumber.folded($0.key), $0.value) },
            uniquingKeysWith: { first, _ in first })
        var all = licensees
        let known = Set(licensees.map { LicenceNumber.folded($0.number) })
        for licence in books.map(\.licence) + elsewhere.keys.sorted()
        where !known.contains(LicenceNumber.folded(licence)) {
            all.append(Custodians.unlisted(licence, name: ""))
        }
        var keepers: [String: Keeper] = [:]
        for licensee in all {
            let key = LicenceNumber.folded(licensee.number)
            if bookOf[key] == nil, let summary = remoteOf[key] {
                keepers[key] = .remote(RemoteKeeper(licensee: licensee, summary: summary))
            } else {
                keepers[key] = .local(
                    LocalKeeper(licensee: licensee, book: bookOf[key], words: words))
            }
        }
        let asked = all.compactMap { keepers[LicenceNumber.folded($0.number)] }.filter(\.hasBook)
        let listed = asked.filter { $0.licensee.kind == .maker || $0.licensee.kind == .importer }
        var sources: [FirmCode: [String]] = [:]
        for keeper in listed.isEmpty ? asked : listed {
            for make in keeper.makes { sources[make, default: []].append(keeper.key) }
        }
        self.licensees = all
        numbersByName = all.reduce(into: [:]) { numbers, licensee in
            let name = LicenceNumber.folded(licensee.name)
            if !name.isEmpty { numbers[name, default: []].append(licensee.number) }
        }
        retailKeepers = asked.filter { !$0.isRemote && $0.isRetail }
        self.keepers = keepers
        self.sources = sources
        allSources = (listed.isEmpty ? asked : listed).map(\.key)
        hasListedSources = !listed.isEmpty
        filedBooks = asked.compactMap { keeper in
            guard case .local(let local) = keeper, let book = local.book else { return nil }
            return book.hasFiles ? book : nil
        }
    }

    /// The keeper for a licence number, however it is punctuated.
    public func keeper(for licence: String) -> Keeper? {
        keepers[LicenceNumber.folded(licence)]
    }

    /// The licences under a business's name, however it is punctuated; more than one for a chain of
    /// shops.
    public func licences(named name: String) -> [String] {
        numbersByName[LicenceNumber.folded(name)] ?? []
    }

    /// Why a book that was at hand could not be asked to the end; answers given since are not to be used.
    public var failure: BooksError? {
        for book in filedBooks {
            if let failure = book.failure { return failure }
        }
        return nil
    }

    /// Tells whether a licence's book can be asked.
    public func hasBook(of licence: String) -> Bool { keeper(for: licence)?.hasBook ?? false }

    /// The makers' and importers' keepers whose books hold any of the makes; all when none is given.
    public func sourceKeepers(for makes: Set<FirmCode>) -> [Keeper] {
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

extension Keeper {
    /// The makes that the book may hold; those of a book elsewhere by its summary.
    fileprivate var makes: Set<FirmCode> {
        switch self {
        case .local(let keeper): Set(keeper.book?.descriptions.flatMap(\.makes) ?? [])
        case .remote(let keeper): keeper.summary?.possibleMakes ?? []
        }
    }

    /// Tells whether it is a dealer's or a pawnbroker's.
    public var isRetail: Bool {
        licensee.kind == .dealer || licensee.kind == .pawnbroker
    }
}

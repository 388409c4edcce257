public import Books
public import Firearms
import Language
import SerialIndex

/// Traces recovered firearms through the books at hand.
///
/// A value that only reads: any number of recoveries may be traced at once.
public struct Tracer: Sendable {
    /// How sure an answer must be before a purchaser is named, unless a desk says otherwise.
    public static let usualThreshold = 0.9

    /// The probability from which a firearm is named.
    public let threshold: Double
    private let tables: ReferenceTables
    private let ranker: Ranker
    private let maker: FindingMaker
    private let makesAtSources: Set<FirmCode>

    /// Makes a tracer over the custodians at hand.
    ///
    /// - Complexity: O(n) in the lines of the makers' and importers' books.
    public init(
        custodians: Custodians, tables: ReferenceTables, weights: Weights = .carried,
        thefts: TheftReports = TheftReports(), multipleSales: MultipleSales = MultipleSales(),
        threshold: Double = Tracer.usualThreshold
    ) {
        self.threshold = threshold
        self.tables = tables
        ranker = Ranker(
            custodians: custodians, tables: tables, weights: weights, thefts: thefts,
            multipleSales: multipleSales)
        maker = FindingMaker(threshold: threshold)
        makesAtSources = custodians.makesAtSources
    }

    /// Traces one recovery.
    public func trace(_ recovery: Recovery) -> Finding {
        tracedFirearm(recovery, asking: Inquiry()).finding
    }

    /// Traces one recovery with what custodians elsewhere have answered so far.
    func trace(_ recovery: Recovery, asking inquiry: Inquiry) -> Finding {
        tracedFirearm(recovery, asking: inquiry).finding
    }

    /// Traces recoveries in order on all cores, and marks the firearms that were submitted twice.
    ///
    /// - Parameter progress: told of each number of recoveries that is done.
    public func trace(
        _ recoveries: [Recovery], progress: @Sendable @escaping (Int) -> Void = { _ in }
    ) async -> [Finding] {
        let size = 32
        let starts = Array(stride(from: 0, to: recoveries.count, by: size))
        var traced: [[TracedFirearm]] = Array(repeating: [], count: starts.count)
        await withTaskGroup(of: (Int, [TracedFirearm]).self) { group in
            for (index, start) in starts.enumerated() {
                let chunk = recoveries[start..<min(start + size, recoveries.count)]
                group.addTask { (index, chunk.map { tracedFirearm($0, asking: Inquiry()) }) }
            }
            for await (index, chunk) in group {
                traced[index] = chunk
                progress(chunk.count)
            }
        }
        return Duplicates.marked(traced.flatMap { $0 })
    }

    private func tracedFirearm(
        _ recovery: Recovery, asking inquiry: Inquiry
    ) -> TracedFirearm {
        var traced = answer(to: recovery, asking: inquiry)
        if !recovery.unreadDate.isEmpty {
            traced.finding = traced.finding.adding(
                Phrase("tracing.reason.unread_date", ["date": .text(recovery.unreadDate)]))
        }
        return traced
    }

    private func answer(to recovery: Recovery, asking inquiry: Inquiry) -> TracedFirearm {
        let preflight = Preflight(recovery.firearm, tables: tables)
        if let stop = preflight.stop { return maker.untraceable(recovery, because: stop) }
        let makes = Set(tables.possibleMakers(of: recovery.firearm))
        let isHeld = makes.isEmpty || !makes.isDisjoint(with: makesAtSources)
        var ranking =
            isHeld ? ranker.rank(recovery, makes: makes, asking: inquiry) : .nothing()
        if !ranking.silent.isEmpty {
            return maker.unanswered(recovery, ranking.silent, preflight: preflight)
        }
        if let (keeper, question) = maker.untold(recovery, ranking) {
            ranking.firearms[0].chain?.tell(inquiry.ask(keeper, question))
        }
        return maker.finding(
            recovery, ranking, preflight: preflight,
            notFound: closure(recovery, ranking, preflight, isHeld: isHeld))
    }

    /// Why a firearm is in none of the books: the first of these that holds.
    private func closure(
        _ recovery: Recovery, _ ranking: Ranking, _ preflight: Preflight, isHeld: Bool
    ) -> Closure {
        let issues = Set(preflight.issues.map(\.closure))
        if issues.contains(.pre1968) { return .pre1968 }
        if issues.contains(.makeOrModelWrong) { return .makeOrModelWrong }
        if !isHeld, issues.contains(.importerMissing) {
            // Somebody has imported it, and that importer's book is not among these.
            let isImported = recovery.firearm.make.values.contains { make in
                !tables.importers(of: make).isEmpty
            }
            return isImported ? .importerMissing : .foreignNotImported
        }
        if !ranking.hasKnownShape { return .serialInvalidForMake }
        if issues.contains(.importerMissing) { return .foreignNotImported }
        return .notInTheseBooks
    }
}

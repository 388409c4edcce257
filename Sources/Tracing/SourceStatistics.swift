import Books
import Firearms

/// What the makers' and importers' books at hand hold in all, make by make: how many firearms, what
/// their serials look like, when they were acquired, how they are described.
///
/// Against it one candidate is weighed, and the firearm that is in none of the books.
struct SourceStatistics: Sendable {
    /// One make in the books.
    struct MakeStatistics: Sendable {
        let make: FirmCode
        let count: Int
        let shapes: SerialShapes
        let acquisitions: AcquisitionCounts
        /// The share of them whose importer the books name: 1 for a make that comes from abroad.
        let importedShare: Double
        /// The descriptions and how many firearms have each.
        let descriptions: [(description: BookDescription, count: Int)]
    }

    /// In an order that does not change: sums are made in it.
    private let statistics: [MakeStatistics]

    /// Gathers the statistics; `fixed` is that of `SerialShapes`.
    init(_ custodians: Custodians, fixed: Double) {
        var gathering: [FirmCode: MakeGathering] = [:]
        for keeper in custodians.sourceKeepers(for: []) {
            switch keeper {
            case .local(let keeper):
                if let book = keeper.book { MakeGathering.gather(book, into: &gathering) }
            case .remote(let keeper):
                if let summary = keeper.summary { MakeGathering.gather(summary, into: &gathering) }
            }
        }
        statistics = gathering.map { MakeStatistics($1, of: $0, fixed: fixed) }
            .sorted { $0.make.description < $1.make.description }
    }

    /// The makes among those asked for that the books hold; all when none is named.
    func makes(_ makes: Set<FirmCode>) -> [MakeStatistics] {
        makes.isEmpty ? statistics : statistics.filter { makes.contains($0.make) }
    }
}

extension SourceStatistics.MakeStatistics {
    init(_ gathered: MakeGathering, of make: FirmCode, fixed: Double) {
        let all = gathered.all
        self.init(
            make: make, count: all.lines, shapes: SerialShapes(all.shapes, fixed: fixed),
            acquisitions: all.acquisitions,
            importedShare: Double(all.imported) / Double(max(1, all.lines)),
            descriptions: all.descriptions)
    }
}

import Books
import Chronology
import Firearms
import SerialIndex

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
        let acquisitions: AcquisitionDates
        /// The share of them whose importer the books name: 1 for a make that comes from abroad.
        let importedShare: Double
        /// The descriptions and how many firearms have each.
        let descriptions: [(description: BookDescription, count: Int)]
    }

    private let statistics: [FirmCode: MakeStatistics]

    /// Gathers the statistics; `fixed` is that of `SerialShapes`.
    init(_ custodians: Custodians, fixed: Double) {
        var gathering: [FirmCode: Gathering] = [:]
        for keeper in custodians.sourceKeepers(for: []) {
            guard let book = keeper.book else { continue }
            let makes = book.descriptions.map { description in
                description.makes.min { $0.description < $1.description }
            }
            for line in 0..<book.count {
                let index = book.descriptionIndex(ofLine: line)
                guard let make = makes[index] else { continue }
                let serial = SerialPattern.significant(book.serial(ofLine: line))
                gathering[make, default: Gathering()].add(
                    serial, book.description(ofLine: line), acquired: book.acquiredOn(line: line))
            }
        }
        statistics = gathering.reduce(into: [:]) { made, entry in
            made[entry.key] = entry.value.statistics(of: entry.key, fixed: fixed)
        }
    }

    /// The makes among those asked for that the books hold; all when none is named.
    func makes(_ makes: Set<FirmCode>) -> [MakeStatistics] {
        statistics.values
            .filter { makes.isEmpty || makes.contains($0.make) }
            .sorted { $0.make.description < $1.make.description }
    }

    /// What is gathered of one make while the books are read through.
    private struct Gathering {
        private var serials: [[UInt8]] = []
        private var acquisitions = AcquisitionDates()
        private var counts: [BookDescription: Int] = [:]
        /// The descriptions as they came: sums are made in an order that does not change.
        private var order: [BookDescription] = []

        mutating func add(_ serial: [UInt8], _ description: BookDescription, acquired: Day?) {
            serials.append(serial)
            acquisitions.add(acquired)
            if counts[description] == nil { order.append(description) }
            counts[description, default: 0] += 1
        }

        func statistics(of make: FirmCode, fixed: Double) -> MakeStatistics {
            let imported = counts.reduce(0) { sum, entry in
                sum + (entry.key.raw.importer.isEmpty ? 0 : entry.value)
            }
            return MakeStatistics(
                make: make, count: serials.count,
                shapes: SerialShapes(learningFrom: Array(Set(serials)), fixed: fixed),
                acquisitions: acquisitions,
                importedShare: Double(imported) / Double(max(1, serials.count)),
                descriptions: order.map { ($0, counts[$0] ?? 0) })
        }
    }
}

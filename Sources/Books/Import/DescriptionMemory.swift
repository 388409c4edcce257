import Firearms
import Synchronization

/// What the tables make of descriptions, remembered for all books of a shelf: makers, importers and
/// dealers write the same few hundred.
///
/// May be used by any number of tasks at once.
final class DescriptionMemory: Sendable {
    private let tables: ReferenceTables
    private let known = Mutex<[RawDescriptor: BookDescription]>([:])

    init(tables: ReferenceTables) {
        self.tables = tables
    }

    /// What a description means.
    func description(of raw: RawDescriptor) -> BookDescription {
        if let known = known.withLock({ $0[raw] }) { return known }
        let made = BookDescription(tables.describe(raw, readSerial: SerialReading.unread))
        known.withLock { known in
            if known.count >= Describer.maximumMemory { known.removeAll() }
            known[raw] = made
        }
        return made
    }
}

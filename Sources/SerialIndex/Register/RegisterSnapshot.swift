/// A register at one moment: what a reader searches, and keeps as long as it likes.
///
/// Files that a merge removes meanwhile stay readable through it.
public struct RegisterSnapshot: Sendable {
    /// What holds the records: at least one segment, some of them files and some in memory.
    public let segments: [SerialSegment]
    /// Which records of each segment were withdrawn.
    let withdrawn: [WithdrawnRecords]

    init(_ parts: [RegisterPart], empty: SerialSegment) {
        segments = parts.isEmpty ? [empty] : parts.map(\.segment)
        withdrawn = parts.isEmpty ? [WithdrawnRecords()] : parts.map(\.withdrawn)
    }

    /// How many records there are; what was withdrawn does not count.
    public var count: Int {
        segments.reduce(0) { $0 + $1.count } - withdrawnCount
    }

    /// How many records were withdrawn that the segments still hold.
    public var withdrawnCount: Int { withdrawn.reduce(0) { $0 + $1.count } }

    /// The segments as a search reads them.
    var views: [SegmentView] {
        zip(segments, withdrawn).map { segment, withdrawn in
            var view = segment.view
            view.withdraw(withdrawn)
            return view
        }
    }

    /// Tells whether a record is there.
    ///
    /// - Throws: `SerialIndexError.damaged` when a part of a file is not as it was written.
    public func contains(_ key: SerialRecord.Key) throws(SerialIndexError) -> Bool {
        for (segment, withdrawn) in zip(segments, withdrawn) {
            let records = try segment.records(key)
            if records.contains(where: { !withdrawn.contains($0) }) { return true }
        }
        return false
    }

    /// Goes over all records, segment after segment.
    ///
    /// - Throws: `SerialIndexError.damaged` when a part of a file is not as it was written.
    public func forEach(
        _ body: (SerialRecord) throws(SerialIndexError) -> Void
    ) throws(SerialIndexError) {
        for (segment, withdrawn) in zip(segments, withdrawn) {
            let descriptors = segment.descriptors
            var cursor = try SegmentCursor(segment)
            while try cursor.advance() {
                if withdrawn.contains(cursor.record) { continue }
                try body(
                    SerialRecord(
                        identifier: cursor.identifier,
                        descriptor: descriptors[cursor.descriptor], serial: cursor.serial))
            }
        }
    }
}

extension SerialSegment {
    /// The records with a number outside and a serial, withdrawn or not.
    func records(_ key: SerialRecord.Key) throws(SerialIndexError) -> [Int] {
        try prepare()
        let found = view.records(of: key.serial).filter { record in
            view.mayReadIdentifier(record) && view.identifier(record) == key.identifier
        }
        for record in found { _ = view.mayWithdraw(record) }
        try requireSound()
        return found
    }
}

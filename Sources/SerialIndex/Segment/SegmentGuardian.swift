import Synchronization

/// Holds the parts of a mapped segment against their checksums when they are first needed.
///
/// What every search reads is checked whole before the first; the columns of records are checked a chunk
/// at a time, as searches touch them. Two readers may check one chunk at once: both find the same.
@safe
// Proof: `sections` is constant; everything else is atomic or behind a mutex.
final class SegmentGuardian: @unchecked Sendable {
    private let sections: SegmentSections
    private let isPrepared: Atomic<Bool>
    private let firstFailure = Mutex<SerialIndexError?>(nil)
    private let hasFailed = Atomic<Bool>(false)
    /// One bit for each chunk of the columns, one column after another: whether it was checked.
    private let checked: UnsafeMutablePointer<Atomic<UInt64>>
    private let words: Int
    private let starts: (identifiers: Int, descriptors: Int, firsts: Int)

    /// What every search reads.
    private static let structure: [SegmentFormat.Section] = [
        .blocks, .highKeys, .filter, .partials, .table, .makeFilter, .makePartials, .makeTable,
        .makeKeys, .makeBlocks,
    ]

    init(_ sections: SegmentSections, isTrusted: Bool) {
        self.sections = sections
        isPrepared = Atomic(isTrusted)
        func chunks(_ section: SegmentFormat.Section) -> Int {
            Checksum.chunks(sections[section].range.count)
        }
        starts = (
            0, chunks(.identifiers), chunks(.identifiers) + chunks(.recordDescriptors)
        )
        words = (starts.firsts + chunks(.firsts)) / 64 + 1
        unsafe checked = .allocate(capacity: words)
        for word in 0..<words {
            unsafe (checked + word).initialize(to: Atomic(isTrusted ? .max : 0))
        }
    }

    deinit {
        unsafe checked.deinitialize(count: words)
        unsafe checked.deallocate()
    }

    /// The first damage that was found.
    var failure: SerialIndexError? {
        hasFailed.load(ordering: .acquiring) ? firstFailure.withLock { $0 } : nil
    }

    /// Checks what every search reads; returns the damage, if there is any.
    func prepare() -> SerialIndexError? {
        if !isPrepared.load(ordering: .acquiring) {
            for section in SegmentGuardian.structure {
                do throws(SerialIndexError) { try sections.verify(section) } catch {
                    note(error)
                    return error
                }
            }
            do throws(SerialIndexError) { try sections.requireSenseOfBlocks() } catch {
                note(error)
                return error
            }
            isPrepared.store(true, ordering: .releasing)
        }
        return failure
    }

    private func note(_ error: SerialIndexError) {
        firstFailure.withLock { if $0 == nil { $0 = error } }
        hasFailed.store(true, ordering: .releasing)
    }

    /// Tells whether the records of a range may be read from a column of elements of a size.
    @inline(__always)
    func mayRead(
        _ section: SegmentFormat.Section, _ range: Range<Int>, bits size: Int
    ) -> Bool {
        let start =
            switch section {
            case .identifiers: starts.identifiers
            case .recordDescriptors: starts.descriptors
            default: starts.firsts
            }
        let first = (range.lowerBound &* size) &>> SegmentGuardian.chunkBits
        let last = ((range.upperBound &- 1) &* size) &>> SegmentGuardian.chunkBits
        for chunk in first...max(first, last) {
            let bit = start &+ chunk
            let word = unsafe checked[bit &>> 6].load(ordering: .relaxed)
            if word &>> UInt64(truncatingIfNeeded: bit & 63) & 1 == 0 {
                guard check(chunk, of: section, bit: bit) else { return false }
            }
        }
        return true
    }

    /// A chunk's size in bits, as a power of two.
    private static let chunkBits = SegmentFormat.chunkSize.trailingZeroBitCount + 3

    @inline(never)
    private func check(_ chunk: Int, of section: SegmentFormat.Section, bit: Int) -> Bool {
        guard sections.isSound(chunk, of: section),
            section != .recordDescriptors || sections.hasSenseOfDescriptors(chunk)
        else {
            note(.damaged(path: sections.path, part: "\(section), \(chunk)"))
            return false
        }
        unsafe checked[bit &>> 6].bitwiseOr(1 << UInt64(bit & 63), ordering: .releasing)
        return true
    }
}

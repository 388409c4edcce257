import Exchange
import Ledger

/// An entry of another node's ledger with what proves it.
struct MirroredEntry: Sendable {
    let index: UInt64
    let bytes: [UInt8]
    let evidence: InclusionEvidence
}

/// Looks in the copy of another's ledger for the entries about a request.
///
/// Ledgers have no index by request. An entry's time is its node's word and may go back a little, so what is looked at
/// begins a day before the request.
struct MirrorSearch {
    let reader: LedgerReader
    let checkpoint: VerifiedCheckpoint

    private static let slack: Int64 = 86_400_000

    init(_ source: any LedgerSource, log: VerifierKey) throws(LedgerError) {
        reader = LedgerReader(source)
        checkpoint = try reader.checkpoint(log)
    }

    private var size: UInt64 { checkpoint.checkpoint.size }

    /// The entries about a request, in their order.
    ///
    /// - Parameter begin: when the request was made.
    /// - Complexity: linear in the bytes of the entries from then on.
    func entries(
        about request: UniqueIdentifier, since begin: Moment
    ) throws(LedgerError) -> [MirroredEntry] {
        let width = LedgerReader.bundleWidth
        let needle = Array(request.text.utf8)
        let last = (size + width - 1) / width
        var found: [MirroredEntry] = []
        for number in try firstBundle(since: begin, of: last)..<last {
            let bundle = try reader.entries(ofBundle: number, size: size)
            for (offset, bytes) in bundle.enumerated() where bytes.holds(needle) {
                guard let entry = try? LedgerEntry(Array(bytes)),
                    (try? entry.request()) == request
                else { continue }
                let index = number * width + UInt64(offset)
                found.append(
                    MirroredEntry(
                        index: index, bytes: Array(bytes),
                        evidence: try reader.evidence(of: index, checkpoint)))
            }
        }
        return found
    }

    /// The bundle with which the search begins.
    private func firstBundle(since begin: Moment, of count: UInt64) throws(LedgerError) -> UInt64 {
        var (low, high) = (UInt64(0), count)
        while low < high {
            let middle = low + (high - low) / 2
            if try isBefore(begin, middle) { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 0 : low - 1
    }

    /// Tells whether a bundle begins surely before a request was made.
    private func isBefore(_ begin: Moment, _ number: UInt64) throws(LedgerError) -> Bool {
        let bundle = try reader.entries(ofBundle: number, size: size)
        // An entry of another form has no time that could be read; the next one may.
        let time = bundle.lazy.compactMap { try? LedgerEntry(Array($0)) }.first?.time
        return time.map {
            $0.milliseconds < begin.milliseconds - MirrorSearch.slack
        } ?? false
    }
}

extension ArraySlice<UInt8> {
    /// Tells whether some bytes stand in these.
    fileprivate func holds(_ needle: [UInt8]) -> Bool {
        guard let first = needle.first, count >= needle.count else { return false }
        let end = endIndex - needle.count
        var place = startIndex
        while place <= end {
            if self[place] == first, self[place..<place + needle.count].elementsEqual(needle) {
                return true
            }
            place += 1
        }
        return false
    }
}

extension FileDesk {
    /// The entries about a request in the copy of a ledger; none while there is no checkpoint of it.
    func entries(
        about request: UniqueIdentifier, since begin: Moment, in folder: LedgerFolder,
        log: VerifierKey
    ) throws(LedgerError) -> [MirroredEntry] {
        do throws(LedgerError) {
            return try MirrorSearch(folder, log: log).entries(about: request, since: begin)
        } catch .missing(let path) where path == LedgerLayout.checkpoint {
            return []
        }
    }
}

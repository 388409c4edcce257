// Opens any bytes as an index segment and searches it: it may be refused or answer, and no more.
//
// The first byte says whether the checksums are made right, for else they stop nearly everything; the
// second how many of the bytes after it are a reading. The rest is the file.
@testable import SerialIndex

private let channel = SerialChannel(
    ChannelWeights(
        causes: [0.5, 0.13, 0.06, 0.05, 0.03, 0.04, 0.07, 0.02, 0.015, 0.06, 0.025],
        pair: [0.4, 0.2, 0.15, 0.1, 0.15], marked: [0.9, 0.07, 0.03],
        markedSlips: [0.45, 0.17, 0.15, 0.09, 0.14], runs: [0.1, 0.5, 0.4],
        confusions: (0..<36 * 36).map { $0 % 37 == 0 ? 0 : 1 }, sameSort: 0.9, extraRepeated: 0.5,
        extraSameSort: 0.4))

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzSegment(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    guard bytes.count > 2 else { return 0 }
    let length = min(Int(bytes[1]) % 26, bytes.count - 2)
    let read = bytes[2..<2 + length]
    var file = Array(bytes[(2 + length)...])
    if bytes[0] % 4 > 0 { repair(&file) }
    do throws(SerialIndexError) {
        let segment = try SerialSegment(bytes: file)
        let searcher = SerialSearcher([segment], channel: channel)
        searcher.isExhaustive = bytes[0] % 8 > 3
        for pattern in [pattern(read), SerialPattern(whole: String(decoding: read, as: UTF8.self))]
        {
            try search(searcher, pattern)
        }
        try segment.verify()
    } catch {
        // Refused: what most inputs deserve.
    }
    return 0
}

/// Letters and digits as they are; of the others a fourth are runs, two at the most, and the rest marks.
private func pattern(_ bytes: ArraySlice<UInt8>) -> SerialPattern {
    var runs = 0
    return SerialPattern(
        bytes.map { byte in
            if SerialCodes.code(of: byte) != nil { return .character(byte) }
            guard byte % 4 == 2, runs < 2 else { return .unknown }
            runs += 1
            return .unknownRun
        })
}

private func search(
    _ searcher: SerialSearcher, _ pattern: SerialPattern
) throws(SerialIndexError) {
    let evidence = SerialEvidence(
        make: .init(usual: 0.5, listed: [.init(number: 1, factor: 1)]),
        model: .init(usual: 1, listed: [.init(number: .max, factor: 0.5)]))
    let answer = try searcher.search(SerialQuery(pattern: pattern, evidence: evidence))
    let all = answer.candidates.reduce(answer.absent + answer.unresolved) { $0 + $1.probability }
    precondition(all >= 0 && all <= 1 + 1e-9, "probabilities add up to 1 at the most")
    precondition(answer.candidates.count <= 5, "no more than were asked for")
}

/// Makes the checksums of bytes right, as far as the header leads to bytes.
private func repair(_ bytes: inout [UInt8]) {
    guard bytes.count >= SegmentFormat.headerSize else { return }
    func number(_ offset: Int) -> Int {
        (0..<8).reduce(0) { $0 | Int(bytes[offset + $1]) << ($1 * 8) }
    }
    func put(_ number: UInt64, _ offset: Int) {
        for byte in 0..<8 where bytes.indices.contains(offset + byte) {
            bytes[offset + byte] = UInt8(truncatingIfNeeded: number >> UInt64(byte * 8))
        }
    }
    func section(_ one: SegmentFormat.Section) -> (range: Range<Int>, firstSum: Int)? {
        let row = SegmentFormat.tableOffset + one.rawValue * SegmentFormat.tableRow
        let (offset, count, size) = (number(row), number(row + 8), number(row + 16))
        guard (0...bytes.count).contains(offset), (1...64).contains(size),
            (0...(bytes.count - offset) / size).contains(count),
            (0...bytes.count).contains(number(row + 24))
        else { return nil }
        return (offset..<offset + count * size, number(row + 24))
    }
    func sum(_ range: Range<Int>) -> UInt64 {
        bytes.withUnsafeBytes { unsafe Checksum.of(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
    put(UInt64(bytes.count), 16)
    guard let sums = section(.checksums)?.range else { return }
    for one in SegmentFormat.Section.allCases.dropLast() {
        // Inputs are smaller than a chunk.
        guard let (range, first) = section(one), !range.isEmpty else { continue }
        put(sum(range), sums.lowerBound + first * 8)
    }
    put(sum(sums), 32)
    put(sum(0..<SegmentFormat.checksumOffset), SegmentFormat.checksumOffset)
}

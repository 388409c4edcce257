import Glibc
import SerialIndex

/// A folder of a test's own, which goes with it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        var name = Array("/tmp/rastro-register-XXXXXX".utf8CString)
        let made = unsafe name.withUnsafeMutableBufferPointer { name in
            unsafe name.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard made else { throw SerialIndexError.io(path: "/tmp", reason: errno) }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A folder with the same files.
    convenience init(copying other: TestFolder) throws {
        try self.init()
        for name in other.names { try write(other.read(name), to: name) }
    }

    deinit {
        for name in names { unsafe _ = unlink("\(path)/\(name)") }
        unsafe _ = rmdir(path)
    }

    var names: [String] {
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func read(_ name: String) throws -> [UInt8] {
        let descriptor = unsafe open("\(path)/\(name)", O_RDONLY)
        guard descriptor >= 0 else { throw SerialIndexError.missing(path: name) }
        defer { close(descriptor) }
        var status = stat()
        unsafe fstat(descriptor, &status)
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            unsafe count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
        }
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let descriptor = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw SerialIndexError.io(path: name, reason: errno) }
        defer { close(descriptor) }
        let done = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        guard done == bytes.count else { throw SerialIndexError.io(path: name, reason: errno) }
    }

    func remove(_ name: String) { unsafe _ = unlink("\(path)/\(name)") }
}

/// Invented records, and what a plain dictionary makes of the same changes.
struct RegisterModel {
    var generator: SeededGenerator
    private(set) var records: [UInt32: SerialRecord] = [:]
    private var next: UInt32 = 1

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// New records, in runs, some of serials that others have.
    mutating func invent(_ count: Int) -> [SerialRecord] {
        var made: [SerialRecord] = []
        for _ in 0..<count {
            made.append(
                SerialRecord(
                    identifier: next,
                    descriptor: SerialDescriptor(
                        make: UInt32.random(in: 0..<4, using: &generator),
                        model: UInt32.random(in: 0..<5, using: &generator),
                        calibre: Bool.random(using: &generator) ? 1 : SerialDescriptor.unknown),
                    serial: serial()))
            next += 1
        }
        return made
    }

    mutating func add(_ added: [SerialRecord]) {
        for record in added { records[record.identifier] = record }
    }

    mutating func withdraw(_ keys: [SerialRecord.Key]) {
        for key in keys where records[key.identifier]?.serial == key.serial {
            records[key.identifier] = nil
        }
    }

    /// Keys of records that are there.
    mutating func someKeys(_ count: Int) -> [SerialRecord.Key] {
        var all = records.values.map(\.key).sorted { $0.identifier < $1.identifier }
        all.shuffle(using: &generator)
        return Array(all.prefix(count))
    }

    mutating func serial() -> SerialCodes {
        let number = String(Int.random(in: 100...999, using: &generator))
        return switch Int.random(in: 0..<6, using: &generator) {
        case 0: SerialCodes(number)
        case 1: SerialCodes("AB\(number)")
        case 2: SerialCodes("1\(number)7")
        case 3: SerialCodes("K\(number)")
        case 4: SerialCodes("ABCDEFGHIJKLMNOPQ\(number)")
        default: SerialCodes(["A", "7", "Q1"].randomElement(using: &generator) ?? "A")
        }
    }

    /// The same records in one segment, built from scratch.
    func segment() async throws -> SerialSegment {
        let descriptors = Array(Set(records.values.map(\.descriptor)))
        var builder = SegmentBuilder(descriptors: descriptors)
        for record in records.values.sorted(by: { $0.identifier < $1.identifier }) {
            guard let place = descriptors.firstIndex(of: record.descriptor) else { continue }
            try builder.add(
                identifier: record.identifier, descriptor: place, serial: record.serial)
        }
        return try await builder.build()
    }

    /// A question near some record.
    mutating func question() -> SerialQuery {
        var elements: [SerialPattern.Element] = serial().bytes.map { .character($0) }
        if Int.random(in: 0..<3, using: &generator) == 0 {
            elements[Int.random(in: 0..<elements.count, using: &generator)] = .unknown
        } else if Int.random(in: 0..<6, using: &generator) == 0 {
            elements.append(.unknownRun)
        }
        var evidence = SerialEvidence()
        if Bool.random(using: &generator) {
            evidence.make = SerialEvidence.Field(
                usual: 0.2, listed: [.init(number: 1, factor: 0.7), .init(number: 2, factor: 0.1)])
        }
        return SerialQuery(pattern: SerialPattern(elements), evidence: evidence)
    }
}

/// What a search says of each record, whatever segment has it.
struct RegisterAnswer {
    var scores: [UInt32: Double] = [:]
    let answer: SerialAnswer

    init(_ searcher: SerialSearcher, _ query: SerialQuery) throws {
        searcher.isExhaustive = true
        answer = try searcher.search(query, limit: 100_000)
        for candidate in answer.candidates {
            scores[candidate.identifier] = candidate.reading * candidate.evidence
        }
    }

    /// The greatest difference between two answers, relative to the scores; 1 when they list other records.
    func difference(_ other: RegisterAnswer) -> Double {
        guard Set(scores.keys) == Set(other.scores.keys), answer.count == other.answer.count
        else { return 1 }
        return scores.reduce(0) { most, one in
            let theirs = other.scores[one.key] ?? 0
            return max(most, abs(one.value - theirs) / max(one.value, theirs, 1e-300))
        }
    }
}

extension SerialChannel {
    /// A channel for tests, in which everything may happen.
    static let forRegisters = invented(marked: [0.9, 0.07, 0.03])
    /// The same, without mistakes beside marks: such readings are searched in another way.
    static let withoutMistakesBesideMarks = invented(marked: [1, 0, 0])

    private static func invented(marked: [Double]) -> SerialChannel {
        var confusions = [Double](repeating: 0, count: 36 * 36)
        for (one, other) in [(0, 24), (1, 18), (8, 11), (5, 28), (2, 35)] {
            confusions[one * 36 + other] = 1
            confusions[other * 36 + one] = 0.5
        }
        return SerialChannel(
            ChannelWeights(
                causes: [0.5, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.02, 0.02, 0.04, 0.02],
                pair: [0.2, 0.2, 0.2, 0.2, 0.2], marked: marked,
                markedSlips: [0.2, 0.2, 0.2, 0.2, 0.2], runs: [0.1, 0.3, 0.3, 0.3],
                confusions: confusions, sameSort: 0.9, extraRepeated: 0.3, extraSameSort: 0.5))
    }
}

extension RegisterSnapshot {
    /// All records, by number.
    func all() throws -> [UInt32: SerialRecord] {
        var all: [UInt32: SerialRecord] = [:]
        try forEach { all[$0.identifier] = $0 }
        return all
    }
}

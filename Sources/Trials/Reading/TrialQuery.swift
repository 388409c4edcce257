public import SerialIndex

/// One question of a benchmark, with its answer.
public struct TrialQuery: Sendable, Equatable {
    /// What was done to the serial, by the letters that the benchmark gives them.
    public enum Class: String, Sendable, CaseIterable, Comparable {
        /// Nothing.
        case exact = "a"
        /// One of the five sorts of single mistakes.
        case confused = "b"
        case changed = "c"
        case missing = "d"
        case extra = "e"
        case exchanged = "f"
        /// Two of them.
        case two = "g"
        /// Characters that could not be read, at known places, or a run of them at an end.
        case unknown = "h"
        case run = "i"
        /// An end left off, or dashes and spaces put in.
        case cut = "j"
        /// The serial is in none of the records.
        case absent = "k"

        /// By their letters.
        public static func < (left: Class, right: Class) -> Bool { left.rawValue < right.rawValue }

        /// The classes with one mistake.
        public static let single: [Class] = [.confused, .changed, .missing, .extra, .exchanged]
    }

    /// The query's number.
    public let identifier: Int
    /// What was done to the serial.
    public let kind: Class
    /// What was written of the make; empty when nothing was.
    public let make: String
    /// What was written of the model.
    public let model: String
    /// What was written of the calibre.
    public let calibre: String
    /// What was read of the serial.
    public let pattern: SerialPattern
    /// The number of the record that was meant; -1 when it is none of them.
    public let truth: Int
}

/// The queries of a benchmark, as `gen_queries.py` writes them to `queries.tsv`.
public struct TrialQueries: Sendable {
    /// The queries in the file's order; one at least.
    public let queries: [TrialQuery]

    /// No larger file is read: 256 MiB.
    static let mostBytes = 256 << 20
    /// A longer line than this is none.
    static let longestLine = 4_096
    /// More runs that could not be read than this would have to be tried in too many lengths.
    static let mostRuns = 2

    /// Reads a file of queries about so many records.
    public init(path: String, records: Int) throws(TrialsError) {
        try self.init(
            tsv: SmallFile.bytes(path, most: TrialQueries.mostBytes), path: path, records: records)
    }

    /// Reads queries about so many records; `path` is the file's name in errors.
    public init(tsv: [UInt8], path: String, records: Int) throws(TrialsError) {
        var columns: Columns?
        var queries: [TrialQuery] = []
        var number = 0
        var start = 0
        while start < tsv.count {
            let end = tsv[start...].firstIndex(of: UInt8(ascii: "\n")) ?? tsv.count
            let line = tsv[start..<end]
            start = end + 1
            number += 1
            guard line.count <= TrialQueries.longestLine else {
                let text = String(decoding: line.prefix(40), as: UTF8.self)
                throw .queryCell(path: path, line: number, column: "qid", found: text)
            }
            let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard let known = columns else {
                columns = try Columns(cells, path: path)
                continue
            }
            guard line.count > 0 else { continue }
            queries.append(try known.query(cells, line: number, records: records))
        }
        guard !queries.isEmpty else { throw .noQueries(path: path) }
        self.queries = queries
    }

    /// Where the columns of a file of queries stand.
    private struct Columns {
        static let names = [
            "qid", "cls", "make_txt", "model_txt", "cal_txt", "norm_txt", "true_id",
        ]
        let path: String
        let count: Int
        let places: [Int]

        init(_ heading: [String], path: String) throws(TrialsError) {
            var places: [Int] = []
            for name in Columns.names {
                guard let place = heading.firstIndex(of: name) else {
                    throw .noQueryColumn(path: path, column: name)
                }
                places.append(place)
            }
            self.places = places
            self.path = path
            count = heading.count
        }

        func query(_ cells: [String], line: Int, records: Int) throws(TrialsError) -> TrialQuery {
            guard cells.count == count else {
                throw .queryCells(path: path, line: line, found: cells.count, expected: count)
            }
            let texts = places.map { cells[$0] }
            func unusable(_ place: Int) -> TrialsError {
                let found = String(texts[place].prefix(60))
                return .queryCell(
                    path: path, line: line, column: Columns.names[place], found: found)
            }
            guard let identifier = Int(texts[0]), identifier >= 0 else { throw unusable(0) }
            guard let kind = TrialQuery.Class(rawValue: texts[1]) else { throw unusable(1) }
            guard let pattern = Columns.pattern(texts[5]) else { throw unusable(5) }
            guard let truth = Int(texts[6]), (-1..<records).contains(truth),
                (truth < 0) == (kind == .absent)
            else { throw unusable(6) }
            return TrialQuery(
                identifier: identifier, kind: kind, make: texts[2], model: texts[3],
                calibre: texts[4], pattern: pattern, truth: truth)
        }

        /// A reading: capital letters, digits, `?` for a character and `*` for a run.
        private static func pattern(_ text: String) -> SerialPattern? {
            guard (1...SerialCodes.longest).contains(text.utf8.count) else { return nil }
            var elements: [SerialPattern.Element] = []
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    elements.append(.character(byte))
                case UInt8(ascii: "?"): elements.append(.unknown)
                case UInt8(ascii: "*"): elements.append(.unknownRun)
                default: return nil
                }
            }
            let pattern = SerialPattern(elements)
            let runs = pattern.elements.count { $0 == .unknownRun }
            return pattern.knownCount > 0 && runs <= TrialQueries.mostRuns ? pattern : nil
        }
    }
}

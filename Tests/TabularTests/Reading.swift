import FoundationEssentials
import Tabular

/// All that a reader says of a table, for tests to compare.
struct Reading: Equatable {
    var header: [String] = []
    var rows: [[String]] = []
    var numbers: [Int] = []
    var problems: [RowProblem] = []
    var warnings: [TableWarning] = []

    init(_ text: String, _ options: ReadOptions = ReadOptions()) throws(TabularError) {
        try self.init(bytes: Array(text.utf8), options)
    }

    init(bytes: [UInt8], _ options: ReadOptions = ReadOptions()) throws(TabularError) {
        var reader = try TableReader(bytes: bytes, name: "memory", options: options)
        try read(&reader)
    }

    init(path: String, _ options: ReadOptions = ReadOptions()) throws(TabularError) {
        var reader = try TableReader(path: path, options: options)
        try read(&reader)
    }

    private mutating func read(_ reader: inout TableReader) throws(TabularError) {
        header = reader.description.header
        while let event = try reader.next() {
            switch event {
            case .row(let row):
                rows.append(row.cells)
                numbers.append(row.number)
            case .problem(let problem): problems.append(problem)
            }
        }
        warnings = reader.warnings
    }
}

/// What a table turned out to be.
func describe(
    _ bytes: [UInt8], _ options: ReadOptions = ReadOptions()
) throws(TabularError) -> TableDescription {
    let reader = try TableReader(bytes: bytes, name: "memory", options: options)
    return reader.description
}

/// A folder of a test's own, gone with it.
final class Folder {
    let path: String

    init() throws {
        let name = "tabular-\(UInt64.random(in: 0...UInt64.max))"
        path = FileManager.default.temporaryDirectory.appending(path: name).path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The names of the files in the folder.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    func write(_ bytes: [UInt8], as name: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(bytes).write(to: URL(filePath: file))
        return file
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

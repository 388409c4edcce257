import Testing
import Trials

/// A NumPy array file, built byte by byte.
struct ColumnBuilder {
    var version: [UInt8] = [1, 0]
    var type = "<u2"
    var order = "False"
    var shape = "(3,)"
    var numbers: [UInt8] = [1, 0, 2, 0, 0xFF, 0xFF]

    var header: String { "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }" }

    var bytes: [UInt8] { Self.file(version, header, numbers) }

    static func file(_ version: [UInt8], _ header: String, _ numbers: [UInt8]) -> [UInt8] {
        let text = Array(header.utf8) + [UInt8(ascii: "\n")]
        let size = [text.count & 0xFF, text.count >> 8].map { UInt8($0) }
        let length = version[0] == 1 ? size : size + [0, 0]
        return [0x93] + Array("NUMPY".utf8) + version + length + text + numbers
    }

    /// A column of one dimension.
    static func column(_ kind: ColumnFile.Kind, _ values: [Int]) -> [UInt8] {
        let numbers = values.flatMap { value in
            (0..<kind.size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        return ColumnBuilder(
            type: kind.rawValue, shape: "(\(values.count),)", numbers: numbers
        ).bytes
    }
}

struct ColumnFileTests {
    func read(_ bytes: [UInt8]) throws(TrialsError) -> ColumnFile {
        try ColumnFile(bytes: bytes, path: "x.npy")
    }

    @Test("a column of one dimension is read, whatever its version", arguments: [1, 2, 3])
    func oneDimension(version: UInt8) throws {
        let column = try read(ColumnBuilder(version: [version, 0]).bytes)
        #expect(column.kind == .shorts && column.rows == 3 && column.width == 1)
        #expect((0..<3).map { column.number($0) } == [1, 2, 65_535])
    }

    @Test("each type is read in its size", arguments: ColumnFile.Kind.allCases)
    func types(kind: ColumnFile.Kind) throws {
        let values = [0, 7, 255]
        let column = try read(ColumnBuilder.column(kind, values))
        #expect((0..<3).map { column.number($0) } == values)
    }

    @Test("rows of two dimensions lie one after another")
    func twoDimensions() async throws {
        let column = try read(
            ColumnBuilder(type: "|u1", shape: "(2, 3)", numbers: Array("AB1CD2".utf8)).bytes)
        #expect(column.rows == 2 && column.width == 3)
        #expect(column.number(1, 2) == Int(UInt8(ascii: "2")))
        let all = unsafe await column.withBytes { unsafe Array($0) }
        #expect(all == Array("AB1CD2".utf8))
    }

    @Test("an array without rows is one")
    func empty() throws {
        #expect(try read(ColumnBuilder(shape: "(0,)", numbers: []).bytes).rows == 0)
    }

    @Test("what is no array, or of an unknown version, is refused")
    func noArray() {
        let good = ColumnBuilder().bytes
        for bytes in [
            [], Array("NUMPY".utf8), Array(good[1...]), ColumnBuilder(version: [4, 0]).bytes,
            ColumnBuilder(version: [1, 1]).bytes, Array(good[..<9]), Array(good[..<30]),
            [0x93] + Array("NUMPY".utf8) + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF],
        ] {
            #expect(throws: TrialsError.notAColumn(path: "x.npy")) { try read(bytes) }
        }
    }

    @Test(
        "a header that says anything else is refused where it does",
        arguments: [
            ("", 11), ("{}", 13), ("{'descr': '|u1'}", 27), ("('descr': '|u1')", 10),
            ("{'descr': '|u1', 'descr': '|u1'}", 34), ("{'descr': |u1}", 20),
            ("{'fortran_order': Maybe}", 28), ("{'shape': (1 2)}", 23), ("{'shape': [1]}", 20),
            ("{'shape': (-1,)}", 21), ("{'shape': (99999999999999999999,)}", 33),
            ("{'more': 1}", 18), ("{'descr': '<u2", 20), ("{'de\\'scr': '<u2'}", 11),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (3,)} x", 66),
        ])
    func broken(header: String, offset: Int) {
        let bytes = ColumnBuilder.file([1, 0], header, [])
        #expect(throws: TrialsError.header(path: "x.npy", offset: offset)) { try read(bytes) }
    }

    @Test("other types are refused by name", arguments: ["<f8", ">u2", "|O", "", "<u8"])
    func otherTypes(type: String) {
        let expected = TrialsError.type(path: "x.npy", found: type, expected: "|u1, <u2, <u4")
        #expect(throws: expected) { try read(ColumnBuilder(type: type).bytes) }
    }

    @Test("other shapes are refused, and sizes that no memory holds")
    func otherShapes() {
        for (shape, order) in [
            ("()", "False"), ("(1, 1, 1)", "False"), ("(3, 1)", "True"),
            ("(1099511627776, 1099511627776)", "False"), ("(1000000, 1000000000)", "False"),
        ] {
            #expect {
                try read(ColumnBuilder(order: order, shape: shape).bytes)
            } throws: { error in
                if case .shape = error as? TrialsError { true } else { false }
            }
        }
    }

    @Test("a file that is cut short or too long is refused with both sizes")
    func wrongSize() {
        for count in [0, 5, 7] {
            let numbers = [UInt8](repeating: 0, count: count)
            let expected = TrialsError.size(path: "x.npy", found: count, expected: 6)
            #expect(throws: expected) { try read(ColumnBuilder(numbers: numbers).bytes) }
        }
    }

    @Test("no byte of the header, changed into any other, makes the reader fall")
    func changedBytes() throws {
        let good = ColumnBuilder().bytes
        for place in 0..<(good.count - 6) {
            for byte in UInt8.min...UInt8.max {
                var bytes = good
                bytes[place] = byte
                if let column = try? read(bytes) { #expect(column.rows * column.width <= 6) }
            }
        }
    }

    @Test("a file that is not there is said with the system's reason")
    func missing() {
        #expect {
            try ColumnFile(path: "no/such.npy")
        } throws: { error in
            if case .unreadable("no/such.npy", _) = error as? TrialsError { true } else { false }
        }
    }

    @Test("a requirement that does not hold says what was found")
    func requirements() throws {
        let column = try read(ColumnBuilder().bytes)
        try column.require(.shorts, rows: 3, width: nil)
        #expect(throws: TrialsError.type(path: "x.npy", found: "<u2", expected: "|u1")) {
            try column.require(.bytes, rows: 3, width: nil)
        }
        #expect(throws: TrialsError.shape(path: "x.npy", found: "(3,)", expected: "(4,)")) {
            try column.require(.shorts, rows: 4, width: nil)
        }
        #expect(throws: TrialsError.shape(path: "x.npy", found: "(3,)", expected: "(3, 1...9)")) {
            try column.require(.shorts, rows: 3, width: 1...9)
        }
    }
}

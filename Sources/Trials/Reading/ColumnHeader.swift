/// The header of a NumPy array file: what numbers it holds, and how many.
///
/// See numpy.org/doc/stable/reference/generated/numpy.lib.format.html: a magic word, a version, the length
/// of a Python dictionary, and the dictionary, which holds `descr`, `fortran_order` and `shape`.
struct ColumnHeader: Equatable {
    /// The type of the numbers.
    let kind: ColumnFile.Kind
    /// How many rows the array has.
    let rows: Int
    /// How many numbers a row has; 1 for an array of one dimension.
    let width: Int
    /// How many dimensions the array has: 1 or 2.
    let dimensions: Int
    /// Where the numbers begin.
    let offset: Int

    /// A longer header than this is none that NumPy writes.
    static let mostBytes = 10_000
    /// No array has as many numbers as this, in either direction.
    static let mostNumbers = 1 << 40

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// Reads the header at the start of a file.
    ///
    /// - Parameter bytes: the first bytes of the file, at least as many as the header may have.
    init(_ bytes: [UInt8], path: String) throws(TrialsError) {
        guard bytes.count >= 10, bytes.starts(with: ColumnHeader.magic) else {
            throw .notAColumn(path: path)
        }
        let start: Int
        let count: Int
        switch (bytes[6], bytes[7]) {
        case (1, 0):
            start = 10
            count = Int(bytes[8]) | Int(bytes[9]) << 8
        case (2...3, 0):
            guard bytes.count >= 12 else { throw .notAColumn(path: path) }
            start = 12
            count = (8..<12).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
        default: throw .notAColumn(path: path)
        }
        guard count <= ColumnHeader.mostBytes, start + count <= bytes.count else {
            throw .notAColumn(path: path)
        }
        var scanner = Scanner(bytes: Array(bytes[..<(start + count)]), index: start, path: path)
        let found = try scanner.dictionary()
        guard let kind = ColumnFile.Kind(rawValue: found.type) else {
            let known = ColumnFile.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw .type(path: path, found: found.type, expected: known)
        }
        let shape = "(" + found.shape.map(String.init).joined(separator: ", ") + ")"
        guard (1...2).contains(found.shape.count), !found.isFortran else {
            throw .shape(
                path: path, found: shape + (found.isFortran ? " F" : ""), expected: "(n, k) C")
        }
        self.kind = kind
        rows = found.shape[0]
        width = found.shape.count == 2 ? found.shape[1] : 1
        dimensions = found.shape.count
        offset = start + count
        let (numbers, isOverflow) = rows.multipliedReportingOverflow(by: width)
        guard !isOverflow, numbers <= ColumnHeader.mostNumbers else {
            throw .shape(path: path, found: shape, expected: "(n, k) C")
        }
    }

    /// How many bytes the numbers take.
    var byteCount: Int { rows * width * kind.size }
}

/// Reads the one Python dictionary that a header holds: texts, truths and whole numbers, nothing nested.
private struct Scanner {
    struct Found {
        var type = ""
        var isFortran = false
        var shape: [Int] = []
    }

    let bytes: [UInt8]
    var index: Int
    let path: String

    mutating func dictionary() throws(TrialsError) -> Found {
        var found = Found()
        var keys: Set<String> = []
        try take("{")
        while !has("}") {
            let key = try text()
            guard keys.insert(key).inserted else { throw problem }
            try take(":")
            switch key {
            case "descr": found.type = try text()
            case "fortran_order": found.isFortran = try truth()
            case "shape": found.shape = try numbers()
            default: throw problem
            }
            if !has("}") { try take(",") }
        }
        try take("}")
        skipSpace()
        guard keys.count == 3, index == bytes.count else { throw problem }
        return found
    }

    private var problem: TrialsError { .header(path: path, offset: index) }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func has(_ sign: Character) -> Bool {
        skipSpace()
        return index < bytes.count && bytes[index] == sign.asciiValue
    }

    private mutating func take(_ sign: Character) throws(TrialsError) {
        guard has(sign) else { throw problem }
        index += 1
    }

    private mutating func text() throws(TrialsError) -> String {
        skipSpace()
        guard index < bytes.count, let quote = bytes[index...].first, [0x22, 0x27].contains(quote),
            let end = bytes[(index + 1)...].firstIndex(of: quote),
            !bytes[index..<end].contains(0x5C)
        else { throw problem }
        let text = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
        index = end + 1
        return text
    }

    private mutating func truth() throws(TrialsError) -> Bool {
        skipSpace()
        for (word, value) in [("True", true), ("False", false)]
        where bytes[index...].starts(with: word.utf8) {
            index += word.utf8.count
            return value
        }
        throw problem
    }

    private mutating func numbers() throws(TrialsError) -> [Int] {
        var numbers: [Int] = []
        try take("(")
        while !has(")") {
            guard numbers.count < 32 else { throw problem }
            numbers.append(try number())
            if !has(")") { try take(",") }
        }
        try take(")")
        return numbers
    }

    private mutating func number() throws(TrialsError) -> Int {
        skipSpace()
        var value = 0
        let start = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
            value = value * 10 + Int(bytes[index] - 0x30)
            guard value <= ColumnHeader.mostNumbers else { throw problem }
            index += 1
        }
        guard index > start else { throw problem }
        return value
    }
}

/// A column of a benchmark: the numbers of a NumPy array file, in C order, of one or two dimensions.
public struct ColumnFile: Sendable {
    /// The types of numbers that are read, as NumPy writes them.
    public enum Kind: String, Sendable, CaseIterable {
        case bytes = "|u1"
        case shorts = "<u2"
        case words = "<u4"

        /// How many bytes a number takes.
        public var size: Int {
            switch self {
            case .bytes: 1
            case .shorts: 2
            case .words: 4
            }
        }
    }

    /// Where the column was read from.
    public let path: String
    private let bytes: ColumnBytes
    private let header: ColumnHeader

    /// The type of its numbers.
    public var kind: Kind { header.kind }
    /// How many rows it has.
    public var rows: Int { header.rows }
    /// How many numbers a row has.
    public var width: Int { header.width }

    /// No larger file is read: 64 GiB.
    public static let mostBytes = 64 << 30

    /// Opens a file.
    ///
    /// - Throws: `TrialsError` when it can not be read, is no such array, or is cut short.
    public init(path: String) throws(TrialsError) {
        try self.init(ColumnBytes(mapping: path), path: path)
    }

    /// Takes the bytes of a file that was read already; `path` is its name in errors.
    public init(bytes: [UInt8], path: String) throws(TrialsError) {
        try self.init(ColumnBytes(copying: bytes), path: path)
    }

    private init(_ bytes: ColumnBytes, path: String) throws(TrialsError) {
        guard bytes.count <= ColumnFile.mostBytes else {
            throw .tooLarge(path: path, found: bytes.count, most: ColumnFile.mostBytes)
        }
        let first = unsafe Array(bytes.buffer.prefix(ColumnHeader.mostBytes + 12))
        header = try ColumnHeader(first, path: path)
        guard bytes.count == header.offset + header.byteCount else {
            throw .size(
                path: path, found: bytes.count - header.offset, expected: header.byteCount)
        }
        self.bytes = bytes
        self.path = path
    }

    /// Lets the pages that were read go; they are read again when they are needed.
    func letGo() { bytes.letGo() }

    /// Requires a type and a shape; a width of `nil` is an array of one dimension.
    public func require(_ kind: Kind, rows: Int?, width: ClosedRange<Int>?) throws(TrialsError) {
        guard self.kind == kind else {
            throw .type(path: path, found: self.kind.rawValue, expected: kind.rawValue)
        }
        let isShaped = width.map { header.dimensions == 2 && $0.contains(self.width) }
        guard rows == nil || rows == self.rows, isShaped ?? (header.dimensions == 1) else {
            let found = header.dimensions == 2 ? "(\(self.rows), \(self.width))" : "(\(self.rows),)"
            let count = rows.map(String.init) ?? "n"
            let expected =
                width.map { "(\(count), \($0.lowerBound)...\($0.upperBound))" } ?? "(\(count),)"
            throw .shape(path: path, found: found, expected: expected)
        }
    }

    /// One number; `row` and `place` lie inside.
    public func number(_ row: Int, _ place: Int = 0) -> Int {
        precondition(row >= 0 && row < rows && place >= 0 && place < width, "no such number")
        let index = header.offset + (row * width + place) * kind.size
        let buffer = unsafe bytes.buffer
        switch kind {
        case .bytes: return unsafe Int(buffer[index])
        case .shorts:
            return unsafe Int(
                UInt16(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt16.self)))
        case .words:
            return unsafe Int(
                UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt32.self)))
        }
    }

    /// Lends the bytes of all numbers, row after row.
    public func withBytes<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) async throws -> Result
    ) async rethrows -> Result {
        let numbers = unsafe UnsafeRawBufferPointer(rebasing: bytes.buffer[header.offset...])
        let result = unsafe try await body(numbers.assumingMemoryBound(to: UInt8.self))
        withExtendedLifetime(bytes) {}
        return result
    }
}

/// Why the bytes of an index could not be understood.
enum LinesFileError: Error, Equatable {
    /// They are not as they were written.
    case damaged
    /// Another version of this program wrote them.
    case otherVersion
}

/// Writes numbers and texts one after the other, little-endian.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add<Number: FixedWidthInteger>(_ number: Number) {
        var rest = number
        for _ in 0..<Number.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest = Number.bitWidth > 8 ? rest >> 8 : 0
        }
    }

    mutating func add<Number: FixedWidthInteger>(_ numbers: [Number]) {
        bytes.reserveCapacity(bytes.count + numbers.count * Number.bitWidth / 8)
        for number in numbers { add(number) }
    }

    mutating func add(_ text: String) {
        add(UInt32(clamping: text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }
}

/// Reads what `ByteWriter` wrote, and never past the end.
struct ByteReader {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = min(position, bytes.count)
    }

    /// How many bytes are left.
    var rest: Int { bytes.count - position }

    mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(LinesFileError) -> Number {
        let size = Number.bitWidth / 8
        guard rest >= size else { throw .damaged }
        defer { position += size }
        return value(at: position)
    }

    /// A number of things, each of which takes so many bytes at least.
    mutating func count(of size: Int, atMost limit: Int = .max) throws(LinesFileError) -> Int {
        let count = Int(try number(UInt32.self))
        guard count <= limit, count <= rest / size else { throw .damaged }
        return count
    }

    mutating func numbers<Number: FixedWidthInteger>(
        _ count: Int, _ type: Number.Type = Number.self
    ) throws(LinesFileError) -> [Number] {
        let size = Number.bitWidth / 8
        guard count >= 0, count <= rest / size else { throw .damaged }
        var numbers: [Number] = []
        numbers.reserveCapacity(count)
        for index in 0..<count { numbers.append(value(at: position + index * size)) }
        position += count * size
        return numbers
    }

    mutating func text() throws(LinesFileError) -> String {
        let count = try count(of: 1)
        defer { position += count }
        guard let text = String(validating: bytes[position..<position + count], as: UTF8.self)
        else { throw .damaged }
        return text
    }

    private func value<Number: FixedWidthInteger>(at place: Int) -> Number {
        var value = Number.Magnitude(0)
        for offset in (0..<Number.bitWidth / 8).reversed() {
            value = (Number.bitWidth > 8 ? value << 8 : 0) | Number.Magnitude(bytes[place + offset])
        }
        return Number(truncatingIfNeeded: value)
    }
}

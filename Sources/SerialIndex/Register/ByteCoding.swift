/// Puts numbers behind each other, little-endian.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put<Value: FixedWidthInteger>(_ value: Value) {
        for byte in 0..<Value.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(byte * 8)))
        }
    }

    mutating func put(_ bytes: [UInt8]) { self.bytes += bytes }

    /// A serial: its length and its codes.
    mutating func put(_ serial: SerialCodes) {
        put(UInt8(serial.codes.count))
        put(serial.codes)
    }
}

/// Takes numbers off bytes that may be anything: what is not there is `nil`.
struct ByteReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many bytes are left.
    var left: Int { bytes.count - place }

    mutating func number<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
        let size = Value.bitWidth / 8
        guard left >= size else { return nil }
        var value: Value = 0
        for byte in 0..<size {
            value |= Value(truncatingIfNeeded: bytes[place + byte]) << Value(byte * 8)
        }
        place += size
        return value
    }

    /// A serial whose codes are codes.
    mutating func serial() -> SerialCodes? {
        guard let length = number(UInt8.self), (1...SerialCodes.longest).contains(Int(length)),
            left >= Int(length)
        else { return nil }
        let codes = Array(bytes[place..<place + Int(length)])
        guard codes.allSatisfy({ $0 < ChannelWeights.characters }) else { return nil }
        place += Int(length)
        return SerialCodes(codes: codes)
    }
}

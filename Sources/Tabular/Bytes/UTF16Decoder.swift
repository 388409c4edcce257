/// UTF-16 made into UTF-8, block by block; a block may end within a character.
struct UTF16Decoder {
    private let isLittleEndian: Bool
    private var halfUnit: UInt8?
    private var leadSurrogate: UInt16?
    /// How many broken characters were replaced.
    private(set) var brokenCount = 0

    init(isLittleEndian: Bool) {
        self.isLittleEndian = isLittleEndian
    }

    mutating func decode(_ block: some Sequence<UInt8>, into text: inout [UInt8]) {
        for byte in block {
            guard let first = halfUnit else {
                halfUnit = byte
                continue
            }
            halfUnit = nil
            let (low, high) = isLittleEndian ? (first, byte) : (byte, first)
            decode(unit: UInt16(high) << 8 | UInt16(low), into: &text)
        }
    }

    /// Says that no block follows, so that half a character is broken.
    mutating func finish(into text: inout [UInt8]) {
        if leadSurrogate != nil { replace(into: &text) }
        if halfUnit != nil { replace(into: &text) }
        (leadSurrogate, halfUnit) = (nil, nil)
    }

    private mutating func decode(unit: UInt16, into text: inout [UInt8]) {
        if let lead = leadSurrogate {
            leadSurrogate = nil
            if UTF16.isTrailSurrogate(unit) {
                let value = 0x10000 + (UInt32(lead & 0x3FF) << 10) + UInt32(unit & 0x3FF)
                append(value, to: &text)
                return
            }
            replace(into: &text)
        }
        if UTF16.isLeadSurrogate(unit) {
            leadSurrogate = unit
        } else if UTF16.isTrailSurrogate(unit) {
            replace(into: &text)
        } else {
            append(UInt32(unit), to: &text)
        }
    }

    private mutating func replace(into text: inout [UInt8]) {
        brokenCount += 1
        append(0xFFFD, to: &text)
    }

    private func append(_ value: UInt32, to text: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(value >> shift & 0x3F) }
        switch value {
        case 0..<0x80: text.append(UInt8(value))
        case 0x80..<0x800:
            text.append(0xC0 | UInt8(value >> 6))
            text.append(tail(0))
        case 0x800..<0x10000:
            text.append(0xE0 | UInt8(value >> 12))
            text.append(tail(6))
            text.append(tail(0))
        default:
            text.append(0xF0 | UInt8(value >> 18 & 0x07))
            text.append(tail(12))
            text.append(tail(6))
            text.append(tail(0))
        }
    }
}

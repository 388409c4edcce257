/// Windows-1252 as people's spreadsheets write it (WHATWG Encoding, index windows-1252).
enum Windows1252 {
    /// The characters of 0x80...0x9F; the five bytes without one stand for themselves.
    private static let high: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
        0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ]

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let units = bytes.map { byte in
            (0x80...0x9F).contains(byte) ? high[Int(byte - 0x80)] : UInt16(byte)
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// The bytes of a text.
    ///
    /// - Returns: `nil` when the text has a character that the encoding lacks.
    static func bytes(of text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        for unit in text.utf16 {
            if unit < 0x80 || (0xA0...0xFF).contains(unit) {
                bytes.append(UInt8(unit))
            } else if let index = high.firstIndex(of: unit) {
                bytes.append(UInt8(0x80 + index))
            } else {
                return nil
            }
        }
        return bytes
    }
}

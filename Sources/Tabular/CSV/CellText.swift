/// Makes the text of cells from their bytes.
///
/// Each cell is read in the encoding that it is in: people paste rows of one file below another's. A
/// cell that is valid UTF-8 beyond ASCII is UTF-8, and any other is Windows-1252; that misreads
/// neither but by a rare accident. A given encoding is kept to, but for bytes that it has no reading for.
struct CellText {
    private let encoding: TextEncoding
    private let isGiven: Bool

    init(encoding: EncodingChoice) {
        self.encoding = encoding.encoding
        isGiven = encoding.evidence == .given
    }

    /// The encoding of cells that are not in the file's.
    var otherEncoding: TextEncoding { encoding == .windows1252 ? .utf8 : .windows1252 }

    /// The texts of a row's cells, how many were not in the file's encoding, and whether all are blank.
    func cells(
        _ cells: [RowScanner.Cell], of row: Span<UInt8>
    ) -> (texts: [String], otherCount: Int, isBlank: Bool) {
        var texts: [String] = []
        texts.reserveCapacity(cells.count)
        var otherCount = 0
        var isBlank = true
        unsafe row.withUnsafeBufferPointer { bytes in
            for cell in cells {
                let part = unsafe UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end])
                if cell.isVerbatim, cell.isASCII {
                    unsafe texts.append(String(decoding: part, as: UTF8.self))
                } else if cell.isVerbatim {
                    let (text, isOther) = unsafe decode(part)
                    texts.append(text)
                    if isOther { otherCount += 1 }
                } else {
                    let plain = unsafe CellText.withoutQuotes(part)
                    let (text, isOther) = unsafe plain.withUnsafeBufferPointer {
                        unsafe decode($0)
                    }
                    texts.append(text)
                    if isOther { otherCount += 1 }
                }
                if isBlank, let last = texts.last, !last.isBlank { isBlank = false }
            }
        }
        return (texts, otherCount, isBlank)
    }

    private func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> (text: String, isOther: Bool) {
        let isASCII = unsafe bytes.allSatisfy { $0 < 0x80 }
        if isASCII { return unsafe (String(decoding: bytes, as: UTF8.self), false) }
        if isGiven, encoding == .windows1252 {
            return unsafe (Windows1252.text(bytes), false)
        }
        if let text = unsafe String(validating: bytes, as: UTF8.self) {
            return (text, encoding == .windows1252)
        }
        return unsafe (Windows1252.text(bytes), encoding != .windows1252)
    }

    /// The bytes of a quoted cell, from after its opening mark on, with doubled marks made single and
    /// the closing mark left out; a mark after that is text.
    private static func withoutQuotes(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var isInQuotes = true
        var index = 0
        while index < bytes.count {
            let byte = unsafe bytes[index]
            index += 1
            guard isInQuotes, byte == Byte.quote else {
                plain.append(byte)
                continue
            }
            if index < bytes.count, unsafe bytes[index] == Byte.quote {
                plain.append(byte)
                index += 1
            } else {
                isInQuotes = false
            }
        }
        return plain
    }
}

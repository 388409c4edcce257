extension EncodingChoice {
    /// Decides the encoding of a text by the evidence in its first bytes.
    ///
    /// - Parameter isWhole: Whether the sample is the whole text, so that a sequence cut off at its
    ///   end is broken.
    init(sample: ArraySlice<UInt8>, isWhole: Bool, given: TextEncoding?) {
        if let given {
            self.init(encoding: given, evidence: .given)
        } else if let marked = TextEncoding(markAtStartOf: sample) {
            self.init(encoding: marked, evidence: .byteOrderMark)
        } else if let (encoding, share) = EncodingChoice.zeroPattern(of: sample) {
            self.init(encoding: encoding, evidence: .zeroBytes(share: share))
        } else {
            let (valid, invalid) = EncodingChoice.sequences(in: sample, isWhole: isWhole)
            // A text in Windows-1252 is not valid UTF-8 but by a rare accident, so a few broken
            // sequences among many whole ones are a few bad lines in a UTF-8 file.
            let encoding: TextEncoding = valid >= invalid ? .utf8 : .windows1252
            let isASCII = valid + invalid == 0
            self.init(
                encoding: encoding,
                evidence: isASCII ? .asciiAlone : .sequences(valid: valid, invalid: invalid))
        }
    }

    /// UTF-16 without a mark: Latin text has a zero in every other byte.
    private static func zeroPattern(of sample: ArraySlice<UInt8>) -> (TextEncoding, Double)? {
        let pairs = sample.count / 2
        guard pairs >= 2 else { return nil }
        var zeros = (even: 0, odd: 0)
        for pair in 0..<pairs {
            let first = sample.startIndex + pair * 2
            if sample[first] == 0 { zeros.even += 1 }
            if sample[first + 1] == 0 { zeros.odd += 1 }
        }
        let (many, few) = (max(zeros.even, zeros.odd), min(zeros.even, zeros.odd))
        guard many * 10 >= pairs * 4, few * 20 <= pairs else { return nil }
        let encoding: TextEncoding =
            zeros.odd > zeros.even ? .utf16LittleEndian : .utf16BigEndian
        return (encoding, Double(many) / Double(pairs))
    }

    /// Counts whole UTF-8 sequences of several bytes, and bytes that belong to none.
    private static func sequences(
        in sample: ArraySlice<UInt8>, isWhole: Bool
    ) -> (valid: Int, invalid: Int) {
        var (valid, invalid) = (0, 0)
        var index = sample.startIndex
        while index < sample.endIndex {
            guard sample[index] >= 0x80 else {
                index += 1
                continue
            }
            switch UTF8Sequence(at: index, in: sample) {
            case .whole(let length):
                valid += 1
                index += length
            case .cutOff where !isWhole: return (valid, invalid)
            case .cutOff, .broken:
                invalid += 1
                index += 1
            }
        }
        return (valid, invalid)
    }
}

extension TextEncoding {
    /// The encoding that a byte order mark at the start of a text tells.
    init?(markAtStartOf sample: ArraySlice<UInt8>) {
        if sample.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .utf8
        } else if sample.starts(with: [0xFF, 0xFE]) {
            self = .utf16LittleEndian
        } else if sample.starts(with: [0xFE, 0xFF]) {
            self = .utf16BigEndian
        } else {
            return nil
        }
    }

    /// The byte order mark, empty where there is none.
    var mark: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .utf16LittleEndian: [0xFF, 0xFE]
        case .utf16BigEndian: [0xFE, 0xFF]
        case .windows1252: []
        }
    }
}

/// What a byte of 0x80 and over begins in a text that may be UTF-8 (RFC 3629, section 4).
enum UTF8Sequence {
    case whole(Int)
    case cutOff
    case broken

    init(at index: Int, in bytes: ArraySlice<UInt8>) {
        let lead = bytes[index]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default:
            self = .broken
            return
        }
        for offset in 1..<length {
            guard index + offset < bytes.endIndex else {
                self = .cutOff
                return
            }
            guard (offset == 1 ? second : 0x80...0xBF).contains(bytes[index + offset]) else {
                self = .broken
                return
            }
        }
        self = .whole(length)
    }
}

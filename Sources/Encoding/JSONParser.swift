/// Reads one JSON text (RFC 8259) from bytes, with limits and without second meanings (RFC 7493).
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0
    private var members = 0

    init(_ bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
        guard bytes.count <= limits.bytes else {
            throw .tooLong(bytes: bytes.count, most: limits.bytes)
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw .malformed(.encoding, at: error.byteOffsets.lowerBound)
        }
        self.bytes = bytes
        self.limits = limits
    }

    /// The only value of the text.
    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value()
        skipBlanks()
        guard position == bytes.count else { throw fault(.trailing) }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fault(_ fault: JSONError.Fault) -> JSONError { .malformed(fault, at: position) }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    /// Goes past a byte if it is the next, blanks apart.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .integer(try number())
        }
    }

    private mutating func word(
        _ text: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for byte in text.description.utf8 {
            guard next == byte else { throw fault(.syntax) }
            position += 1
        }
        return value
    }

    /// Goes into an object or an array; the depth bounds how far this parser calls itself.
    private mutating func enter() throws(JSONError) {
        guard depth < limits.depth else { throw fault(.depth) }
        depth += 1
        position += 1
    }

    private mutating func countMember() throws(JSONError) {
        guard members < limits.members else { throw fault(.count) }
        members += 1
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        try enter()
        var elements: [JSONValue] = []
        if !take("]") {
            repeat {
                try countMember()
                elements.append(try value())
            } while take(",")
            guard take("]") else { throw fault(.syntax) }
        }
        depth -= 1
        return elements
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        try enter()
        var read: [JSONObject.Member] = []
        // Names that ascend are each once; only where they do not are all of them kept to be looked up.
        var names: Set<[UInt8]>?
        if !take("}") {
            repeat {
                skipBlanks()
                try countMember()
                let start = position
                let name = try string()
                if names == nil, let last = read.last?.name, !JSONObject.precedes(last, name) {
                    names = Set(read.map { Array($0.name.utf8) })
                }
                guard names?.insert(Array(name.utf8)).inserted ?? true else {
                    throw .malformed(.duplicate, at: start)
                }
                guard take(":") else { throw fault(.syntax) }
                read.append(JSONObject.Member(name: name, value: try value()))
            } while take(",")
            guard take("}") else { throw fault(.syntax) }
        }
        depth -= 1
        if names == nil { return JSONObject(ascending: read) }
        guard let object = JSONObject(read) else { throw fault(.duplicate) }
        return object
    }

    private mutating func number() throws(JSONError) -> Int64 {
        let start = position
        let isNegative = next == UInt8(ascii: "-")
        if isNegative { position += 1 }
        guard let first = digit() else { throw fault(.syntax) }
        var magnitude = first
        var isTooLarge = false
        while first > 0, let digit = digit() {
            // Once too large it stays so: the rest is only gone past.
            if magnitude > JSONValue.integers.upperBound / 10 { isTooLarge = true }
            magnitude = isTooLarge ? magnitude : magnitude * 10 + digit
        }
        switch next {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): throw fault(.fraction)
        default: break
        }
        guard !isTooLarge, magnitude <= JSONValue.integers.upperBound else {
            throw .malformed(.range, at: start)
        }
        return isNegative ? -magnitude : magnitude
    }

    private mutating func digit() -> Int64? {
        guard let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
            return nil
        }
        position += 1
        return Int64(byte - UInt8(ascii: "0"))
    }

    private mutating func string() throws(JSONError) -> String {
        guard next == UInt8(ascii: "\"") else { throw fault(.syntax) }
        position += 1
        let start = position
        skipPlain()
        // Most strings have no escape: they are copied at once.
        if next == UInt8(ascii: "\"") {
            position += 1
            return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
        }
        var text = Array(bytes[start..<position])
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw fault(.control) }
            text += try escape()
            let start = position
            skipPlain()
            text += bytes[start..<position]
        }
        guard next != nil else { throw fault(.syntax) }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }

    /// Goes past what stands for itself in a string.
    private mutating func skipPlain() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else {
                return
            }
            position += 1
        }
    }

    /// What an escape stands for, in UTF-8.
    private mutating func escape() throws(JSONError) -> [UInt8] {
        position += 1
        guard let letter = next else { throw fault(.syntax) }
        let plain: [UInt8]
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = [letter]
        case UInt8(ascii: "b"): plain = [0x08]
        case UInt8(ascii: "t"): plain = [0x09]
        case UInt8(ascii: "n"): plain = [0x0A]
        case UInt8(ascii: "f"): plain = [0x0C]
        case UInt8(ascii: "r"): plain = [0x0D]
        case UInt8(ascii: "u"): return Array(String(try scalar()).utf8)
        default: throw fault(.syntax)
        }
        position += 1
        return plain
    }

    /// The character of an escape by number, or of two that make a surrogate pair.
    private mutating func scalar() throws(JSONError) -> Character {
        let start = position - 1
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return Character(scalar) }
        guard high < 0xDC00, next == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw .malformed(.surrogate, at: start) }
        position += 1
        let low = try codeUnit()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(
                0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw .malformed(.surrogate, at: start) }
        return Character(scalar)
    }

    /// Four hexadecimal digits behind a `u`.
    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next,
                let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80
            else { throw fault(.syntax) }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}

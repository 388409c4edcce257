internal import Encoding

/// Reads a structured field from its text, by the algorithms of RFC 9651, section 4.2.
struct StructuredParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) throws(FieldError) {
        bytes = Array(text.utf8)
        guard bytes.count <= StructuredDictionary.mostBytes else {
            throw .tooLong(bytes: bytes.count, most: StructuredDictionary.mostBytes)
        }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fault(_ fault: FieldError.Fault) -> FieldError { .malformed(fault, at: position) }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() { while take(" ") {} }

    mutating func dictionary() throws(FieldError) -> [StructuredDictionary.Entry] {
        var entries: [StructuredDictionary.Entry] = []
        skipBlanks()
        while next != nil {
            let start = position
            let name = try name()
            guard !entries.contains(where: { $0.name == name }) else {
                throw .malformed(.duplicate, at: start)
            }
            guard entries.count < StructuredDictionary.mostMembers else { throw fault(.count) }
            entries.append(StructuredDictionary.Entry(name, try member()))
            while take(" ") || take("\t") {}
            guard next != nil else { return entries }
            guard take(",") else { throw fault(.trailing) }
            while take(" ") || take("\t") {}
            // A comma promises another entry.
            guard next != nil else { throw fault(.syntax) }
        }
        return entries
    }

    private mutating func member() throws(FieldError) -> StructuredMember {
        guard take("=") else {
            return .item(StructuredItem(.boolean(true), parameters: try parameters()))
        }
        guard next == UInt8(ascii: "(") else { return .item(try item()) }
        return .list(try list())
    }

    private mutating func list() throws(FieldError) -> StructuredList {
        position += 1
        var items: [StructuredItem] = []
        while true {
            skipBlanks()
            if take(")") { return StructuredList(items, parameters: try parameters()) }
            guard items.count < StructuredDictionary.mostMembers else { throw fault(.count) }
            items.append(try item())
            guard next == UInt8(ascii: " ") || next == UInt8(ascii: ")") else {
                throw fault(.syntax)
            }
        }
    }

    private mutating func item() throws(FieldError) -> StructuredItem {
        let value = try value()
        return StructuredItem(value, parameters: try parameters())
    }

    private mutating func parameters() throws(FieldError) -> [StructuredParameter] {
        var parameters: [StructuredParameter] = []
        while take(";") {
            skipBlanks()
            let start = position
            let name = try name()
            guard !parameters.contains(where: { $0.name == name }) else {
                throw .malformed(.duplicate, at: start)
            }
            guard parameters.count < StructuredDictionary.mostMembers else { throw fault(.count) }
            let value = take("=") ? try value() : .boolean(true)
            parameters.append(StructuredParameter(name, value))
        }
        return parameters
    }

    private mutating func name() throws(FieldError) -> String {
        guard let first = next, StructuredName.beginsName(first) else { throw fault(.syntax) }
        return run(while: StructuredName.continuesName)
    }

    /// The letters from here on that are of a kind.
    private mutating func run(while isTaken: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = next, isTaken(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func value() throws(FieldError) -> StructuredValue {
        guard let first = next else { throw fault(.syntax) }
        switch first {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: ":"): return .bytes(try byteSequence())
        case UInt8(ascii: "?"): return .boolean(try boolean())
        case UInt8(ascii: "-"): return .integer(try integer())
        case _ where StructuredName.isDigit(first): return .integer(try integer())
        case _ where StructuredName.beginsToken(first):
            return .token(run(while: StructuredName.continuesToken))
        default: throw fault(.syntax)
        }
    }

    private mutating func boolean() throws(FieldError) -> Bool {
        position += 1
        if take("1") { return true }
        guard take("0") else { throw fault(.syntax) }
        return false
    }

    private mutating func integer() throws(FieldError) -> Int64 {
        let start = position
        let isNegative = take("-")
        let digits = run(while: StructuredName.isDigit)
        guard !digits.isEmpty, next != UInt8(ascii: ".") else { throw fault(.syntax) }
        guard digits.utf8.count <= 15, let number = Int64(digits) else {
            throw .malformed(.range, at: start)
        }
        return isNegative ? -number : number
    }

    private mutating func string() throws(FieldError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard (0x20...0x7E).contains(byte) else { throw fault(.syntax) }
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let escaped = next,
                escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\")
            else { throw fault(.syntax) }
            text.append(escaped)
            position += 1
        }
        guard take("\"") else { throw fault(.syntax) }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func byteSequence() throws(FieldError) -> [UInt8] {
        position += 1
        let start = position
        let text = run { $0 != UInt8(ascii: ":") }
        guard take(":") else { throw fault(.syntax) }
        guard let decoded = Base64.decode(text) else { throw .malformed(.base64, at: start) }
        return decoded
    }
}

internal import Encoding

extension StructuredDictionary {
    /// The field's text (RFC 9651, section 4.1).
    ///
    /// - Throws: `FieldError.unwritable` when a value has none.
    public func text() throws(FieldError) -> String {
        var parts: [String] = []
        for entry in entries {
            let name = try StructuredName.checked(entry.name)
            switch entry.value {
            case .item(let item) where item.value == .boolean(true):
                parts.append(name + (try item.parameters.text()))
            case .item(let item): parts.append(name + "=" + (try item.text()))
            case .list(let list): parts.append(name + "=" + (try list.text()))
            }
        }
        return parts.joined(separator: ", ")
    }
}

extension StructuredList {
    /// The list's text.
    ///
    /// - Throws: `FieldError.unwritable` when a value has none.
    public func text() throws(FieldError) -> String {
        var parts: [String] = []
        for item in items { parts.append(try item.text()) }
        return "(" + parts.joined(separator: " ") + ")" + (try parameters.text())
    }
}

extension StructuredItem {
    /// The item's text.
    ///
    /// - Throws: `FieldError.unwritable` when its value has none.
    public func text() throws(FieldError) -> String {
        try value.text() + parameters.text()
    }
}

extension [StructuredParameter] {
    fileprivate func text() throws(FieldError) -> String {
        var text = ""
        for parameter in self {
            text += ";" + (try StructuredName.checked(parameter.name))
            if parameter.value != .boolean(true) { text += "=" + (try parameter.value.text()) }
        }
        return text
    }
}

extension StructuredValue {
    /// The largest whole number: 15 digits.
    static let mostInteger: Int64 = 999_999_999_999_999

    fileprivate func text() throws(FieldError) -> String {
        switch self {
        case .integer(let number):
            guard (-StructuredValue.mostInteger...StructuredValue.mostInteger).contains(number)
            else { throw .unwritable }
            return String(number)
        case .string(let string):
            var text = [UInt8(ascii: "\"")]
            text.reserveCapacity(string.utf8.count + 2)
            for byte in string.utf8 {
                guard (0x20...0x7E).contains(byte) else { throw .unwritable }
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    text.append(UInt8(ascii: "\\"))
                }
                text.append(byte)
            }
            text.append(UInt8(ascii: "\""))
            return String(decoding: text, as: UTF8.self)
        case .token(let token):
            guard let first = token.utf8.first, StructuredName.beginsToken(first),
                token.utf8.allSatisfy(StructuredName.continuesToken)
            else { throw .unwritable }
            return token
        case .bytes(let bytes): return ":" + Base64.encode(bytes) + ":"
        case .boolean(let isTrue): return isTrue ? "?1" : "?0"
        }
    }
}

/// The letters of names and words in structured fields (RFC 9651, sections 3.1.2 and 3.3.4).
enum StructuredName {
    private static let tokenMarks = Set("!#$%&'*+-.^_`|~:/".utf8)
    private static let nameMarks = Set("_-.*".utf8)

    private static func isSmall(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
    private static func isCapital(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    static func beginsName(_ byte: UInt8) -> Bool { isSmall(byte) || byte == UInt8(ascii: "*") }
    static func continuesName(_ byte: UInt8) -> Bool {
        isSmall(byte) || isDigit(byte) || nameMarks.contains(byte)
    }
    static func beginsToken(_ byte: UInt8) -> Bool {
        isSmall(byte) || isCapital(byte) || byte == UInt8(ascii: "*")
    }
    static func continuesToken(_ byte: UInt8) -> Bool {
        isSmall(byte) || isCapital(byte) || isDigit(byte) || tokenMarks.contains(byte)
    }

    /// A name that may be written.
    fileprivate static func checked(_ name: String) throws(FieldError) -> String {
        guard let first = name.utf8.first, beginsName(first),
            name.utf8.allSatisfy(continuesName)
        else { throw .unwritable }
        return name
    }
}

import Cryptography
import Storage

/// What statements call so that no row has anybody's words in plain.
///
/// | call | gives |
/// | --- | --- |
/// | `enciphered(value, 'table.column', row)` | the bytes that the column keeps; nothing for nothing |
/// | `deciphered(bytes, 'table.column', row)` | the value's bytes; the statement fails when they are of another place or key |
/// | `keyed(text, 'table.column')` | a name by which rows are looked up, that nobody else can make |
///
/// `row` is what the row is known by, as a text. Values that were put into another row or column do not open.
extension StoreKeys {
    /// The first byte of an enciphered value.
    private static let version: UInt8 = 1
    private static let domain = "rastro-store-value/1"
    /// How many bytes of a keyed name are kept.
    private static let nameSize = 16

    /// The functions, for the configuration of the tables.
    var functions: [StorageFunction] {
        let (values, texts) = (values, texts)
        return [
            StorageFunction("enciphered", parameterCount: 3) { arguments in
                if arguments[0] == .null { return .null }
                guard let bytes = arguments[0].bytes, let place = StoreKeys.place(arguments[1...])
                else { return nil }
                let nonce = SecureRandom.bytes(CipherKey.nonceSize)
                return values.seal(bytes, nonce: nonce, context: place)
                    .map { .bytes([StoreKeys.version] + nonce + $0) }
            },
            StorageFunction("deciphered", parameterCount: 3) { arguments in
                if arguments[0] == .null { return .null }
                guard case .bytes(let sealed) = arguments[0], sealed.first == StoreKeys.version,
                    sealed.count > CipherKey.nonceSize,
                    let place = StoreKeys.place(arguments[1...])
                else { return nil }
                let start = 1 + CipherKey.nonceSize
                return values.open(
                    Array(sealed[start...]), nonce: Array(sealed[1..<start]), context: place
                ).map { .bytes($0) }
            },
            StorageFunction("keyed", parameterCount: 2) { arguments in
                guard let bytes = arguments[0].bytes, let place = StoreKeys.place(arguments[1...])
                else { return nil }
                return .bytes(Array(texts.code(of: place + bytes).prefix(StoreKeys.nameSize)))
            },
        ]
    }

    /// What a value is bound to: each part behind its length, so that no two rows of texts are one.
    private static func place(_ parts: ArraySlice<StoredValue>) -> [UInt8]? {
        var place = Array(domain.utf8)
        for part in parts {
            guard case .text(let text) = part else { return nil }
            place += Array("\n\(text.utf8.count):\(text)".utf8)
        }
        return place
    }
}

extension StoredValue {
    /// The bytes of a text, or the bytes; `nil` for what is neither.
    fileprivate var bytes: [UInt8]? {
        switch self {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .null, .integer, .real: nil
        }
    }
}

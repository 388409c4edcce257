import Cryptography
import Encoding

/// A file with one private key of 32 bytes: two lines, what it is and the key in base64.
enum KeyFile {
    private static let heading = "rastro-key/1"
    /// How many bytes a key has.
    static let size = 32
    private static let mostBytes = 1024

    /// Makes a new key in a folder.
    static func make(_ name: String, in folder: String) throws(NodeError) {
        try write(SecureRandom.bytes(size), as: name, in: folder)
    }

    /// Writes a key.
    static func write(_ key: [UInt8], as name: String, in folder: String) throws(NodeError) {
        let text = "\(heading) \(name)\n\(Base64.encode(key))\n"
        try PrivateFiles.write(Array(text.utf8), to: path(of: name, in: folder))
    }

    /// Reads a key.
    ///
    /// - Throws: `NodeError.malformed` when there is none, or the key of something else.
    static func read(_ name: String, in folder: String) throws(NodeError) -> [UInt8] {
        let path = path(of: name, in: folder)
        let bytes = try PrivateFiles.read(path, atMost: mostBytes) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.count == 2, lines[0] == "\(heading) \(name)",
            let key = Base64.decode(lines[1]), key.count == size
        else { throw .malformed(path: path, member: name) }
        return key
    }

    /// Reads a key that signs.
    static func signing(_ name: String, in folder: String) throws(NodeError) -> SigningKey {
        guard let key = SigningKey(seed: try read(name, in: folder)) else {
            throw .malformed(path: path(of: name, in: folder), member: name)
        }
        return key
    }

    /// The file of a key.
    static func path(of name: String, in folder: String) -> String { "\(folder)/\(name).key" }
}

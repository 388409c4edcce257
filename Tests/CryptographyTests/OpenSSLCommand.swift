import Glibc

/// The `openssl` command, which judges what this room makes; in a folder of its own.
final class OpenSSLCommand {
    /// Whether the command is there; where `CI=true` it must be, and what needs it fails.
    static let mayBeAsked =
        unsafe system("[ \"$CI\" = true ] || command -v openssl >/dev/null 2>&1") == 0

    private let folder: String

    init() throws {
        var template = Array("/tmp/cryptography-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failed(output: "mkdtemp") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        _ = unsafe system("rm -rf '\(folder)'")
    }

    /// Writes a file into the folder.
    func write(_ name: String, _ bytes: [UInt8]) throws {
        guard let file = unsafe fopen(folder + "/" + name, "w") else {
            throw Failed(output: name)
        }
        defer { unsafe fclose(file) }
        guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw Failed(output: name)
        }
    }

    /// Reads a file of the folder.
    func read(_ name: String) throws -> [UInt8] {
        guard let file = unsafe fopen(folder + "/" + name, "r") else {
            throw Failed(output: name)
        }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 18)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    /// Runs a script of the shell in the folder, and gives what it says.
    func run(_ script: String) throws -> String {
        let code = unsafe system(
            "cd '\(folder)' && { set -e; \(script)\n} >.said 2>&1 </dev/null")
        let said = String(decoding: try read(".said"), as: UTF8.self)
        guard code == 0 else { throw Failed(output: said) }
        return said
    }

    struct Failed: Error {
        let output: String
    }
}

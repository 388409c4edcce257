import Cryptography
import Glibc
public import Vault

/// The files with officers' own keys: each officer keeps theirs, and no node has them.
public enum OfficerKeyStore: Sendable {
    /// Writes a new file (0600), durable on return.
    ///
    /// - Throws: `OfficerKeyFileError.exists`, as a key that is in use must not be lost by a slip; `file`.
    public static func write(
        _ file: OfficerKeyFile, to path: String
    ) throws(OfficerKeyFileError) {
        guard !PrivateFiles.exists(path) else { throw .exists(path: path) }
        do throws(NodeError) {
            try PrivateFiles.write(file.bytes, to: path)
        } catch {
            throw OfficerKeyFileError(error, path)
        }
    }

    /// Tells whether something has a path.
    public static func exists(_ path: String) -> Bool { PrivateFiles.exists(path) }

    /// Reads a file.
    public static func read(_ path: String) throws(OfficerKeyFileError) -> OfficerKeyFile {
        let found: [UInt8]?
        do throws(NodeError) {
            found = try PrivateFiles.read(path, atMost: OfficerKeyFile.mostBytes)
        } catch {
            throw OfficerKeyFileError(error, path)
        }
        guard let bytes = found else { throw .file(path: path, reason: ENOENT) }
        guard let file = try? OfficerKeyFile(bytes) else { throw .malformed(path: path) }
        return file
    }
}

/// Why a file with an officer's key is not written or read.
public enum OfficerKeyFileError: Error, Hashable, Sendable {
    /// Something is there already.
    case exists(path: String)
    /// The system refuses the file; the reason as `errno` has it.
    case file(path: String, reason: Int32)
    /// It is no file with an officer's key.
    case malformed(path: String)

    init(_ error: NodeError, _ path: String) {
        if case .file(let path, let reason) = error {
            self = .file(path: path, reason: reason)
        } else {
            self = .malformed(path: path)
        }
    }
}

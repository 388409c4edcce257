import FoundationEssentials
import Glibc

@testable import Nodes

/// Paths that no other test has.
enum TestFolder {
    /// A path at which nothing is; short enough for a socket below it.
    static func make() -> String { "/tmp/rn-\(getpid())-\(UInt64.random(in: 0...UInt64.max))" }

    /// A folder that has the key of tables and nothing else.
    static func withStoreKey(_ path: String) throws -> NodeFolder {
        let folder = try NodeFolder(path)
        for path in [folder.path, folder.keys] { try PrivateFiles.makeFolder(path) }
        try KeyFile.make(StoreKeys.name, in: folder.keys)
        return folder
    }

    /// Tells whether bytes stand somewhere in others.
    static func holds(_ content: some ContiguousBytes, _ piece: [UInt8]) -> Bool {
        unsafe content.withUnsafeBytes { all in
            guard let start = all.baseAddress, let first = piece.first else { return false }
            var at = 0
            while at + piece.count <= all.count,
                let found = unsafe memchr(
                    start + at, Int32(first), all.count - piece.count - at + 1)
            {
                if unsafe memcmp(found, piece, piece.count) == 0 { return true }
                at = unsafe UnsafeRawPointer(found) - start + 1
            }
            return false
        }
    }
}

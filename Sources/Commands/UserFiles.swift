import Firearms
import FoundationEssentials
import Language
import Tracing

/// The files by which a desk changes what the binary carries.
enum UserFiles {
    /// Such files are small; a larger one is something else.
    private static let mostBytes = 16 << 20

    /// The carried reference tables with a desk's own rows.
    static func tables(_ paths: [String]) throws -> ReferenceTables {
        var tables = ReferenceTables.carried
        for path in paths {
            tables = try tables.adding(fileText: try text(path), named: path)
        }
        return tables
    }

    /// The carried weights, or those with a desk's own in place of the like-named ones.
    static func weights(_ path: String?) throws -> Weights {
        guard let path else { return .carried }
        return try Weights.carried.overridden(by: try text(path), file: path)
    }

    /// A path from the root on, for what is remembered beyond the folder in which it was said.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        return FileManager.default.currentDirectoryPath + "/" + path
    }

    /// The bytes of a small file.
    static func bytes(_ path: String, atMost most: Int) throws(CommandError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path), data.count <= most else {
            throw .unreadable(path: path, .denied)
        }
        return Array(data)
    }

    private static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path), data.count <= mostBytes else {
            throw CommandError.unreadable(path: path, .denied)
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// Names of files, taken apart.
enum FileName {
    /// What stands after the last slash.
    static func last(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The folder that a file or folder lies in.
    static func parent(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            .reversed().drop { $0.isEmpty || $0 == "." }.dropFirst().reversed()
        let parent = parts.joined(separator: "/")
        if parent.isEmpty { return path.hasPrefix("/") ? "/" : "." }
        return parent
    }
}

/// Writes a file whole or not at all.
enum OutputFile {
    /// Writes beside the file and takes its place once everything is there.
    static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandError.unwritable(path: path, .denied)
        }
    }
}

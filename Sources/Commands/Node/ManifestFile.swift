import Ledger

/// A node's manifest of keys, as it was handed over.
enum ManifestFile {
    /// Reads it; what it says is checked by whoever takes it.
    ///
    /// - Throws: `CommandError.notManifest` for any other file.
    static func read(_ path: String) throws(CommandError) -> SignedNote {
        do {
            return try SignedNote(try UserFiles.bytes(path, atMost: SignedNote.mostBytes))
        } catch let error as CommandError {
            throw error
        } catch {
            throw .notManifest(path: path)
        }
    }
}

/// The lines of a manifest that people compare by reading them aloud.
enum NodeKeyLine {
    /// Those lines, as they are shown.
    static func lines(of note: SignedNote) -> [StyledText] {
        note.text.split(separator: "\n")
            .filter { line in ["log ", "witness ", "msg "].contains { line.hasPrefix($0) } }
            .map { StyledText("  \($0)") }
    }
}

import FoundationEssentials
import Glibc
import Language

/// The directory that a training world is written into, and the list of what was written there.
struct TrainingFolder {
    /// The file that tells a directory which a training world wrote from any other.
    static let marker = "rastro-sample.txt"
    /// The marker's first line.
    private static let sign = "# rastro sample"
    private static let listing = "file "

    let path: String

    /// Makes the directory ready: new, empty, or rid of an earlier world's files.
    ///
    /// - Throws: `TrainingError.directoryNotEmpty` unless it may be forced.
    func prepare(force: Bool) throws(TrainingError) {
        var isDirectory = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
            guard isDirectory else { throw .notADirectory(path: path) }
            let found = try attempt(path) {
                try FileManager.default.contentsOfDirectory(atPath: path)
            }
            if let earlier = earlierFiles() {
                for file in earlier { try remove(file) }
            } else if let first = found.min(), !force {
                throw .directoryNotEmpty(path: path, found: first)
            }
        }
        for folder in ["us/books", "mx"] {
            try attempt(path) {
                try FileManager.default.createDirectory(
                    atPath: place(folder), withIntermediateDirectories: true)
            }
        }
    }

    /// The full path of a file of the world.
    func place(_ file: String) -> String { path.hasSuffix("/") ? path + file : "\(path)/\(file)" }

    /// Lists what will be written, before it is, so that an interrupted world can be replaced.
    func list(_ files: [String]) throws(TrainingError) {
        var lines = [TrainingFolder.sign]
        for tongue in Catalogue.carriedTongues {
            if let catalogue = Catalogue(carried: tongue) {
                lines.append("# " + catalogue(Phrase("training.marker")))
            }
        }
        lines += files.map { TrainingFolder.listing + $0 }
        var file = try TrainingFile(place(TrainingFolder.marker))
        try file.write(Array((lines.joined(separator: "\n") + "\n").utf8))
        try file.close()
    }

    /// What an earlier world wrote here; `nil` when none did.
    private func earlierFiles() -> [String]? {
        guard let data = FileManager.default.contents(atPath: place(TrainingFolder.marker)) else {
            return nil
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        guard lines.first.map(String.init) == TrainingFolder.sign else { return nil }
        return lines.filter { $0.hasPrefix(TrainingFolder.listing) }
            .map { String($0.dropFirst(TrainingFolder.listing.count)) }
            .filter(isOfAWorld)
    }

    /// A list may have been tampered with: nothing outside the world's own folders is removed.
    private func isOfAWorld(_ file: String) -> Bool {
        !file.split(separator: "/").contains("..") && file.hasSuffix(".csv")
            && (file.hasPrefix("us/") || file.hasPrefix("mx/") || file == "answers.csv")
    }

    private func remove(_ file: String) throws(TrainingError) {
        guard FileManager.default.fileExists(atPath: place(file)) else { return }
        try attempt(place(file)) { try FileManager.default.removeItem(atPath: place(file)) }
    }

    private func attempt<Value>(
        _ path: String, _ body: () throws -> Value
    ) throws(TrainingError) -> Value {
        do {
            return try body()
        } catch {
            throw .notWritten(path: path, reason: TrainingFolder.reason(error))
        }
    }

    /// What the system said.
    private static func reason(_ error: any Error) -> String {
        guard let underlying = (error as? CocoaError)?.underlying as? POSIXError else {
            return "\(error)"
        }
        return TrainingFile.reason(underlying.code.rawValue)
    }
}

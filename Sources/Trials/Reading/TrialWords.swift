import FoundationEssentials

/// What the numbers of a benchmark's columns mean: its `meta.json`.
public struct TrialWords: Sendable, Equatable, Decodable {
    /// A make, how else it is written, and its models.
    public struct Make: Sendable, Equatable, Decodable {
        /// The make's own name.
        public let name: String
        /// Other names for it.
        public let aliases: [String]
        /// The numbers of its models.
        public let models: [Int]
    }

    /// A model and the number of its make.
    public struct Model: Sendable, Equatable, Decodable {
        /// The number of the make.
        public let make: Int
        /// What the model is called.
        public let name: String
    }

    /// How many records there are.
    public let count: Int
    /// The makes, by number.
    public let makes: [Make]
    /// The models, by number.
    public let models: [Model]
    /// The calibres, by number.
    public let calibres: [String]

    private enum CodingKeys: String, CodingKey {
        case count = "N"
        case makes, models
        case calibres = "cals"
    }

    /// No larger description is read: 64 MiB.
    static let mostBytes = 64 << 20
    /// A record numbers its make and model in 16 bits.
    static let mostNames = 1 << 16
    /// A record numbers its calibre in 8 bits.
    static let mostCalibres = 1 << 8
    /// A longer name than this is none.
    static let longestName = 200

    /// Makes a description.
    public init(count: Int, makes: [Make], models: [Model], calibres: [String]) {
        self.count = count
        self.makes = makes
        self.models = models
        self.calibres = calibres
    }

    /// Reads a description; `path` is its name in errors.
    public init(json: [UInt8], path: String) throws(TrialsError) {
        do {
            self = try JSONDecoder().decode(TrialWords.self, from: Data(json))
        } catch let error as DecodingError {
            throw .description(path: path, field: TrialWords.field(error))
        } catch {
            throw .description(path: path, field: "JSON")
        }
        try requireSound(path)
    }

    /// Requires that every number names something.
    private func requireSound(_ path: String) throws(TrialsError) {
        guard (1...Int(UInt32.max)).contains(count) else {
            throw .description(path: path, field: "N")
        }
        guard (1...TrialWords.mostCalibres).contains(calibres.count),
            calibres.allSatisfy({ $0.utf8.count <= TrialWords.longestName })
        else { throw .description(path: path, field: "cals") }
        guard (1...TrialWords.mostNames).contains(models.count) else {
            throw .description(path: path, field: "models")
        }
        guard (1...TrialWords.mostNames).contains(makes.count) else {
            throw .description(path: path, field: "makes")
        }
        for (number, model) in models.enumerated() {
            guard makes.indices.contains(model.make),
                model.name.utf8.count <= TrialWords.longestName
            else { throw .description(path: path, field: "models.\(number)") }
        }
        for (number, make) in makes.enumerated() {
            guard
                make.models.allSatisfy({ models.indices.contains($0) && models[$0].make == number }
                ),
                make.models.count <= TrialWords.mostNames, make.aliases.count <= 1_000,
                ([make.name] + make.aliases).allSatisfy({
                    $0.utf8.count <= TrialWords.longestName
                })
            else { throw .description(path: path, field: "makes.\(number)") }
        }
    }

    private static func field(_ error: DecodingError) -> String {
        func joined(_ keys: [any CodingKey]) -> String {
            let path = keys.map { $0.intValue.map(String.init) ?? $0.stringValue }
            return path.isEmpty ? "JSON" : path.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return joined(context.codingPath + [key])
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            return joined(context.codingPath)
        @unknown default: return "JSON"
        }
    }
}

import Trials

/// A benchmark of a few records, made up by hand.
enum Fixture {
    static let json = """
        {"N": 4, "seed": 1, "series": [],
         "makes": [{"name": "NORTE & SUR", "aliases": ["NYS", "N & S"], "n": 2, "models": [0, 1]},
                   {"name": "OESTE", "aliases": [], "n": 2, "models": [2]}],
         "models": [{"make": 0, "name": "A1", "cals": [0]}, {"make": 0, "name": "B2", "cals": [1]},
                    {"make": 1, "name": "A1", "cals": [0]}],
         "cals": ["9MM", "22LR"]}
        """

    static let serials = ["AB1234", "AB1235", "C77", "99001"]

    static func words() throws -> TrialWords {
        try TrialWords(json: Array(json.utf8), path: "meta.json")
    }

    static func norm(_ serials: [String] = serials, width: Int = 12) throws -> ColumnFile {
        let numbers = serials.flatMap { serial in
            Array(serial.utf8) + [UInt8](repeating: 0, count: width - serial.utf8.count)
        }
        return try ColumnFile(
            bytes: ColumnBuilder(
                type: "|u1", shape: "(\(serials.count), \(width))", numbers: numbers
            ).bytes, path: "norm.npy")
    }

    static func column(_ name: String, _ kind: ColumnFile.Kind, _ values: [Int]) throws
        -> ColumnFile
    {
        try ColumnFile(bytes: ColumnBuilder.column(kind, values), path: name)
    }

    static func set(
        makes: [Int] = [0, 0, 1, 1], models: [Int] = [0, 1, 2, 2], calibres: [Int] = [0, 1, 0, 0]
    ) throws -> TrialSet {
        try TrialSet(
            words: words(), serials: norm(), makes: column("make.npy", .shorts, makes),
            models: column("model.npy", .shorts, models),
            calibres: column("cal.npy", .bytes, calibres))
    }

    static let heading =
        "qid\tcls\tsub\tmake_txt\tmodel_txt\tcal_txt\tserial_txt\tnorm_txt\ttrue_id\ttrue_make\tmake_how\tcollide"

    static func line(
        _ number: Int, _ kind: String, _ norm: String, _ truth: Int, make: String = "",
        model: String = "", calibre: String = ""
    ) -> String {
        "\(number)\t\(kind)\t\(kind)\t\(make)\t\(model)\t\(calibre)\t\(norm)\t\(norm)\t\(truth)\t0\texact\t0"
    }

    static func queries(_ lines: [String]) throws -> [TrialQuery] {
        let text = ([heading] + lines).joined(separator: "\n") + "\n"
        return try TrialQueries(tsv: Array(text.utf8), path: "q.tsv", records: 4).queries
    }
}

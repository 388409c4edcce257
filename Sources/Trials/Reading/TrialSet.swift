public import SerialIndex

/// The records of a benchmark, as they are written to a folder.
///
/// `gen_records.py` writes `norm.npy`, `make.npy`, `model.npy`, `cal.npy` and `meta.json`. A record's
/// number is its row.
public struct TrialSet: Sendable {
    /// What the columns' numbers mean.
    public let words: TrialWords
    /// The serials without dashes and spaces: ASCII, padded with zeros.
    public let serials: ColumnFile
    /// The distinct descriptions of the records.
    public let descriptors: [SerialDescriptor]
    private let models: ColumnFile
    private let calibres: ColumnFile
    private let places: [Int32]

    /// The most bytes that a serial may take.
    static let widest = 64

    /// How many records there are.
    public var count: Int { serials.rows }

    /// Opens a folder.
    ///
    /// - Throws: `TrialsError` when a file is missing or broken, or names what does not exist.
    /// - Complexity: O(records): every record's numbers are checked.
    public init(folder: String) throws(TrialsError) {
        let description = folder + "/meta.json"
        try self.init(
            words: TrialWords(
                json: SmallFile.bytes(description, most: TrialWords.mostBytes), path: description),
            serials: ColumnFile(path: folder + "/norm.npy"),
            makes: ColumnFile(path: folder + "/make.npy"),
            models: ColumnFile(path: folder + "/model.npy"),
            calibres: ColumnFile(path: folder + "/cal.npy"))
    }

    /// Makes a set of its columns.
    ///
    /// - Throws: `TrialsError` when they do not fit together.
    public init(
        words: TrialWords, serials: ColumnFile, makes: ColumnFile, models: ColumnFile,
        calibres: ColumnFile
    ) throws(TrialsError) {
        try serials.require(.bytes, rows: words.count, width: 1...TrialSet.widest)
        try makes.require(.shorts, rows: words.count, width: nil)
        try models.require(.shorts, rows: words.count, width: nil)
        try calibres.require(.bytes, rows: words.count, width: nil)
        var places = [Int32](repeating: -1, count: words.models.count * words.calibres.count)
        var descriptors: [SerialDescriptor] = []
        for row in 0..<words.count {
            let model = models.number(row)
            let calibre = calibres.number(row)
            guard words.models.indices.contains(model) else {
                let most = words.models.count - 1
                throw .number(path: models.path, row: row, found: model, most: most)
            }
            guard words.calibres.indices.contains(calibre) else {
                let most = words.calibres.count - 1
                throw .number(path: calibres.path, row: row, found: calibre, most: most)
            }
            let make = words.models[model].make
            guard makes.number(row) == make else {
                let found = makes.number(row)
                throw .otherMake(path: makes.path, row: row, found: found, expected: make)
            }
            let place = model * words.calibres.count + calibre
            guard places[place] < 0 else { continue }
            places[place] = Int32(descriptors.count)
            descriptors.append(
                SerialDescriptor(
                    make: UInt32(make), model: UInt32(model), calibre: UInt32(calibre)))
        }
        self.words = words
        self.serials = serials
        self.models = models
        self.calibres = calibres
        self.descriptors = descriptors
        self.places = places
    }

    /// Lets the pages of the columns go that were read.
    func letGo() {
        for column in [serials, models, calibres] { column.letGo() }
    }

    /// The place of a record's description among the distinct ones.
    public func descriptor(of row: Int) -> Int {
        Int(places[models.number(row) * words.calibres.count + calibres.number(row)])
    }
}

/// Where a report comes from: the files that were read, the books that were asked, and with what.
public struct ReportSource: Sendable {
    /// A file of recoveries.
    public struct File: Sendable {
        let name: String
        let rows: Int
        let problemRows: Int
        let fingerprint: String?

        /// Makes a file from its name, how many rows it has and in how many something is wrong.
        ///
        /// The fingerprint is the hexadecimal hash of its bytes; eight characters are shown.
        public init(name: String, rows: Int, problemRows: Int, fingerprint: String? = nil) {
            self.name = name
            self.rows = rows
            self.problemRows = problemRows
            self.fingerprint = fingerprint
        }
    }

    let files: [File]
    let booksAsked: Int?
    let threshold: Double
    let version: String

    /// Makes a source from its files, the number of books asked, the threshold and the version.
    ///
    /// - Parameter booksAsked: `nil` where others asked them, and did not say how many there are.
    public init(files: [File], booksAsked: Int?, threshold: Double, version: String) {
        self.files = files
        self.booksAsked = booksAsked
        self.threshold = threshold
        self.version = version
    }
}

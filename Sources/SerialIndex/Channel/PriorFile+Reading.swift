extension PriorFile {
    /// Reads a file's text.
    ///
    /// - Throws: `PriorFileError` for the first thing that is not as it has to be.
    public init(reading text: String) throws(PriorFileError) {
        let numbers = try PriorNumbers(text)
        guard let version = numbers.find("version") else { throw .missing(name: "version") }
        guard version.number == Double(PriorFile.version) else {
            throw .version(
                line: version.line, found: version.text, expected: PriorFile.version)
        }
        guard let dated = numbers.find("dated") else { throw .missing(name: "dated") }
        guard let day = Int(exactly: dated.number), PriorFile.isDay(day) else {
            throw .notADay(line: dated.line, found: dated.text)
        }
        let questions = try numbers.count("learnt.questions", 0...PriorFile.mostQuestions)
        let confirmed = try numbers.count("learnt.confirmed", 0...questions)
        var causes: [Double] = []
        for cause in ChannelWeights.Cause.allCases {
            causes.append(try numbers.share("cause.\(cause.name)"))
        }
        let sum = causes.reduce(0, +)
        let expected = 1 - PriorFile.tolerance...1 + PriorFile.tolerance
        guard expected.contains(sum) else { throw .sum(found: sum, expected: expected) }
        self.init(
            dated: day, questions: questions, confirmed: confirmed,
            // What adds up but for the last bits is kept as it is, so that a file read is the file written.
            causes: abs(sum - 1) < 1e-12 ? causes : causes.map { $0 / sum },
            calibration: try numbers.calibration("calibration"),
            presumed: try numbers.calibration("presumed"))
    }
}

/// The numbers of a prior's file by their names.
private struct PriorNumbers {
    struct Entry {
        let line: Int
        let number: Double
        let text: String
    }

    private var entries: [String: Entry] = [:]

    init(_ text: String) throws(PriorFileError) {
        let size = text.utf8.count
        guard size <= PriorFile.largestSize else {
            throw .tooLarge(found: size, limit: PriorFile.largestSize)
        }
        let lines = text.utf8.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == UInt8(ascii: "\n") })
        for (index, line) in lines.enumerated() { try read(line, number: index + 1) }
    }

    private mutating func read(
        _ line: Substring.UTF8View, number: Int
    ) throws(PriorFileError) {
        let line = PriorNumbers.trimmed(line)
        guard let first = line.first, first != UInt8(ascii: "#") else { return }
        let parts = line.split(
            separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        let found = PriorNumbers.excerpt(line)
        guard parts.count == 2 else { throw .notAnAssignment(line: number, found: found) }
        let name = String(Substring(PriorNumbers.trimmed(parts[0])))
        let value = PriorNumbers.trimmed(parts[1])
        guard value.count <= 32, value.allSatisfy(PriorNumbers.isOfNumber),
            let parsed = Double(Substring(value))
        else { throw .notAnAssignment(line: number, found: found) }
        guard PriorNumbers.names.contains(name) else {
            throw .unknownName(line: number, found: PriorNumbers.excerpt(parts[0]))
        }
        if let before = entries[name] {
            throw .repeated(line: number, name: name, first: before.line)
        }
        entries[name] = Entry(line: number, number: parsed, text: String(Substring(value)))
    }

    /// The number of a name, if it is there.
    func find(_ name: String) -> Entry? { entries[name] }

    /// A share, 0...1.
    func share(_ name: String) throws(PriorFileError) -> Double {
        guard let entry = entries[name] else { throw .missing(name: name) }
        guard (0...1).contains(entry.number) else {
            throw .outOfRange(line: entry.line, name: name, found: entry.text, expected: 0...1)
        }
        return entry.number
    }

    /// A whole number within bounds.
    func count(_ name: String, _ bounds: ClosedRange<Int>) throws(PriorFileError) -> Int {
        guard let entry = entries[name] else { throw .missing(name: name) }
        guard let count = Int(exactly: entry.number), bounds.contains(count) else {
            throw .outOfRange(
                line: entry.line, name: name, found: entry.text,
                expected: Double(bounds.lowerBound)...Double(bounds.upperBound))
        }
        return count
    }

    /// The three numbers of a calibration: all, or none.
    func calibration(_ prefix: String) throws(PriorFileError) -> Calibration? {
        let names = ["error", "brier", "questions"].map { "\(prefix).\($0)" }
        guard names.contains(where: { entries[$0] != nil }) else { return nil }
        return Calibration(
            error: try share(names[0]), brier: try share(names[1]),
            questions: try count(names[2], 1...PriorFile.mostQuestions))
    }

    /// Every name that a file may have.
    private static let names: Set<String> = {
        var names: Set = ["version", "dated", "learnt.questions", "learnt.confirmed"]
        for cause in ChannelWeights.Cause.allCases { names.insert("cause.\(cause.name)") }
        for prefix in ["calibration", "presumed"] {
            for name in ["error", "brier", "questions"] { names.insert("\(prefix).\(name)") }
        }
        return names
    }()

    /// Tells whether a byte may be part of a decimal number.
    private static func isOfNumber(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }

    /// The beginning of a text, for an error.
    private static func excerpt(_ text: Substring.UTF8View) -> String {
        String(decoding: text.prefix(80), as: UTF8.self)
    }
}

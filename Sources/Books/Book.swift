public import Chronology
import SerialIndex

/// A custodian's bound book in memory: what a keeper looks into to answer about one firearm.
///
/// Lines are kept in columns and their texts in one run of bytes, about 150 bytes a line, so that a
/// hundred books fit where objects would not. There is no index by person, and none can be asked for.
public struct Book: Sendable {
    /// The number of the licence whose book this is.
    public let licence: String
    /// The distinct descriptions of firearms in the book.
    public private(set) var descriptions: [BookDescription] = []

    private var descriptionOf: [UInt16] = []
    private var rows: [Int32] = []
    private var acquired: [Int32] = []
    private var disposed: [Int32] = []
    private var textStarts: [UInt32] = [0]
    private var texts: [UInt8] = []
    private var serials: SerialFinder?

    /// The most distinct descriptions that one book may have.
    public static let mostDescriptions = Int(UInt16.max)

    /// Stands for a day that was not written or could not be read.
    private static let noDay = Int32.min
    /// Sets the texts of a line apart; it occurs in none of them.
    private static let separator: UInt8 = 0x1F

    init(licence: String) {
        self.licence = licence
    }

    /// Makes a book of lines, each with what its firearm is.
    public init(licence: String, lines: [(firearm: BookDescription, line: BookLine)]) {
        self.init(licence: licence)
        var known: [BookDescription: Int] = [:]
        for (firearm, line) in lines {
            let index = known[firearm] ?? describe(firearm)
            known[firearm] = index
            append(line, description: index)
        }
        sealIndex()
    }

    /// How many lines the book has.
    public var count: Int { rows.count }

    /// Finds the lines whose serial is within a number of mistakes of a pattern, fewest first.
    func lines(
        fitting pattern: SerialPattern, within mistakes: Int
    ) -> [(line: Int, mistakes: Int)] {
        // An index in memory, which a book's is, can not be found damaged.
        let hits = try? serials?.records(fitting: pattern, within: mistakes)
        return (hits ?? []).map { ($0.record, $0.mistakes) }
    }

    /// Appends a line about the firearm of a description; `sealIndex()` must follow the last one.
    mutating func append(_ line: BookLine, description: Int) {
        descriptionOf.append(UInt16(clamping: description))
        rows.append(Int32(clamping: line.row))
        acquired.append(line.acquisition.on?.number ?? Book.noDay)
        disposed.append(line.disposition.on?.number ?? Book.noDay)
        for text in [
            line.serial, line.acquisition.from.name, line.acquisition.from.addressOrLicence,
            line.disposition.to.name, line.disposition.to.addressOrLicence, line.document,
            line.born,
        ] {
            texts.append(contentsOf: text.utf8.lazy.filter { $0 != Book.separator })
            texts.append(Book.separator)
        }
        textStarts.append(UInt32(texts.count))
    }

    /// Adds a description and returns its place among `descriptions`.
    mutating func describe(_ description: BookDescription) -> Int {
        descriptions.append(description)
        return descriptions.count - 1
    }

    /// Builds the index of serials once all lines are in.
    mutating func sealIndex() {
        let nothing = SerialDescriptor(
            make: SerialDescriptor.unknown, model: SerialDescriptor.unknown,
            calibre: SerialDescriptor.unknown)
        var builder = SegmentBuilder(descriptors: [nothing])
        do throws(SerialIndexError) {
            for line in 0..<count {
                try builder.add(
                    identifier: UInt32(line), descriptor: 0,
                    serial: SerialCodes(text(0, ofLine: line)))
            }
            serials = SerialFinder(try builder.buildAlone())
        } catch {
            preconditionFailure("an index in memory touches no file and can not fail: \(error)")
        }
    }

    /// The serial of a line, as written.
    public func serial(ofLine line: Int) -> String { text(0, ofLine: line) }

    /// What the firearm of a line is.
    public func description(ofLine line: Int) -> BookDescription {
        descriptions[Int(descriptionOf[line])]
    }

    /// The place of a line's description among `descriptions`.
    public func descriptionIndex(ofLine line: Int) -> Int { Int(descriptionOf[line]) }

    /// The day on which the firearm of a line was acquired.
    public func acquiredOn(line: Int) -> Day? {
        acquired[line] == Book.noDay ? nil : Day(number: acquired[line])
    }

    /// One line of the book, whole.
    public func entry(ofLine line: Int, words: DispositionWords) -> BookEntry {
        let parts = texts[Int(textStarts[line])..<Int(textStarts[line + 1])]
            .split(separator: Book.separator, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let day = disposed[line] == Book.noDay ? nil : Day(number: disposed[line])
        return BookEntry(
            row: Int(rows[line]), firearm: description(ofLine: line), serial: parts[0],
            acquiredOn: acquiredOn(line: line),
            acquiredFrom: Party(name: parts[1], addressOrLicence: parts[2]),
            disposition: Disposition(
                name: parts[3], addressOrLicence: parts[4], document: parts[5], born: parts[6],
                on: day, words: words))
    }

    private func text(_ index: Int, ofLine line: Int) -> String {
        var start = Int(textStarts[line])
        for _ in 0..<index {
            while texts[start] != Book.separator { start += 1 }
            start += 1
        }
        var end = start
        while texts[end] != Book.separator { end += 1 }
        return String(decoding: texts[start..<end], as: UTF8.self)
    }
}

/// One line on its way into a book.
public struct BookLine: Sendable {
    /// The line of the book's file.
    public let row: Int
    /// The serial as written.
    public let serial: String
    /// When and from whom the firearm came.
    public let acquisition: (on: Day?, from: Party)
    /// When and to whom it went, both empty when nothing was written.
    public let disposition: (on: Day?, to: Party)
    /// The number of the form or other document of the disposition.
    public let document: String
    /// The buyer's day of birth as written, empty for a licensee.
    public let born: String

    /// Makes a line.
    public init(
        row: Int, serial: String, acquisition: (on: Day?, from: Party),
        disposition: (on: Day?, to: Party), document: String = "", born: String = ""
    ) {
        self.row = row
        self.serial = serial
        self.acquisition = acquisition
        self.disposition = disposition
        self.document = document
        self.born = born
    }
}

extension Disposition {
    /// Understands the disposition columns of a line.
    init(
        name: String, addressOrLicence: String, document: String, born: String, on day: Day?,
        words: DispositionWords
    ) {
        if name.isEmpty, addressOrLicence.isEmpty, document.isEmpty {
            self = .missing
        } else if words.saysTheft(name, document) {
            self = .theftOrLoss(on: day)
        } else if words.saysExport(name, document) {
            self = .exported(to: name, on: day)
        } else if LicenceNumber.looksLikeOne(addressOrLicence) {
            self = .licensee(number: addressOrLicence, name: name, on: day)
        } else if name.isEmpty {
            self = .missing
        } else if born.isEmpty, words.saysGovernment(name) {
            // An officer who buys for himself has a day of birth in the book; an agency has none.
            self = .government(agency: name, on: day)
        } else {
            let buyer = Party(name: name, addressOrLicence: addressOrLicence)
            self = .retail(buyer: buyer, born: born, document: document, on: day)
        }
    }
}

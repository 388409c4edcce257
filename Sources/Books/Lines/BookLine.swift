public import Chronology

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
        self.serial = LineTextRun.cleaned(serial)
        self.acquisition = (acquisition.on, acquisition.from.cleaned)
        self.disposition = (disposition.on, disposition.to.cleaned)
        self.document = LineTextRun.cleaned(document)
        self.born = LineTextRun.cleaned(born)
    }
}

extension Party {
    fileprivate var cleaned: Party {
        Party(
            name: LineTextRun.cleaned(name),
            addressOrLicence: LineTextRun.cleaned(addressOrLicence))
    }
}

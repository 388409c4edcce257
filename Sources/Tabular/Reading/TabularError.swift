public import Language

/// Why a table could not be read or written.
public enum TabularError: Error, Hashable, Sendable, Sayable {
    /// The file can not be opened; the code is POSIX's `errno`.
    case cannotOpen(String, code: Int32)
    /// The path is a folder.
    case isDirectory(String)
    /// The file broke off while it was read; the code is POSIX's `errno`.
    case cannotRead(String, code: Int32)
    /// The file can not be written; the code is POSIX's `errno`.
    case cannotWrite(String, code: Int32)
    /// The file holds nothing, or nothing but blank lines.
    case empty(String)
    /// No row of the file could be read; this is what is wrong with the first.
    case noReadableRow(String, RowProblem)
    /// The sheet of the workbook holds nothing.
    case emptySheet(String, sheet: String, sheets: [String])
    /// The file is not a table that is read here, but something else.
    case notATable(String, ForeignFile)
    /// A workbook has no sheet of this name.
    case noSuchSheet(String, sheet: String, sheets: [String])
    /// A part of the workbook is missing or broken.
    case damagedWorkbook(String, part: String)
    /// A part of the file is larger than any may be.
    case tooLarge(String, part: String, limit: Int)
    /// A table to be written has more rows or columns than a sheet holds.
    case tooLargeToWrite(String, limit: Int)
    /// A text to be written has more characters than a sheet's cell holds; rows count from 1.
    case cellTooLongToWrite(String, row: Int, limit: Int)

    /// What failed, where, what was found and what to do.
    public var phrase: Phrase {
        switch self {
        case .cannotOpen(let file, let code): Self.openPhrase(file, code)
        case .isDirectory(let file):
            Phrase("tabular.error.directory", ["file": .text(file)])
        case .cannotRead(let file, let code):
            Phrase(
                "tabular.error.read",
                ["file": .text(file), "reason": .text(SystemMessage.text(code))])
        case .cannotWrite(let file, let code):
            Phrase(
                "tabular.error.write",
                ["file": .text(file), "reason": .text(SystemMessage.text(code))])
        case .empty(let file): Phrase("tabular.error.empty", ["file": .text(file)])
        case .noReadableRow(let file, let problem):
            Phrase(
                "tabular.error.no_readable_row",
                [
                    "file": .text(file), "row": .text(String(problem.number)),
                    "problem": .phrase(problem.phrase),
                ])
        case .emptySheet(let file, let sheet, let sheets):
            Phrase(
                "tabular.error.empty_sheet",
                ["file": .text(file), "sheet": .text(sheet), "sheets": Self.list(sheets)])
        case .notATable(let file, let kind):
            Phrase(
                "tabular.error.foreign",
                ["file": .text(file), "kind": .phrase(kind.phrase)])
        case .noSuchSheet(let file, let sheet, let sheets):
            Phrase(
                "tabular.error.no_sheet",
                ["file": .text(file), "sheet": .text(sheet), "sheets": Self.list(sheets)])
        case .damagedWorkbook(let file, let part):
            Phrase("tabular.error.damaged", ["file": .text(file), "part": .text(part)])
        case .tooLarge(let file, let part, let limit):
            Phrase(
                "tabular.error.too_large",
                ["file": .text(file), "part": .text(part), "limit": .count(limit)])
        case .tooLargeToWrite(let file, let limit):
            Phrase(
                "tabular.error.too_large_to_write",
                ["file": .text(file), "limit": .count(limit)])
        case .cellTooLongToWrite(let file, let row, let limit):
            Phrase(
                "tabular.error.cell_too_long_to_write",
                ["file": .text(file), "row": .text(String(row)), "limit": .count(limit)])
        }
    }

    private static func openPhrase(_ file: String, _ code: Int32) -> Phrase {
        switch SystemMessage.kind(code) {
        case .missing: Phrase("tabular.error.missing", ["file": .text(file)])
        case .denied: Phrase("tabular.error.denied", ["file": .text(file)])
        case .other:
            Phrase(
                "tabular.error.open",
                ["file": .text(file), "reason": .text(SystemMessage.text(code))])
        }
    }

    private static func list(_ names: [String]) -> Fact {
        .text(names.joined(separator: ", "))
    }
}

/// A file that is no table that is read here, told by its content.
public enum ForeignFile: Hashable, Sendable, CaseIterable, Sayable {
    /// A workbook that a password protects.
    case encryptedWorkbook
    /// A workbook of Excel 97-2003.
    case oldWorkbook
    /// A binary workbook, `.xlsb`.
    case binaryWorkbook
    /// An OpenDocument file, such as `.ods`.
    case openDocument
    /// Another document of an office program.
    case officeDocument
    /// A zip file without a workbook.
    case zip
    /// Another compressed file.
    case compressed
    /// A PDF file.
    case pdf
    /// A picture.
    case picture
    /// A web page or an XML file, as some programs export under the name of a workbook.
    case markup
    /// Data for programs: JSON, GeoJSON.
    case json
    /// Nothing known, and not text.
    case binary

    /// What the file is, and what to do with it.
    public var phrase: Phrase {
        switch self {
        case .encryptedWorkbook: Phrase("tabular.foreign.encrypted_workbook")
        case .oldWorkbook: Phrase("tabular.foreign.old_workbook")
        case .binaryWorkbook: Phrase("tabular.foreign.binary_workbook")
        case .openDocument: Phrase("tabular.foreign.open_document")
        case .officeDocument: Phrase("tabular.foreign.office_document")
        case .zip: Phrase("tabular.foreign.zip")
        case .compressed: Phrase("tabular.foreign.compressed")
        case .pdf: Phrase("tabular.foreign.pdf")
        case .picture: Phrase("tabular.foreign.picture")
        case .markup: Phrase("tabular.foreign.markup")
        case .json: Phrase("tabular.foreign.json")
        case .binary: Phrase("tabular.foreign.binary")
        }
    }
}

public import Language

/// What a table turned out to be, with the evidence on which that was decided.
public struct TableDescription: Hashable, Sendable {
    /// The kinds of file that are read; the raw value is the name to a person.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        case csv = "CSV"
        case xlsx = "XLSX"
    }

    /// The file's path, or the name given to bytes in memory.
    public let name: String
    /// The kind of file, told by its content.
    public let format: Format
    /// The encoding of a CSV file.
    public let encoding: EncodingChoice?
    /// The delimiter of a CSV file.
    public let delimiter: DelimiterChoice?
    /// The sheet of a workbook that is read.
    public let sheet: String?
    /// All sheets of a workbook, in its order, hidden ones included.
    public let sheets: [String]
    /// The headings, without space around them; a column without one has an empty heading.
    public let header: [String]
    /// The line or sheet row on which the header stands, from 1.
    public let headerRow: Int
    /// How many rows stand above the header, blank ones aside.
    public let rowsAbove: Int

    /// What the table is and why, one phrase for each decision.
    public var phrases: [Phrase] {
        var phrases: [Phrase] = []
        if let encoding { phrases.append(encoding.phrase) }
        if let delimiter { phrases.append(delimiter.phrase) }
        if let sheet {
            phrases.append(
                Phrase(
                    "tabular.sheet.taken",
                    ["sheet": .text(sheet), "count": .count(sheets.count)]))
        }
        phrases.append(
            Phrase(
                "tabular.header.taken",
                ["row": .text(String(headerRow)), "above": .count(rowsAbove)]))
        return phrases
    }
}

/// The encoding of a CSV file and what it was told by.
public struct EncodingChoice: Hashable, Sendable, Sayable {
    /// What an encoding was told by, in the first block of the file.
    public enum Evidence: Hashable, Sendable {
        /// It was given.
        case given
        /// A byte order mark begins the file.
        case byteOrderMark
        /// Every other byte is zero, for this share of the pairs.
        case zeroBytes(share: Double)
        /// Nothing but ASCII.
        case asciiAlone
        /// This many sequences of several bytes are valid UTF-8, and this many bytes are not.
        case sequences(valid: Int, invalid: Int)
    }

    /// The encoding.
    public let encoding: TextEncoding
    /// What it was told by.
    public let evidence: Evidence

    /// The encoding and its evidence in words.
    public var phrase: Phrase {
        let name = Fact.text(encoding.rawValue)
        return switch evidence {
        case .given: Phrase("tabular.encoding.given", ["encoding": name])
        case .byteOrderMark: Phrase("tabular.encoding.mark", ["encoding": name])
        case .zeroBytes(let share):
            Phrase(
                "tabular.encoding.zeros", ["encoding": name, "share": .share(share, places: 0)])
        case .asciiAlone: Phrase("tabular.encoding.ascii", ["encoding": name])
        case .sequences(let valid, let invalid):
            Phrase(
                "tabular.encoding.sequences",
                ["encoding": name, "valid": .count(valid), "invalid": .count(invalid)])
        }
    }
}

/// The delimiter of a CSV file and what it was told by.
public struct DelimiterChoice: Hashable, Sendable, Sayable {
    /// What a delimiter was told by.
    public enum Evidence: Hashable, Sendable {
        /// It was given.
        case given
        /// The first line says so, as Excel's `sep=;` does.
        case said
        /// So many of the rows looked at have the same number of cells.
        case agreement(rows: Int, of: Int, cells: Int)
        /// No delimiter divides the rows: there is one column.
        case oneColumn
    }

    /// The delimiter.
    public let delimiter: Delimiter
    /// What it was told by.
    public let evidence: Evidence

    /// The delimiter and its evidence in words.
    public var phrase: Phrase {
        let name = Fact.phrase(Self.name(of: delimiter))
        return switch evidence {
        case .given: Phrase("tabular.delimiter.given", ["delimiter": name])
        case .said: Phrase("tabular.delimiter.said", ["delimiter": name])
        case .agreement(let rows, let all, let cells):
            Phrase(
                "tabular.delimiter.agreement",
                [
                    "delimiter": name, "rows": .count(rows), "all": .count(all),
                    "cells": .count(cells),
                ])
        case .oneColumn: Phrase("tabular.delimiter.one_column")
        }
    }

    private static func name(of delimiter: Delimiter) -> Phrase {
        switch delimiter {
        case .comma: Phrase("tabular.delimiter.comma")
        case .semicolon: Phrase("tabular.delimiter.semicolon")
        case .tab: Phrase("tabular.delimiter.tab")
        case .pipe: Phrase("tabular.delimiter.pipe")
        }
    }
}

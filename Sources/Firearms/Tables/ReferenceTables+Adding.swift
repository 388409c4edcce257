extension ReferenceTables {
    /// Adds the rows of a table file, and sees that the codes that they name are there.
    mutating func append(_ file: TableFile) throws(FirearmsError) {
        for row in file.rows {
            switch file.table {
            case .firms: try appendFirm(row)
            case .models: models += try Model.family(row)
            case .calibres: try appendCalibre(row)
            case .kinds: try appendKind(row)
            case .countries: try appendCountry(row)
            case .words: try appendWords(row)
            case .serialFormats: try appendSerialFormat(row)
            }
        }
        // After all rows, because a row may name one that stands below it.
        for row in file.rows { try checkCodes(of: row, in: file.table) }
        if file.table == .firms { try checkAliases(of: file.rows) }
        sources.append(
            Source(file: file.rows.first?.file ?? "", version: file.version, date: file.date))
    }

    private mutating func appendFirm(_ row: TableFile.Row) throws(FirearmsError) {
        let code = FirmCode(row.text("code"))
        if let position = firmPositions[code] {
            firms[position] = try Firm(row, extending: firms[position])
        } else {
            firms.append(try Firm(row, extending: nil))
            firmPositions[code] = firms.count - 1
        }
    }

    private mutating func appendCalibre(_ row: TableFile.Row) throws(FirearmsError) {
        let code = CalibreCode(row.text("code"))
        if let position = calibrePositions[code] {
            calibres[position] = try Calibre(row, extending: calibres[position])
        } else {
            calibres.append(try Calibre(row, extending: nil))
            calibrePositions[code] = calibres.count - 1
        }
    }

    private mutating func appendKind(_ row: TableFile.Row) throws(FirearmsError) {
        let kind = Kind(row.text("code"))
        if let position = kindPositions[kind] {
            kinds[position] = try KindEntry(row, extending: kinds[position])
        } else {
            kinds.append(try KindEntry(row, extending: nil))
            kindPositions[kind] = kinds.count - 1
        }
    }

    private mutating func appendCountry(_ row: TableFile.Row) throws(FirearmsError) {
        let code = CountryCode(row.text("code"))
        if let position = countryPositions[code] {
            countries[position] = try Country(row, extending: countries[position])
        } else {
            countries.append(try Country(row, extending: nil))
            countryPositions[code] = countries.count - 1
        }
    }

    private mutating func appendWords(_ row: TableFile.Row) throws(FirearmsError) {
        let text = try row.needed("meaning")
        guard let meaning = WordMeaning(rawValue: text) else {
            let expected = WordMeaning.allCases.map(\.rawValue).joined(separator: ", ")
            throw row.wrong("meaning", text, expected: expected)
        }
        words[meaning, default: []] += row.list("words")
    }

    private mutating func appendSerialFormat(_ row: TableFile.Row) throws(FirearmsError) {
        let format = try FirmSerialFormat(row)
        serialFormats.append(format)
        serialFormatsByFirm[format.firm, default: []].append(format)
    }

    private func checkCodes(
        of row: TableFile.Row, in table: TableName
    ) throws(FirearmsError) {
        let firmColumns: [String]
        switch table {
        case .firms: firmColumns = ["importers", "related"]
        case .models: firmColumns = ["firms"]
        case .serialFormats: firmColumns = ["firm"]
        case .calibres, .kinds, .countries, .words: firmColumns = []
        }
        for column in firmColumns {
            try check(row, column) { $0 == "*" || firmPositions[FirmCode($0)] != nil }
        }
        if table == .firms {
            try check(row, "countries") { countryPositions[CountryCode($0)] != nil }
        }
        if table == .models {
            try check(row, "calibres") { calibrePositions[CalibreCode($0)] != nil }
        }
        if table == .calibres {
            try check(row, "compatible") { calibrePositions[CalibreCode($0)] != nil }
        }
        if table == .kinds {
            try check(row, "compatible") { kindPositions[Kind($0)] != nil }
        } else {
            try check(row, "kinds") { kindPositions[Kind($0)] != nil }
        }
    }

    private func check(
        _ row: TableFile.Row, _ column: String, isKnown: (String) -> Bool
    ) throws(FirearmsError) {
        for text in row.list(column) where !isKnown(text) {
            throw .unknownCode(
                FilePlace(file: row.file, line: row.line, column: column), found: text)
        }
    }

    /// Sees that a name belongs to one firm alone, unless each row that has it says `~`.
    private func checkAliases(of rows: [TableFile.Row]) throws(FirearmsError) {
        var holders: [String: FirmCode] = [:]
        for firm in firms {
            for text in firm.plainNames {
                let key = FoldedText(text).compact
                if holders[key] == nil { holders[key] = firm.code }
            }
        }
        for row in rows {
            let code = FirmCode(row.text("code"))
            for text in row.list("aliases") + [row.text("name")] where !text.hasPrefix("~") {
                guard let holder = holders[FoldedText(text).compact], holder != code else {
                    continue
                }
                throw .aliasTaken(
                    FilePlace(file: row.file, line: row.line, column: "aliases"), found: text,
                    holder: holder.description)
            }
        }
    }
}

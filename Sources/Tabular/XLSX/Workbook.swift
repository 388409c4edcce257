/// What a workbook says of itself: its sheets, its styles, its texts.
struct Workbook {
    /// A sheet of cells.
    struct Sheet {
        let name: String
        let isHidden: Bool
        /// The part of the zip file that holds the cells.
        let part: String
    }

    let archive: ZipArchive
    let sheets: [Sheet]
    let texts: SharedTexts
    let styles: CellStyles

    /// Reads everything but the sheets.
    init(_ archive: ZipArchive, limits: TableLimits) throws(TabularError) {
        self.archive = archive
        guard archive.count <= limits.zipEntries else {
            throw .tooLarge(archive.name, part: "zip", limit: limits.zipEntries)
        }
        let path = try Workbook.path(in: archive, limits)
        let folder = String(
            path.prefix { $0 != "/" }.count == path.count
                ? "" : path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let file = path[
            (path.lastIndex(of: "/").map { path.index(after: $0) }
                ?? path.startIndex)...]
        let relations = try Relations(
            archive, part: (folder.isEmpty ? "" : folder + "/") + "_rels/\(file).rels",
            folder: folder, limits)
        let contents = try WorkbookContents(archive, part: path, limits)
        sheets = contents.sheets.compactMap { sheet in
            // A chart or a dialog on a sheet of its own has no cells.
            guard let target = relations.target(id: sheet.relation, kind: "worksheet") else {
                return nil
            }
            return Sheet(name: sheet.name, isHidden: sheet.isHidden, part: target)
        }
        if let part = relations.target(kind: "styles"),
            let entry = try archive.open(part, limit: limits.partBytes, limits: limits)
        {
            styles = try CellStyles(entry, uses1904: contents.uses1904)
        } else {
            styles = CellStyles(uses1904: contents.uses1904)
        }
        if let part = relations.target(kind: "sharedStrings"),
            let entry = try archive.open(part, limit: limits.sheetBytes, limits: limits)
        {
            texts = try SharedTexts(entry, limits: limits)
        } else {
            texts = SharedTexts()
        }
    }

    /// The part that lists the sheets.
    private static func path(
        in archive: ZipArchive, _ limits: TableLimits
    ) throws(TabularError) -> String {
        let relations = try Relations(archive, part: "_rels/.rels", folder: "", limits)
        if let path = relations.target(kind: "officeDocument") {
            if path.lowercased().hasSuffix(".bin") {
                throw .notATable(archive.name, .binaryWorkbook)
            }
            guard path.lowercased().contains("workbook") || archive.holds("xl/workbook.xml")
            else { throw .notATable(archive.name, .officeDocument) }
            return path
        }
        if archive.holds("xl/workbook.xml") { return "xl/workbook.xml" }
        if archive.holds("mimetype"), archive.holds("content.xml") {
            throw .notATable(archive.name, .openDocument)
        }
        throw .notATable(archive.name, .zip)
    }

    /// The sheet of a name, or the first visible one.
    func sheet(named wanted: String?) throws(TabularError) -> Sheet {
        let names = sheets.map(\.name)
        guard let first = sheets.first else {
            throw .damagedWorkbook(archive.name, part: "workbook.xml")
        }
        guard let wanted else { return sheets.first { !$0.isHidden } ?? first }
        let folded = wanted.trimmed.lowercased()
        let found =
            sheets.first { $0.name == wanted }
            ?? sheets.first { $0.name.trimmed.lowercased() == folded }
        guard let found else {
            throw .noSuchSheet(archive.name, sheet: wanted, sheets: names)
        }
        return found
    }
}

/// The list of sheets, and from which day dates are counted.
private struct WorkbookContents {
    private(set) var sheets: [(name: String, isHidden: Bool, relation: String)] = []
    private(set) var uses1904 = false

    init(
        _ archive: ZipArchive, part: String, _ limits: TableLimits
    ) throws(TabularError) {
        guard let entry = try archive.open(part, limit: limits.partBytes, limits: limits) else {
            throw .damagedWorkbook(archive.name, part: part)
        }
        let xml = try XMLPart(entry)
        while try xml.advance() {
            guard xml.node == .start else { continue }
            switch xml.name {
            case .sheet:
                var sheet = (name: "", isHidden: false, relation: "")
                xml.forEachAttribute { name, value in
                    switch name {
                    case "name": sheet.name = value
                    case "state": sheet.isHidden = value != "visible"
                    case "id": sheet.relation = value
                    default: break
                    }
                }
                sheets.append(sheet)
            case .workbookPr:
                xml.forEachAttribute { name, value in
                    if name == "date1904" { uses1904 = value == "1" || value == "true" }
                }
            default: break
            }
        }
    }
}

/// Which part of a workbook refers to which (ISO 29500-2, 6.5).
private struct Relations {
    private var all: [(id: String, kind: String, target: String)] = []

    init(
        _ archive: ZipArchive, part: String, folder: String, _ limits: TableLimits
    ) throws(TabularError) {
        guard let entry = try archive.open(part, limit: limits.partBytes, limits: limits) else {
            return
        }
        let xml = try XMLPart(entry)
        while try xml.advance() {
            guard xml.node == .start, xml.name == .relationship else { continue }
            var relation = (id: "", kind: "", target: "")
            xml.forEachAttribute { name, value in
                switch name {
                case "Id": relation.id = value
                // The strict and the transitional form differ in all but the last word.
                case "Type": relation.kind = String(value.split(separator: "/").last ?? "")
                case "Target": relation.target = Relations.resolve(value, in: folder)
                default: break
                }
            }
            all.append(relation)
        }
    }

    func target(id: String, kind: String) -> String? {
        all.first { $0.id == id && $0.kind == kind }?.target
    }

    func target(kind: String) -> String? {
        all.first { $0.kind == kind }?.target
    }

    private static func resolve(_ target: String, in folder: String) -> String {
        var steps = target.hasPrefix("/") ? [] : folder.split(separator: "/")
        for step in target.split(separator: "/") {
            switch step {
            case ".": break
            case "..": _ = steps.popLast()
            default: steps.append(step)
            }
        }
        return steps.joined(separator: "/")
    }
}

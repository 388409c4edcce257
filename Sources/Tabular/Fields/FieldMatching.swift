/// The search for the column of each field: by name, and by what stands in the cells.
struct FieldMatching {
    /// The likeness of names from which on a column claims a field.
    private static let nameFloor = 0.55
    /// How much better one column has to be than another to win a field.
    private static let margin = 0.08
    /// How much what stands in the cells adds to a name or takes from it.
    private static let contentWeight = 0.2
    /// The share of cells that must look like the field where no name speaks for it.
    private static let contentFloor = 0.9
    /// The cells that such a share must rest on.
    private static let contentCells = 3
    /// The rows looked at.
    private static let sampleLimit = 500

    /// A column that may be a field's.
    private struct Claim {
        let column: Int
        let field: Int
        let score: Double
        /// The share of cells that look like the field; `nil` when that can not be told.
        let content: Double?
    }

    private let header: [String]
    private let fields: [FieldSpec]
    /// The cells of each column that are not blank.
    private let cells: [[String]]
    private let hasSamples: Bool
    private var openColumns: Set<Int>
    private var openFields: Set<Int>
    private(set) var assignments: [FieldMap.Assignment] = []

    init(header: [String], samples: [[String]], fields: [FieldSpec]) {
        self.header = header
        self.fields = fields
        let rows = samples.prefix(FieldMatching.sampleLimit)
        hasSamples = !rows.isEmpty
        cells = header.indices.map { column in
            rows.compactMap { row in
                guard row.indices.contains(column), !UnknownWords.usual.contains(row[column])
                else { return nil }
                return row[column]
            }
        }
        openColumns = Set(header.indices)
        openFields = Set(fields.indices)
    }

    /// Gives a column to the field that was given for it.
    mutating func settle(_ column: Int, _ field: String) {
        guard let index = fields.firstIndex(where: { $0.id == field }) else { return }
        assign(column, to: index, by: .given)
    }

    /// Leaves a column alone.
    mutating func ignore(_ column: Int) {
        openColumns.remove(column)
    }

    private mutating func assign(_ column: Int, to field: Int, by basis: FieldMap.Basis) {
        openColumns.remove(column)
        openFields.remove(field)
        assignments.append(
            FieldMap.Assignment(
                column: column, heading: header[column], field: fields[field].id, basis: basis,
                example: cells[column].first ?? ""))
    }

    /// The share of a column's cells that look like a field.
    private func content(_ column: Int, _ field: Int) -> Double? {
        guard let looksRight = fields[field].content, !cells[column].isEmpty else { return nil }
        let count = cells[column].count(where: looksRight)
        return Double(count) / Double(cells[column].count)
    }

    /// Gives columns to the fields that their headings name, the clearest first.
    mutating func matchByName() throws(MappingError) {
        let claims = nameClaims()
        for claim in claims
        where openColumns.contains(claim.column) && openFields.contains(claim.field) {
            // A rival is a column that is still free and has no better field to go to.
            let rival = claims.first { other in
                other.field == claim.field && other.column != claim.column
                    && openColumns.contains(other.column)
                    && claim.score - other.score < FieldMatching.margin
                    && !hasBetterField(other, among: claims)
            }
            if let rival {
                throw .rivals(
                    field: fields[claim.field].id, first: name(of: claim.column),
                    second: name(of: rival.column))
            }
            let isConfirmed = (claim.content ?? 0) >= 0.5
            assign(claim.column, to: claim.field, by: isConfirmed ? .nameAndContent : .name)
        }
    }

    private func hasBetterField(_ claim: Claim, among claims: [Claim]) -> Bool {
        claims.contains { other in
            other.column == claim.column && other.field != claim.field
                && openFields.contains(other.field) && other.score >= claim.score
        }
    }

    /// A heading, or the column's letter where the heading alone does not tell the column.
    private func name(of column: Int) -> String {
        let heading = header[column]
        let isUnique = header.count { $0 == heading } == 1
        return isUnique && !heading.isEmpty
            ? heading : Decimal.letters(ofColumn: column + 1)
    }

    private func nameClaims() -> [Claim] {
        let names = header.map { Heading($0) }
        var claims: [Claim] = []
        for field in openFields {
            let known = ([fields[field].id] + fields[field].headings).map { Heading($0) }
            for column in openColumns {
                let likeness = known.map { names[column].likeness(to: $0) }.max() ?? 0
                guard likeness >= FieldMatching.nameFloor else { continue }
                let content = content(column, field)
                // A name that is only nearly right is no match for cells that all say otherwise.
                if let content, content < 0.1, likeness < 0.98, cells[column].count >= 3 {
                    continue
                }
                var score = likeness
                if let content { score += FieldMatching.contentWeight * (content - 0.5) }
                if hasSamples, cells[column].isEmpty { score -= FieldMatching.contentWeight }
                claims.append(
                    Claim(column: column, field: field, score: score, content: content))
            }
        }
        return claims.sorted(by: FieldMatching.isClearer)
    }

    /// Orders claims from the clearest; equal ones by field and column, so that runs agree.
    private static func isClearer(_ one: Claim, _ other: Claim) -> Bool {
        if one.score != other.score { return one.score > other.score }
        if one.field != other.field { return one.field < other.field }
        return one.column < other.column
    }

    /// Gives columns that nobody named to the fields that they look like, where nothing rivals them.
    mutating func matchByContent() {
        var claims: [Claim] = []
        for field in openFields {
            for column in openColumns where cells[column].count >= FieldMatching.contentCells {
                guard let share = content(column, field) else { continue }
                claims.append(
                    Claim(column: column, field: field, score: share, content: share))
            }
        }
        claims.sort(by: FieldMatching.isClearer)
        for claim in claims where claim.score >= FieldMatching.contentFloor {
            guard openColumns.contains(claim.column), openFields.contains(claim.field) else {
                continue
            }
            let isRivalled = claims.contains { other in
                (other.column == claim.column) != (other.field == claim.field)
                    && claim.score - other.score < FieldMatching.margin
            }
            if !isRivalled { assign(claim.column, to: claim.field, by: .content) }
        }
    }
}

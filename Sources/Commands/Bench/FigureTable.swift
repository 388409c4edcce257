import Language

extension Session {
    /// Shows figures under a headline, a line each.
    func show(_ rows: [(Phrase, Double, places: Int)], under headline: Phrase) {
        output.paragraph(catalogue(headline))
        output.line()
        var table = TextTable([.init(isFlexible: true), .init(side: .right)])
        for (label, value, places) in rows {
            table.add([.init(catalogue(label)), .init(catalogue.fixed(value, places: places))])
        }
        output.table(table)
    }
}

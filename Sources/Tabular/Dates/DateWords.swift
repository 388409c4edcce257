/// The words of dates in English and Spanish, in lower case and without accents.
enum DateWords {
    /// What a word does in a date.
    enum Meaning: Hashable {
        case month(Int)
        /// 1 spring, 2 summer, 3 autumn, 4 winter.
        case season(Int)
        /// 1 early, 2 mid, 3 late.
        case third(Int)
        /// A part of a year, of which a number says which: 4 quarters or 2 halves.
        case parts(Int)
        /// *First* to *fourth* in letters.
        case ordinal(Int)
        /// Stands between the two ends of a range.
        case until
        /// Says that a range follows.
        case between
        case about
        /// Gives one end alone.
        case unbounded
        /// Changes nothing.
        case filler
    }

    static func meaning(_ word: String) -> Meaning? {
        if let known = words[word] { return known }
        guard word.utf8.count >= 3 else { return nil }
        // `sept`, `agos`: the beginning of a month's name.
        let month = months.first { $0.name.hasPrefix(word) }
        return month.map { .month($0.number) }
    }

    private static let months: [(name: String, number: Int)] = {
        let english = [
            "january", "february", "march", "april", "may", "june", "july", "august",
            "september", "october", "november", "december",
        ]
        let spanish = [
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
            "septiembre", "octubre", "noviembre", "diciembre",
        ]
        return english.enumerated().map { ($1, $0 + 1) } + spanish.enumerated().map { ($1, $0 + 1) }
            + [("setiembre", 9)]
    }()

    private static let words: [String: Meaning] = {
        let rows: [(String, Meaning)] = [
            ("spring primavera", .season(1)), ("summer verano", .season(2)),
            ("fall autumn otono", .season(3)), ("winter invierno", .season(4)),
            (
                "early beginning begin start principio principios inicio inicios comienzos",
                .third(1)
            ),
            ("mid middle mediados", .third(2)),
            ("late end finales fines fin final", .third(3)),
            ("quarter qtr q trimestre trim", .parts(4)),
            ("half semestre sem", .parts(2)),
            ("first primer primero primera", .ordinal(1)), ("second segundo segunda", .ordinal(2)),
            ("third tercer tercero tercera", .ordinal(3)),
            ("fourth last cuarto cuarta ultimo", .ordinal(4)),
            ("and to through thru till y a al hasta until", .until),
            ("between from entre desde", .between),
            (
                "circa ca c about approx approximately aprox aproximadamente around alrededor"
                    + " cerca hacia roughly probably probablemente aproximado aproximada",
                .about
            ),
            (
                "before after since prior antes despues posterior anterior by previo later earlier",
                .unbounded
            ),
            (
                "of de del the el la los las in en on at year ano mes month dia day date fecha"
                    + " st nd rd th er ro do to. o"
                    + " monday tuesday wednesday thursday friday saturday sunday"
                    + " mon tue tues wed thu thur thurs fri sat sun"
                    + " lunes martes miercoles jueves viernes sabado domingo"
                    + " lun mie jue vie sab dom",
                .filler
            ),
        ]
        var words: [String: Meaning] = [:]
        for (row, meaning) in rows {
            for word in row.split(separator: " ") { words[String(word)] = meaning }
        }
        return words
    }()
}

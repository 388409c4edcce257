extension ReferenceTables {
    /// The firm of a code.
    public func firm(_ code: FirmCode) -> Firm? {
        firmPositions[code].map { firms[$0] }
    }

    /// The calibre of a code.
    public func calibre(_ code: CalibreCode) -> Calibre? {
        calibrePositions[code].map { calibres[$0] }
    }

    /// The table's entry for a kind.
    public func kind(_ kind: Kind) -> KindEntry? {
        kindPositions[kind].map { kinds[$0] }
    }

    /// The table's entry for a country.
    public func country(_ code: CountryCode) -> Country? {
        countryPositions[code].map { countries[$0] }
    }

    /// The models of a firm, patterns that many build not included.
    ///
    /// - Complexity: O(n) in the number of models.
    public func models(of firm: FirmCode) -> [Model] {
        models.filter { $0.firms.contains(firm) }
    }

    /// Who has imported a firm's firearms into the United States; empty when none is known.
    public func importers(of firm: FirmCode) -> [FirmCode] {
        self.firm(firm)?.importers ?? []
    }

    /// The firms whose firearms a firm has imported.
    public func makersImported(by firm: FirmCode) -> [FirmCode] {
        index.makersByImporter[firm] ?? []
    }

    /// The soft serial formats of a firm.
    public func serialFormats(of firm: FirmCode) -> [FirmSerialFormat] {
        serialFormatsByFirm[firm] ?? []
    }

    /// What a whole text says that is a word for *unknown*, *none*, *obliterated* and the like.
    public func meaning(ofText text: some StringProtocol) -> WordMeaning? {
        index.wordMeanings[FoldedText(text).compact]
    }

    /// The words of one meaning, as the tables write them.
    public func words(for meaning: WordMeaning) -> [String] {
        words[meaning] ?? []
    }
}

/// How two firms' names on one firearm go together.
public enum FirmRelation: Int, Hashable, Sendable, Comparable {
    /// They do not.
    case unrelated
    /// One imports the other's firearms.
    case imports
    /// One's name may stand for the other's: a brand owner, a predecessor, a twin.
    case related
    /// They are one firm.
    case same

    /// Orders relations by closeness.
    public static func < (left: FirmRelation, right: FirmRelation) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// How two models' names on one firearm go together.
public enum ModelRelation: Int, Hashable, Sendable, Comparable {
    /// The tables know both and nothing that joins them.
    case unrelated
    /// The tables do not know one of them.
    case unknown
    /// They are of one family, so that one may have been written for the other.
    case family
    /// They are one name.
    case same

    /// Orders relations by closeness.
    public static func < (left: ModelRelation, right: ModelRelation) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension ReferenceTables {
    /// How two models' names go together, for the makers that may have made them.
    ///
    /// - Parameter makers: empty when nobody is known.
    public func relation(
        betweenModels first: String, and second: String, of makers: [FirmCode]
    ) -> ModelRelation {
        let keys = (FoldedText(first).compact, FoldedText(second).compact)
        if keys.0 == keys.1 { return .same }
        let makers = Set(makers)
        let one = families(keys.0, makers)
        let other = families(keys.1, makers)
        if one.isEmpty || other.isEmpty { return .unknown }
        return one.isDisjoint(with: other) ? .unrelated : .family
    }

    private func families(_ key: String, _ makers: Set<FirmCode>) -> Set<String> {
        let known = (index.models[key] ?? []).map { models[$0] }
        let own = known.filter {
            makers.isEmpty || $0.firms.isEmpty || !makers.isDisjoint(with: $0.firms)
        }
        return Set((own.isEmpty ? known : own).map(\.family))
    }
}

extension ReferenceTables {
    /// How two firms' names on one firearm go together.
    public func relation(between first: FirmCode, and second: FirmCode) -> FirmRelation {
        if first == second { return .same }
        guard let one = firm(first), let other = firm(second) else { return .unrelated }
        if one.related.contains(second) || other.related.contains(first) { return .related }
        if one.importers.contains(second) || other.importers.contains(first) { return .imports }
        return .unrelated
    }

    /// Tells whether one calibre may have been written for the other.
    public func isCompatible(_ first: CalibreCode, _ second: CalibreCode) -> Bool {
        first == second || calibre(first)?.compatible.contains(second) == true
            || calibre(second)?.compatible.contains(first) == true
    }

    /// Tells whether one kind may have been written for the other.
    public func isCompatible(_ first: Kind, _ second: Kind) -> Bool {
        first == second || kind(first)?.compatible.contains(second) == true
            || kind(second)?.compatible.contains(first) == true
    }

    /// The makers that a description allows, in the order of the tables' likelihood.
    ///
    /// An importer written as the maker stands for every firm that it has imported, and for itself
    /// when it is a maker as well; a brand stands for its twins too.
    ///
    /// - Returns: empty when the maker is unknown, so that every maker must be asked.
    public func possibleMakers(of descriptor: Descriptor) -> [FirmCode] {
        var makers: [FirmCode] = []
        for code in descriptor.make.values {
            guard let firm = firm(code) else { continue }
            var group = firm.roles.contains(.maker) ? [code] : []
            group += firm.related + (index.relatedFrom[code] ?? [])
            if firm.mainRole == .importer { group += makersImported(by: code) }
            for maker in group where !makers.contains(maker) { makers.append(maker) }
        }
        return makers
    }
}

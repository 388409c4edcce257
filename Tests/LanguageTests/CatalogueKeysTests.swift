import Testing

/// The catalogues held against each other and against the code that names their keys.
struct CatalogueKeysTests {
    /// A place of the code that names one key, or a family of keys such as `closure.*`.
    struct Use {
        let key: SwiftSource.Literal
        let facts: Set<String>?
        let isPhrase: Bool
        let place: String
    }

    static let fileEndings: Set<String> = [
        "csv", "css", "html", "js", "json", "tsv", "txt", "xlsx", "xml",
    ]

    static func uses() throws -> [Use] {
        let known = try Set(House.tongues().flatMap { try House.entries(of: $0) }.map(family))
        return try House.files(under: "Sources", ending: ".swift").flatMap { file in
            let source = SwiftSource(try House.text(of: file))
            return source.literals.compactMap { literal -> Use? in
                let isPhrase = source.isKeyOfPhrase(literal)
                guard isPhrase || looksLikeKey(literal, families: known) else { return nil }
                return Use(
                    key: literal, facts: isPhrase ? source.factNames(after: literal) : nil,
                    isPhrase: isPhrase,
                    place: "\(file):\(source.line(of: literal.range.lowerBound))")
            }
        }
    }

    static func family(_ entry: House.Entry) -> String {
        String(entry.key.prefix { $0 != "." })
    }

    /// A key that is chosen before it reaches `Phrase(...)` is known by its first word.
    static func looksLikeKey(_ literal: SwiftSource.Literal, families: Set<String>) -> Bool {
        let words = literal.pieces[0].split(separator: ".", omittingEmptySubsequences: false)
        guard words.count > 1, families.contains(String(words[0])) else { return false }
        guard words.joined().allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
        else { return false }
        return !literal.expressions.isEmpty || !fileEndings.contains(String(words[words.count - 1]))
    }

    @Test("every language has the same texts, in the same order")
    func sameKeys() throws {
        let tongues = try House.tongues()
        try #require(tongues.contains("es") && tongues.contains("en"))
        for tongue in tongues {
            #expect(try House.catalogues(of: tongue) == House.catalogues(of: "es"))
            for catalogue in try House.catalogues(of: "es") {
                let keys = try House.entries(of: tongue, catalogue: catalogue).map(\.key)
                let spanish = try House.entries(of: "es", catalogue: catalogue).map(\.key)
                #expect(keys == spanish, "\(tongue)/\(catalogue)")
            }
        }
    }

    @Test("no language says a key twice, or says nothing for it")
    func saidOnce() throws {
        for tongue in try House.tongues() {
            var places: [String: String] = [:]
            for entry in try House.entries(of: tongue) {
                #expect(places[entry.key] == nil, "\(entry.place): \(entry.key) again")
                #expect(!entry.text.isEmpty, "\(entry.place): \(entry.key) has no text")
                places[entry.key] = entry.place
            }
        }
    }

    @Test("a text names the same facts in every language")
    func sameFacts() throws {
        let spanish = Dictionary(
            try House.entries(of: "es").map { ($0.key, $0) },
            uniquingKeysWith: { first, _ in first })
        for tongue in try House.tongues() {
            for entry in try House.entries(of: tongue) {
                let other = spanish[entry.key]
                #expect(entry.facts == other?.facts, "\(entry.place): \(entry.key)")
            }
        }
    }

    @Test("every key that the code names has a text")
    func noneMissing() throws {
        let keys = try Set(House.entries(of: "es").map(\.key))
        var enums = SourceEnums()
        for file in try House.files(under: "Sources", ending: ".swift") {
            enums.read(try House.text(of: file))
        }
        for use in try Self.uses() {
            if let key = use.key.plain {
                let hasText = keys.contains(key)
                #expect(hasText, "\(use.place): \(key) has no text")
            } else {
                let missing = Self.missing(use.key, keys: keys, enums: enums)
                #expect(missing.isEmpty, "\(use.place): no text for \(missing)")
            }
        }
    }

    /// The keys of a family that have no text: one is expected for each case of its enumeration, or,
    /// where the word before the dot names none, one at least.
    static func missing(
        _ family: SwiftSource.Literal, keys: Set<String>, enums: SourceEnums
    ) -> [String] {
        let pattern = family.pieces.joined(separator: "*")
        guard family.expressions.count == 1, let word = family.pieces[0].split(separator: ".").last,
            let candidates = enums.byName[word.filter { $0 != "_" }.lowercased()]
        else { return keys.contains { matches($0, family) } ? [] : [pattern] }
        let expression = family.expressions[0]
        // A function may change the case or the spaces of a raw value on the way to the key.
        let isChanged = expression.contains("(")
        let known = isChanged ? Set(keys.map(plainLetters)) : keys
        let lists = candidates.map { found in
            (expression.contains("rawValue") ? found.rawValues : found.cases)
                .map { family.pieces[0] + $0.filter { !$0.isWhitespace } + family.pieces[1] }
                .filter { !known.contains(isChanged ? plainLetters($0) : $0) }
        }
        return lists.min { $0.count < $1.count } ?? [pattern]
    }

    /// A key in lower case, without underscores.
    static func plainLetters(_ key: String) -> String {
        key.lowercased().filter { $0 != "_" }
    }

    /// Tells whether a key is of a family: begins, goes on and ends with its fixed pieces.
    static func matches(_ key: String, _ family: SwiftSource.Literal) -> Bool {
        guard key.hasPrefix(family.pieces[0]), key.hasSuffix(family.pieces[family.pieces.count - 1])
        else { return false }
        var rest = key[...]
        for piece in family.pieces where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }

    @Test("every text is named by the code")
    func noneUnused() throws {
        let uses = try Self.uses()
        let plain = Set(uses.compactMap(\.key.plain))
        let families = uses.map(\.key).filter { $0.plain == nil }
        for entry in try House.entries(of: "es") where !plain.contains(entry.key) {
            let isUsed = families.contains { Self.matches(entry.key, $0) }
            #expect(isUsed, "\(entry.place): \(entry.key) is used nowhere")
        }
    }

    @Test("the code gives every fact that a text names")
    func factsGiven() throws {
        let texts = Dictionary(
            try House.entries(of: "es").map { ($0.key, $0) },
            uniquingKeysWith: { first, _ in first })
        for use in try Self.uses() {
            guard let key = use.key.plain, let entry = texts[key], let given = use.facts else {
                continue
            }
            let missing = entry.facts.subtracting(given).sorted()
            #expect(missing.isEmpty, "\(use.place): \(key) is not given \(missing)")
        }
    }
}

/// The reading of sources that the checks above rest on.
struct SwiftSourceTests {
    @Test("keys, their facts and families are found; comments and other texts are not")
    func reads() throws {
        let source = SwiftSource(
            #"""
            // Phrase("in.comment")
            let a = Phrase(
                "a.key", ["one": .text(x["no"] ?? "none"), "two": 2])
            let b = Phrase("b.\(kind.rawValue)")
            let c = "text with \(Phrase("c.inner")) and \"quotes\""
            let d = Phrase("d.key", facts)
            """#)
        let phrases = source.literals.filter { source.isKeyOfPhrase($0) }
        #expect(phrases.map(\.pieces) == [["a.key"], ["b.", ""], ["c.inner"], ["d.key"]])
        #expect(phrases[1].expressions == ["kind.rawValue"])
        #expect(source.factNames(after: phrases[0]) == ["one", "two"])
        #expect(source.factNames(after: phrases[2]) == [])
        #expect(source.factNames(after: phrases[3]) == nil)
        #expect(source.line(of: phrases[0].range.lowerBound) == 3)
    }

    @Test("a case without a text is missing")
    func familyOfEnum() throws {
        var enums = SourceEnums()
        enums.read(
            """
            public enum Signal: String, Hashable {
                /// Go.
                case go, stop = "not yet",
                    wait
                var isLast: Bool { switch self { case .wait: true default: false } }
            }
            """)
        #expect(enums.byName["signal"]?[0].rawValues == ["go", "not yet", "wait"])
        let source = SwiftSource(#"Phrase("x.signal.\(s.rawValue)")"#)
        let keys: Set<String> = ["x.signal.go", "x.signal.wait"]
        let missing = CatalogueKeysTests.missing(source.literals[0], keys: keys, enums: enums)
        #expect(missing == ["x.signal.notyet"])

        let changed = SwiftSource(#"Phrase("x.signal.\(snakeCase(s.rawValue)).end")"#)
        let others: Set<String> = ["x.signal.go.end", "x.signal.not_yet.end"]
        let stillMissing = CatalogueKeysTests.missing(
            changed.literals[0], keys: others, enums: enums)
        #expect(stillMissing == ["x.signal.wait.end"])
    }
}

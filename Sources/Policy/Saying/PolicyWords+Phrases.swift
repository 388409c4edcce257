public import Exchange
public import Language

extension PolicyAction {
    /// The action in words.
    public var phrase: Phrase { Phrase("policy.deed.\(word)") }
}

extension PolicyRole {
    /// The role in words.
    public var phrase: Phrase { Phrase("policy.who.\(word)") }
}

extension PolicyPurpose {
    /// The purpose in words.
    public var phrase: Phrase { Phrase("policy.aim.\(word)") }
}

extension DataClass {
    /// The sort of data in words.
    public var phrase: Phrase { Phrase("policy.about.\(word)") }
}

extension PolicyFact {
    /// The fact in words, as something that is there.
    public var phrase: Phrase { Phrase("policy.given.\(word)") }
}

extension Handling {
    /// The code with what it means.
    public var phrase: Phrase { Phrase("policy.code.\(rawValue)") }
}

extension PolicyReason {
    /// The reason in words.
    public var phrase: Phrase { Phrase("policy.why.\(rawValue)") }
}

extension WordSet<PolicyAction> {
    /// The actions in words.
    var fact: Fact { self == .all ? .phrase(Phrase("policy.any.deed")) : list { $0.phrase } }
}

extension WordSet<PolicyRole> {
    /// The roles in words.
    public var fact: Fact { self == .all ? .phrase(Phrase("policy.any.who")) : list { $0.phrase } }
}

extension WordSet<PolicyPurpose> {
    /// The purposes in words.
    public var fact: Fact {
        if isEmpty { return .phrase(Phrase("policy.none.aim")) }
        return self == .all ? .phrase(Phrase("policy.any.aim")) : list { $0.phrase }
    }
}

extension WordSet<DataClass> {
    /// The sorts of data in words.
    var fact: Fact { self == .all ? .phrase(Phrase("policy.any.about")) : list { $0.phrase } }
}

extension WordSet<PolicyFact> {
    /// The facts in words.
    public var fact: Fact {
        isEmpty ? .phrase(Phrase("policy.none.given")) : list { $0.phrase }
    }
}

extension WordSet<Handling> {
    /// The codes in words.
    public var fact: Fact {
        isEmpty ? .phrase(Phrase("policy.none.code")) : list { $0.phrase }
    }
}

extension WordSet {
    fileprivate func list(_ phrase: (Word) -> Phrase) -> Fact { .list(words.map(phrase)) }
}

extension PolicyTerms {
    /// The terms in sentences: without codes, and one more for each code that changes them.
    public var phrases: [Phrase] {
        [Phrase("policy.terms.plain", ["terms": PolicyTerms.fact(plain)])]
            + Handling.allCases.compactMap { code in
                marked[code].map {
                    Phrase(
                        "policy.terms.marked",
                        ["code": .text(code.rawValue), "terms": added($0)])
                }
            }
    }

    /// What a code asks for: where both have one way, only what it adds.
    private func added(_ least: [WordSet<PolicyFact>]) -> Fact {
        guard least.count == 1, plain.count == 1, least[0].isSuperset(of: plain[0]) else {
            return PolicyTerms.fact(least)
        }
        let more = least[0].subtracting(plain[0])
        return .phrase(Phrase("policy.terms.also", ["facts": more.fact]))
    }

    private static func fact(_ least: [WordSet<PolicyFact>]) -> Fact {
        guard let first = least.first else { return .phrase(Phrase("policy.terms.never")) }
        guard !first.isEmpty else { return .phrase(Phrase("policy.terms.always")) }
        let ways = least.map { Phrase("policy.terms.with", ["facts": $0.fact]) }
        return ways.dropFirst().reduce(.phrase(ways[0])) {
            .phrase(Phrase("policy.terms.or", ["one": $0, "other": .phrase($1)]))
        }
    }
}

extension PolicyRule {
    /// The rule as a sentence.
    public var sentence: Phrase {
        var facts: [String: Fact] = [
            "rule": .text(identifier), "deeds": actions.fact, "who": roles.fact,
            "about": dataClasses.fact, "aims": purposes.fact,
            "why": .phrase(reason.phrase),
        ]
        switch effect {
        case .permit:
            facts["given"] = self.facts.fact
            return Phrase("policy.sentence.permit", facts)
        case .forbid:
            facts["codes"] = marked.isEmpty ? .phrase(Phrase("policy.any.code")) : marked.fact
            facts["given"] =
                self.facts.isEmpty ? .phrase(Phrase("policy.none.lift")) : self.facts.fact
            return Phrase("policy.sentence.forbid", facts)
        }
    }
}

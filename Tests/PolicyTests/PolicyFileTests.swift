import Chronology
import Cryptography
import Exchange
import Language
import Policy
import Testing

/// A policy's file: what is read, and what is said of a file that is none.
struct PolicyFileTests {
    static let rule = """
        permit us.one
          action read submit
          role officer
          class firearm
          purpose C X
          needs basis case
          reason trace-request
        forbid us.two
          marked H1 H3
          unless permission
          reason not-in-court

        """

    @Test("what a file says arrives, and its identity is the SHA-256 of its bytes")
    func reads() throws {
        let text = PolicyStage.head + "# A comment, ñ.\n\n" + Self.rule
        let policy = try Policy(parsing: Array(text.utf8), named: "a.policy")
        #expect(policy.jurisdiction == "US" && policy.version == 3)
        #expect(policy.effective.description == "2026-05-06")
        #expect(policy.digest == Digest.sha256(Array(text.utf8)))
        #expect(policy.bases.map(\.basis.text) == ["us:18usc923g7"])
        #expect(policy.bases[0].purposes.words == [.criminalJustice, .exigent])
        #expect(policy.rules.map(\.identifier) == ["us.one", "us.two"])
        #expect(policy.rules.map(\.line) == [8, 15])
        let (one, two) = (policy.rules[0], policy.rules[1])
        #expect(one.effect == .permit && one.actions.words == [.read, .submit])
        #expect(one.roles.words == [.officer] && one.dataClasses.words == [.firearm])
        #expect(one.facts.words == [.basis, .caseFile] && one.marked.isEmpty)
        #expect(one.reason == .traceRequest)
        #expect(two.effect == .forbid && two.actions == .all && two.purposes == .all)
        #expect(two.marked.words == [.notInCourt, .restricted] && two.facts.words == [.permission])
    }

    /// What is wrong with lines below a right head, which has five lines.
    static let wrong: [(String, Int, PolicyError.Problem)] = [
        ("", 5, .unexpected("", expected: ["permit", "forbid"])),
        ("allow us.x\n", 6, .unexpected("allow", expected: ["permit", "forbid"])),
        ("  action read\n", 6, .unexpected("  action", expected: ["permit", "forbid"])),
        ("permit\n", 6, .value("", .rule)),
        ("permit mx.x\n", 6, .value("mx.x", .rule)),
        ("permit us.\n", 6, .value("us.", .rule)),
        ("permit us.A\n", 6, .value("us.A", .rule)),
        ("permit us.x us.y\n", 6, .value("us.x us.y", .rule)),
        (
            "permit us." + String(repeating: "x", count: 49) + "\n", 6,
            .value("us." + String(repeating: "x", count: 37) + "...", .rule)
        ),
        ("permit us.x\n", 6, .leftOut(rule: "us.x", word: "action")),
        ("permit us.x\n  role officer\n", 7, .leftOut(rule: "us.x", word: "action")),
        (
            "permit us.x\n  action read\n  role officer\n  class firearm\n  reason civil-use\n", 10,
            .leftOut(rule: "us.x", word: "purpose")
        ),
        ("forbid us.x\n  action read\n", 6, .leftOut(rule: "us.x", word: "reason")),
        ("forbid us.x\n  action\n", 7, .unknownWord("", known: PolicyAction.allCases.map(\.word))),
        (
            "forbid us.x\n  marked H4\n", 7, .unknownWord("H4", known: ["H0", "H1", "H2", "H3"])
        ),
        ("forbid us.x\n  action read read\n", 7, .repeated("read", first: 7)),
        (
            "forbid us.x\n  needs case\n", 7,
            .unexpected(
                "needs",
                expected: ["action", "role", "class", "purpose", "marked", "unless", "reason"])
        ),
        (
            "forbid us.x\n  class ledger\n  class ledger\n", 8,
            .unexpected("class", expected: ["purpose", "marked", "unless", "reason"])
        ),
        (
            "permit us.x\n  action read\n  role officer\n  class firearm\n  purpose C\n  marked H1\n",
            11,
            .unexpected("marked", expected: ["needs", "reason"])
        ),
        ("forbid us.x\n  reason because\n", 7, .value("because", .reason)),
        (
            "forbid us.x\n  reason civil-use\n  reason civil-use\n", 8,
            .unexpected("reason", expected: ["permit", "forbid"])
        ),
        ("forbid us.x\n  reason civil-use\nforbid us.x\n", 8, .repeated("us.x", first: 6)),
        ("basis us:18usc923g7 C\n", 6, .repeated("us:18usc923g7", first: 5)),
        ("basis us:x\n", 6, .value("us:x", .basis)),
        ("basis US:X C\n", 6, .value("US:X C", .basis)),
        ("basis us:x civil\n", 6, .unknownWord("civil", known: ["C", "F", "X"])),
        ("retain identity\n", 6, .value("identity", .retention)),
        ("retain firearm 3\n", 6, .value("firearm 3", .retention)),
        ("retain identity 03\n", 6, .value("identity 03", .retention)),
        ("retain identity -1\n", 6, .value("identity -1", .retention)),
        ("retain identity 3661\n", 6, .value("identity 3661", .retention)),
        (
            "retain identity 3\nretain identity 3\n", 7,
            .unexpected("retain", expected: ["permit", "forbid"])
        ),
        (
            "retain identity 3\nbasis us:x C\n", 7,
            .unexpected("basis", expected: ["permit", "forbid"])
        ),
        ("cosigned\n", 6, .value("", .freshness)),
        ("cosigned 9\n", 6, .value("9", .freshness)),
        ("cosigned 3601\n", 6, .value("3601", .freshness)),
        ("cosigned 300 s\n", 6, .value("300 s", .freshness)),
        (
            "cosigned 300\nretain identity 3\n", 7,
            .unexpected("retain", expected: ["permit", "forbid"])
        ),
        ("forbid  us.x\n", 6, .spaces),
        ("forbid us.x \n", 6, .spaces),
        (" forbid us.x\n", 6, .spaces),
        ("   forbid us.x\n", 6, .spaces),
        ("forbid us.x\t\n", 6, .characters),
        ("forbid us.x\r\n", 6, .characters),
        ("forbid us.x\u{202E}\n", 6, .characters),
        ("forbid us.x\n  reason civil-use", 7, .unended),
        ("# " + String(repeating: "x", count: 159) + "\n", 6, .lineSize(161)),
    ]

    @Test("a policy says how long the keys of names are kept, and without a word not at all")
    func retention() throws {
        let rule = "forbid us.x\n  reason civil-use\n"
        #expect(try PolicyStage.policy(rule).identityDays == 0)
        for days in [0, 1, 3660] {
            let policy = try PolicyStage.policy("retain identity \(days)\n" + rule)
            #expect(policy.identityDays == days && policy.rules.count == 1)
            #expect(policy.removing(ruleAt: 0).identityDays == days)
        }
        #expect(Policy.carried.count == 2)
        for policy in Policy.carried { #expect(policy.identityDays == 0) }
    }

    @Test("a policy says how old a cosignature may be, and without a word five minutes")
    func freshness() throws {
        let rule = "forbid us.x\n  reason civil-use\n"
        #expect(try PolicyStage.policy(rule).cosignedSeconds == 300)
        for seconds in [10, 299, 3600] {
            let policy = try PolicyStage.policy("retain identity 1\ncosigned \(seconds)\n" + rule)
            #expect(policy.cosignedSeconds == seconds && policy.identityDays == 1)
            #expect(policy.removing(ruleAt: 0).cosignedSeconds == seconds)
        }
        for policy in Policy.carried { #expect(policy.cosignedSeconds == 300) }
    }

    @Test("a law for a purpose is the usual one, or the first that fits, or none")
    func lawOfOnesOwn() throws {
        let day = PolicyStage.day
        let policy = try #require(Policy.carried(for: "US", on: day))
        let (trace, other) = (
            try #require(LegalBasis("us:18usc923g7")), try #require(LegalBasis("us:pl112-55"))
        )
        #expect(policy.basis(for: .criminalJustice, usual: other) == other)
        #expect(policy.basis(for: .exigent, usual: other) == trace)
        #expect(policy.basis(for: .firearmReturn, usual: trace)?.text == "us:18usc924d")
        #expect(policy.basis(for: .civil, usual: trace) == nil)
    }

    @Test("a line that is wrong is named, with what was found and what was expected")
    func wrongLines() {
        for (lines, line, problem) in Self.wrong {
            let expected = PolicyError(file: "test.policy", line: line, problem: problem)
            #expect(throws: expected, "\(lines)") { try PolicyStage.policy(lines) }
        }
    }

    @Test("a head that is wrong is named")
    func wrongHeads() {
        let lines = PolicyStage.head.split(separator: "\n").map(String.init)
        let wrong: [(Int, String, PolicyError.Problem)] = [
            (0, "rastro-policy 2", .value("2", .header)),
            (0, "policy 1", .unexpected("policy", expected: ["rastro-policy"])),
            (1, "jurisdiction us", .value("us", .jurisdiction)),
            (1, "jurisdiction USA", .value("USA", .jurisdiction)),
            (1, "version 3", .unexpected("version", expected: ["jurisdiction"])),
            (2, "version 0", .value("0", .version)), (2, "version 01", .value("01", .version)),
            (2, "version 10000", .value("10000", .version)),
            (2, "version -1", .value("-1", .version)),
            (3, "effective 2026-02-30", .value("2026-02-30", .effective)),
            (3, "effective today", .value("today", .effective)),
            (3, "  effective 2026-01-01", .unexpected("  effective", expected: ["effective"])),
        ]
        for (place, line, problem) in wrong {
            var changed = lines
            changed[place] = line
            let text = changed.joined(separator: "\n") + "\n" + Self.rule
            let expected = PolicyError(file: "f", line: place + 1, problem: problem)
            #expect(throws: expected, "\(line)") {
                try Policy(parsing: Array(text.utf8), named: "f")
            }
        }
        let empty = PolicyError(
            file: "f", line: 1, problem: .unexpected("", expected: ["rastro-policy"]))
        #expect(throws: empty) { try Policy(parsing: [], named: "f") }
    }

    @Test("sizes have limits, and what is as large as they allow is read")
    func limits() throws {
        func rules(_ count: Int) -> String {
            (0..<count).map { "forbid us.r\($0)\n  reason civil-use\n" }.joined()
        }
        func bases(_ count: Int) -> String {
            (0..<count).map { "basis us:b\($0) C\n" }.joined() + Self.rule
        }
        #expect(try PolicyStage.policy(rules(256)).rules.count == 256)
        #expect(throws: PolicyError(file: "test.policy", line: 518, problem: .tooMany(most: 256))) {
            try PolicyStage.policy(rules(257))
        }
        #expect(try PolicyStage.policy(bases(63)).bases.count == 64)
        #expect(throws: PolicyError(file: "test.policy", line: 69, problem: .tooMany(most: 64))) {
            try PolicyStage.policy(bases(64))
        }
        let long = "# " + String(repeating: "ñ", count: 79) + "\n"
        #expect(try PolicyStage.policy(long + Self.rule).rules.count == 2)
        let room = 65_536 - PolicyStage.head.utf8.count - Self.rule.utf8.count
        let lines = String(repeating: "#\n", count: room / 2)
        let whole = PolicyStage.head + (room % 2 == 1 ? "\n" : "") + lines + Self.rule
        #expect(try Policy(parsing: Array(whole.utf8), named: "f").rules.count == 2)
        #expect(throws: PolicyError(file: "f", line: 1, problem: .fileSize(65_537))) {
            try Policy(parsing: Array((whole + "\n").utf8), named: "f")
        }
    }

    @Test("bytes that are not UTF-8 are named by their line")
    func notText() {
        let bytes = Array(PolicyStage.head.utf8) + [0x23, 0xFF, 0x0A]
        #expect(throws: PolicyError(file: "f", line: 6, problem: .characters)) {
            try Policy(parsing: bytes, named: "f")
        }
    }

    @Test("cutting a policy short anywhere never gives one that permits what the whole does not")
    func cutShort() throws {
        let whole = try #require(Policy.carried.first { $0.jurisdiction == "US" })
        let text = PolicyStage.head + Self.rule
        for count in 0..<text.utf8.count {
            let cut = try? Policy(parsing: Array(text.utf8.prefix(count)), named: "f")
            // Only before the second rule is what is left a whole policy.
            if let cut { #expect(cut.rules.count == 1 && text.utf8.count - count >= 65) }
        }
        #expect(whole.rules.count > 20)
    }

    @Test("every error is said in both languages, with its place")
    func said() throws {
        let wrong = Self.wrong.map(\.2) + [.fileSize(70_000), .tooMany(most: 64)]
        for tongue in [Tongue.spanish, .english] {
            let catalogue = try #require(Catalogue(carried: tongue))
            for problem in wrong {
                let error = PolicyError(file: "x.policy", line: 17, problem: problem)
                let text = catalogue(error.phrase)
                #expect(!text.contains("«policy") && !text.contains("{"), "\(text)")
                #expect(text.hasPrefix("x.policy:17: ") || text.hasPrefix("x.policy: "), "\(text)")
                #expect(text.split(separator: ";").count >= 3, "\(text)")
            }
            for kind in PolicyLineKind.allCases {
                let text = catalogue(
                    PolicyError(file: "f", line: 1, problem: .value("x", kind)).phrase)
                #expect(!text.contains("«policy"), "\(text)")
            }
        }
    }
}

import Cryptography
import Exchange
import FoundationEssentials
import Glibc
import Language
import Policy
import Testing

/// The whole decision table: 6,144,000 questions of each policy.
struct PolicyTableTests {
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(3).joined(separator: "/")

    /// What another program printed.
    static func run(_ command: String) throws -> String {
        let path =
            FileManager.default.temporaryDirectory.path + "/rastro-policy-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let code = unsafe system("\(command) >'\(path)'")
        try #require(code == 0, "\(command)")
        return String(
            decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
    }

    @Test(
        "a model in Python, written from the prose, decides every question alike",
        arguments: ["US", "MX"])
    func judged(_ jurisdiction: String) throws {
        let script = "\(Self.root)/Tests/EndToEnd/judge_policy.py"
        let theirs = try Self.run("python3 '\(script)' \(jurisdiction)").split(separator: "\n")
        let ours = PolicyTable(try PolicyStage.carried(jurisdiction)).answers.split(separator: "\n")
        #expect(Policy.tableSize == 6_144_000)
        #expect(theirs.count > 100)
        let (left, right) = (Set(ours), Set(theirs))
        for line in left.symmetricDifference(right) {
            let cell = line.split(separator: ",").dropLast().joined(separator: ",")
            Issue.record("\(jurisdiction): \(cell) is decided otherwise")
        }
        #expect(ours == theirs)
    }

    @Test("the table is the one that was reviewed", arguments: ["US", "MX"])
    func golden(_ jurisdiction: String) throws {
        let name = "\(jurisdiction.lowercased()).csv"
        let table = PolicyTable(try PolicyStage.carried(jurisdiction))
        let path = "\(Self.root)/Tests/PolicyTests/Golden/\(name)"
        // How a wanted change is made: see docs/policy.md.
        if let folder = ProcessInfo.processInfo.environment["RASTRO_GOLDEN"] {
            try Data(table.csv.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        let bytes = try #require(FileManager.default.contents(atPath: path))
        let reviewed = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let found = table.csv.split(separator: "\n")
        #expect(reviewed.first.map(String.init) == PolicyTable.title)
        for line in found where !reviewed.contains(line) { Issue.record("new: \(line)") }
        for line in reviewed where !found.contains(line) { Issue.record("gone: \(line)") }
        #expect(found == reviewed)
    }

    @Test(
        "every question is decided as the table has it, asked one by one", arguments: ["US", "MX"])
    func decisions(_ jurisdiction: String) throws {
        let policy = try PolicyStage.carried(jurisdiction)
        var random = Splitmix(state: 1)
        var permitted = 0
        for cell in PolicyCell.all {
            let answers = policy.answers(cell)
            // Where the table has nothing, a few of the 2,048 questions.
            let numbers =
                answers.isEmpty
                ? (0..<4).map { _ in Int(random.next() % 2048) } + [127] : Array(0..<2048)
            let law = PolicyStage.basis(policy, cell.purpose)
            for number in numbers {
                let (facts, handling) = (number & 127, number >> 7)
                // No question has a law for a purpose for which there is none.
                guard law != nil || facts & 1 == 0 else { continue }
                let isInTable =
                    !answers.isEmpty
                    && answers[handling * 2 + facts / 64] >> UInt64(facts % 64) & 1 == 1
                let decision = policy.decide(
                    PolicyQuestion(
                        cell.action, by: cell.role, for: cell.purpose,
                        under: facts & 1 == 1 ? law : nil, about: cell.dataClass,
                        handling: WordSet(bits: UInt32(handling)),
                        facts: WordSet(bits: UInt32(facts ^ (number >> 1 & 1)))))
                let effect: Decision = isInTable ? .permit : .forbid
                let isSound =
                    decision.decision == effect
                    && decision.rules.allSatisfy { $0.effect == effect }
                    && (!isInTable || !decision.rules.isEmpty)
                if !isSound { Issue.record("\(cell) \(handling) \(facts)") }
                permitted += isInTable ? 1 : 0
            }
        }
        #expect(permitted > 1000)
    }

    @Test(
        "taking any permit away never permits more, any forbid never less", arguments: ["US", "MX"])
    func fewerRules(_ jurisdiction: String) throws {
        let policy = try PolicyStage.carried(jurisdiction)
        for place in policy.rules.indices {
            let rule = policy.rules[place]
            let change = PolicyDifference(from: policy, to: policy.removing(ruleAt: place))
            switch rule.effect {
            case .permit:
                #expect(change.widened == 0, "\(rule.identifier)")
                #expect(change.narrowed > 0, "\(rule.identifier) is of no use")
            case .forbid: #expect(change.narrowed == 0, "\(rule.identifier)")
            }
        }
    }

    @Test("one more code never permits more, one fact fewer neither", arguments: ["US", "MX"])
    func monotonic(_ jurisdiction: String) throws {
        let policy = try PolicyStage.carried(jurisdiction)
        var widened = 0
        for cell in PolicyCell.all {
            let answers = policy.answers(cell)
            guard !answers.isEmpty else { continue }
            for handling in 0..<16 {
                for code in 0..<4 where handling & 1 << code == 0 {
                    let more = handling | 1 << code
                    for half in 0..<2 {
                        widened +=
                            (answers[more * 2 + half] & ~answers[handling * 2 + half])
                            .nonzeroBitCount
                    }
                }
                widened += Self.losses(answers[handling * 2], answers[handling * 2 + 1])
            }
        }
        #expect(widened == 0)
    }

    /// How often a set of facts is enough and the same with one more is not.
    static func losses(_ low: UInt64, _ high: UInt64) -> Int {
        // Of each 64 sets, those that lack a fact stand 1 << fact below those that have it.
        let lacking: [UInt64] = [
            0x5555_5555_5555_5555, 0x3333_3333_3333_3333, 0x0F0F_0F0F_0F0F_0F0F,
            0x00FF_00FF_00FF_00FF, 0x0000_FFFF_0000_FFFF, 0x0000_0000_FFFF_FFFF,
        ]
        var count = (low & ~high).nonzeroBitCount
        for word in [low, high] {
            for (fact, mask) in lacking.enumerated() {
                count += ((word & mask) << UInt64(1 << fact) & ~word).nonzeroBitCount
            }
        }
        return count
    }

    @Test("the counting of losses finds one")
    func lossesAreFound() {
        #expect(Self.losses(0b1, 0) == 7)
        #expect(Self.losses(.max, .max) == 0 && Self.losses(0, .max) == 0)
        #expect(Self.losses(.max, 0) == 64)
    }

    @Test("several codes ask for what each asks for, so the columns of the table are the whole")
    func codesAdd() throws {
        for jurisdiction in ["US", "MX"] {
            let policy = try PolicyStage.carried(jurisdiction)
            for cell in PolicyCell.all {
                let answers = policy.answers(cell)
                guard !answers.isEmpty else { continue }
                for handling in 1..<16 {
                    for half in 0..<2 {
                        let each = (0..<4).filter { handling & 1 << $0 != 0 }
                            .reduce(UInt64.max) { $0 & answers[(1 << $1) * 2 + half] }
                        #expect(answers[handling * 2 + half] == each)
                    }
                }
            }
        }
    }

    @Test("what the form can say is monotonic whatever the rules: any policy of random rules is")
    func anyPolicy() throws {
        var random = Splitmix(state: 7)
        for _ in 0..<20 {
            let policy = try PolicyStage.policy(Self.rules(&random))
            var sound = true
            for cell in PolicyCell.all where cell.action == .read {
                let answers = policy.answers(cell)
                guard !answers.isEmpty else { continue }
                for handling in 0..<16 {
                    let (low, high) = (answers[handling * 2], answers[handling * 2 + 1])
                    sound = sound && Self.losses(low, high) == 0
                    for code in 0..<4 {
                        let more = (handling | 1 << code) * 2
                        sound = sound && answers[more] & ~low == 0 && answers[more + 1] & ~high == 0
                    }
                }
            }
            #expect(sound)
        }
    }

    private static func rules(_ random: inout Splitmix) -> String {
        func some<Word: PolicyWord>(_ set: WordSet<Word>, _ random: inout Splitmix) -> String {
            let words = set.words.filter { _ in random.next() % 2 == 0 }
            return (words.isEmpty ? [set.words[0]] : words).map(\.word).joined(separator: " ")
        }
        return (0..<8).map { number in
            let who =
                "  role \(some(WordSet<PolicyRole>.all, &random))\n"
                + "  class \(some(WordSet<DataClass>.all, &random))\n"
                + "  purpose \(some(WordSet<PolicyPurpose>.all, &random))\n"
            let facts = some(WordSet<PolicyFact>.all, &random)
            return number % 3 < 2
                ? "permit us.r\(number)\n  action read\n\(who)  needs \(facts)\n  reason own-case\n"
                : "forbid us.r\(number)\n  action read\n\(who)"
                    + "  marked \(some(WordSet<Handling>.all, &random))\n  unless \(facts)\n"
                    + "  reason civil-use\n"
        }.joined()
    }
}

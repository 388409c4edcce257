import Commands
import FoundationEssentials
import Policy
import Testing

/// `policy show`, `explain` and `diff`, from words to what is said.
struct PolicyCommandsTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    func run(_ words: [String], tongue: String = "en") async -> (
        code: ExitCode, said: String, complained: String
    ) {
        let stage = Stage(variables: ["LANG": tongue])
        let code = await Application.rastro.run(["policy"] + words, in: stage.surroundings())
        return (code, stage.output.written, stage.errors.written)
    }

    static let asking = [
        "explain", "--jurisdiction", "US", "--role", "investigator", "--action", "read", "--class",
        "identity", "--purpose", "C",
    ]

    /// Lines that fit the terminal, and no key without a text.
    func expectReadable(_ text: String) {
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        #expect(!text.contains("«") && !text.contains("{"), "\(text)")
        #expect(!text.split(separator: "\n").contains { $0.hasSuffix(" ") })
    }

    /// A text without the breaks of its lines.
    static func onOneLine(_ text: String) -> String {
        text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    }

    @Test("a refusal says why, and what would have to change; with it, there is leave")
    func explains() async {
        var answer = await run(Self.asking)
        #expect(answer.code == .done)
        expectReadable(answer.said)
        #expect(answer.said.contains("Refused: a rule forbids it."))
        #expect(answer.said.contains("us.log-first") && answer.said.contains("us.expired"))
        #expect(answer.said.contains("a case"))
        #expect(answer.said.contains("us:18usc923g7, us:pl112-55"))
        answer = await run(Self.asking + ["--live", "--cosigned", "--case"])
        #expect(answer.said.contains("Refused: no rule permits it as things stand"))
        answer = await run(
            Self.asking + ["--live", "--cosigned", "--case", "--basis", "us:pl112-55"])
        #expect(answer.said.contains("Permitted.") && answer.said.contains("us.read (line"))
        expectReadable(answer.said)
        answer = await run(
            Self.asking + [
                "--live", "--cosigned", "--case", "--basis", "us:pl112-55", "--suspended",
            ], tongue: "es")
        #expect(answer.said.contains("Negado: una regla lo prohíbe."))
        #expect(answer.said.contains("permisos que no están suspendidos"))
        expectReadable(answer.said)
    }

    @Test("what no fact would change is said: another role, another purpose, or nothing")
    func remedies() async {
        let base = ["explain", "--jurisdiction", "US", "--class", "identity"]
        var answer = await run(base + ["--action", "lookup-person", "--role", "prosecutor"])
        #expect(answer.said.contains("Nothing would change it"))
        answer = await run(base + ["--action", "read", "--role", "officer", "--purpose", "c"])
        #expect(answer.said.contains("Not in this role."))
        #expect(answer.said.contains("investigator, prosecutor"))
        answer = await run(
            base + ["--action", "read", "--role", "prosecutor", "--purpose", "civil"])
        #expect(answer.said.contains("Not for this purpose."))
        #expect(answer.said.contains("trace data is not for civil use"))
        answer = await run([
            "explain", "--jurisdiction", "us", "--class", "statistics", "--action", "publish",
            "--role", "secretariat", "--second", "--handling", "H0", "--handling", "h2",
        ])
        #expect(answer.said.contains("With the handling codes it is never permitted"))
    }

    @Test("options that are wrong are said, with what was expected")
    func wrongOptions() async throws {
        let file = try folder.file("a.policy")
        let wrong: [([String], String)] = [
            (["explain"], "--action"), (["show"], "--jurisdiction"),
            (["show", "--jurisdiction", "CA"], "\"CA\" was found; one of"),
            (["show", "--policy", file, "--jurisdiction", "US"], "--jurisdiction: is of no use"),
            (["show", "--policy", folder.path + "/none"], "not there"),
            (["show", "--policy", file], "\(file):1: "),
            (Self.asking + ["--handling", "H4"], "H0, H1, H2, H3"),
            (Self.asking + ["--basis", "18 USC"], "\"18 USC\" was found"),
            (Self.asking + ["--case=yes"], "--case"),
            (["diff", file], "is missing"), (["diff", file, file, file], "one argument too many"),
        ]
        for (words, expected) in wrong {
            let answer = await run(words)
            #expect(answer.code == .unusable, "\(words)")
            #expect(answer.complained.contains(expected), "\(words): \(answer.complained)")
            #expect(!answer.complained.contains("«commands"), "\(answer.complained)")
        }
    }

    @Test("a policy is shown as sentences, in both languages")
    func shows() async {
        for (jurisdiction, tongue) in [("US", "en"), ("MX", "es"), ("US", "es"), ("MX", "en")] {
            let answer = await run(["show", "--jurisdiction", jurisdiction], tongue: tongue)
            #expect(answer.code == .done)
            expectReadable(answer.said)
            for rule in Policy.carried where rule.jurisdiction == jurisdiction {
                for rule in rule.rules { #expect(answer.said.contains(rule.identifier)) }
            }
        }
    }

    static let head = """
        rastro-policy 1
        jurisdiction US
        version 1
        effective 2026-01-01
        basis us:18usc923g7 C X

        """
    static let rules = """
        permit us.read
          action read
          role investigator prosecutor
          class identity
          purpose C X
          needs basis case
          reason criminal-investigation
        forbid us.expired
          action read
          unless live
          reason result-expired

        """

    @Test("what decides alike is alike, whatever its rules; what changes is listed, code 1")
    func diffs() async throws {
        let old = try folder.file("old.policy", Self.head + Self.rules)
        let same = try folder.file(
            "same.policy",
            Self.head + "# the same\n" + Self.rules.replacing("us.expired", with: "us.too-old"))
        var answer = await run(["diff", old, same])
        #expect(answer.code == .done)
        #expect(answer.said.contains("Both decide all 6,144,000 questions alike."))
        let new = try folder.file(
            "new.policy",
            Self.head.replacing("C X", with: "C")
                + Self.rules.replacing("purpose C X", with: "purpose C")
                .replacing("prosecutor", with: "prosecutor auditor")
                + "forbid us.h2\n  marked H2\n  unless permission\n  reason not-passed-on\n")
        answer = await run(["diff", old, new])
        #expect(answer.code == .changed && answer.code.rawValue == 1)
        expectReadable(answer.said)
        let text = Self.onOneLine(answer.said)
        #expect(text.contains("Law us:18usc923g7"))
        #expect(text.contains("open a sealed field: identity of a purchaser or possessor"))
        #expect(text.contains("auditor; for: criminal investigation or prosecution"))
        #expect(text.contains("investigator, prosecutor; for: danger to life"))
        #expect(text.contains("marked H2: also with the provider's signed permission"))
        // An auditor: 16 of 128 sets of facts for 16 of codes, of which H2 in half halves the facts.
        #expect(text.contains("192 were refused and are permitted"))
        // Two roles: all 256 for danger to life, and a quarter of 256 by H2 for crime.
        #expect(text.contains("640 were permitted and are refused"))
        answer = await run(["diff", new, old], tongue: "es")
        #expect(answer.code == .changed)
        #expect(Self.onOneLine(answer.said).contains("640 se negaban y se permiten, y 192"))
        expectReadable(answer.said)
    }
}

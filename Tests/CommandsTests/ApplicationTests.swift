import Commands
import Language
import Synchronization
import Testing

struct ApplicationTests {
    @Test("without a command the help goes to the standard error, and the code is 2")
    func nothing() async {
        let stage = Stage()
        #expect(await stage.run([]) == .unusable)
        #expect(stage.output.written.isEmpty)
        #expect(stage.errors.written.contains("rastro ORDEN"))
        #expect(stage.errors.written.contains("rastro: no se indicó ninguna orden;"))
    }

    @Test("the version is one line")
    func version() async {
        let stage = Stage()
        #expect(await stage.run(["--version"]) == .done)
        #expect(stage.output.written == "rastro \(Version.current)\n")
    }

    @Test(
        "help is given in both languages, within 80 columns, and names every option",
        arguments: ["es", "en"],
        [
            [], ["trace"], ["check"], ["sample"], ["bench"], ["book", "index"],
        ])
    func help(tongue: String, command: [String]) async {
        let stage = Stage()
        #expect(await stage.run(["--lang", tongue] + command + ["--help"]) == .done)
        let text = stage.output.written
        #expect(stage.errors.written.isEmpty)
        #expect(text.contains(tongue == "es" ? "Opciones" : "Options"))
        #expect(!text.contains("«") && !text.contains("{"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        for option in ["--lang", "--help"] { #expect(text.contains(option)) }
        let words = command.isEmpty ? ["help"] : ["help"] + command
        let other = Stage()
        #expect(await other.run(words + ["--lang=" + tongue]) == .done)
        #expect(other.output.written == text)
    }

    @Test("the help of trace names all that the options are checked for")
    func helpIsWhole() async {
        let stage = Stage()
        _ = await stage.run(["trace", "-h"])
        for option in [
            "books", "licensees", "theft-loss", "multiple-sales", "threshold", "out", "report",
            "map", "encoding", "delimiter", "sheet", "date-order", "tables", "weights", "today",
            "quiet",
        ] {
            #expect(stage.output.written.contains("--\(option) "), "\(option)")
        }
    }

    @Test(
        "the language is that of --lang, of RASTRO_LANG, of the locale, or Spanish",
        arguments: [
            (["--lang=en"], ["RASTRO_LANG": "es"], "Usage"),
            ([], ["RASTRO_LANG": "en", "LC_ALL": "es_MX.UTF-8"], "Usage"),
            ([], ["LC_ALL": "en_US.UTF-8", "LANG": "es_MX"], "Usage"),
            ([], ["LC_ALL": "", "LC_MESSAGES": "en_GB", "LANG": "es_MX"], "Usage"),
            ([], ["LC_ALL": "C", "LANG": "en_US"], "Uso"),
            ([], ["LANG": "fr_FR.UTF-8"], "Uso"),
            ([], ["RASTRO_LANG": "xx", "LANG": "en_US"], "Usage"),
            ([], [:], "Uso"),
        ])
    func language(words: [String], variables: [String: String], heading: String) async {
        let stage = Stage(variables: variables)
        _ = await stage.run(words + ["--help"])
        #expect(stage.output.written.contains("\n\(heading)\n"))
    }

    @Test("a language that nobody carries is refused, and those that are there are named")
    func unknownLanguage() async {
        let stage = Stage(variables: ["LANG": "en_US"])
        #expect(await stage.run(["--lang", "fr", "--help"]) == .unusable)
        #expect(stage.output.written.isEmpty)
        let said = stage.errors.written
        #expect(said.hasPrefix("rastro: --lang: \"fr\" was found; one of these languages: "))
        #expect(said.contains("es (español)") && said.contains("en (English)"))
    }

    @Test(
        "a slip is met with the nearest word",
        arguments: [
            (["trase"], "did you mean trace?"), (["check", "--jsn"], "did you mean --json?"),
            (["trace", "--book", "x"], "did you mean --books?"),
            (["--hepl"], "did you mean --help?"), (["frobnicate"], "see rastro --help"),
            (["sample", "--frobnicate"], "see rastro sample --help"),
            (["help", "chek"], "did you mean check?"), (["book"], "did you mean book index?"),
            (["book", "indx", "x"], "did you mean book index?"),
            (["help", "book"], "did you mean book index?"),
        ])
    func suggestion(words: [String], hint: String) async {
        let stage = Stage(variables: ["LANG": "en_US"])
        #expect(await stage.run(words) == .unusable)
        #expect(stage.errors.written.hasPrefix("rastro: "))
        #expect(stage.errors.written.hasSuffix("; \(hint)\n"))
    }

    @Test(
        "arguments that can not be followed are refused with code 2 and nothing on the output",
        arguments: [
            ["check"], ["check", "a", "b"], ["check", ""], ["trace", "a"], ["--lang"],
            ["trace", "--books"], ["trace", "--books", "--out", "x"], ["trace", "--books=", "a"],
            ["check", "--json=yes", "a"], ["check", "--json", "--json", "a"],
            ["check", "-x"], ["check", "--", "--json", "--json"], ["check", "a", "--lang"],
            ["bench"], ["bench", "coffee"], ["bench", "serial"], ["bench", "serial", "machine"],
            ["bench", "machine", "--records", "a"], ["bench", "machine", "--peers"],
            ["sample", "a", "--seed", "1", "--seed", "2"], ["--lang=es", "--lang=en", "--help"],
            ["book", "index"], ["book", "index", "a", "b"], ["book", "index", "nowhere"],
        ])
    func refused(words: [String]) async {
        let stage = Stage()
        #expect(await stage.run(words) == .unusable)
        #expect(stage.output.written.isEmpty)
        let lines = stage.errors.written.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].hasPrefix("rastro: "))
    }

    @Test("after -- nothing is an option")
    func dashes() async throws {
        let folder = try TestFolder()
        let file = try folder.file("a.csv")
        let asked = Mutex<CheckOptions?>(nil)
        let stage = Stage()
        let code = await stage.run(
            ["check", "--json", "--", file],
            check: { options, _ in
                asked.withLock { $0 = options }
                return .done
            })
        #expect(code == .done)
        #expect(asked.withLock { $0?.file } == file)
        #expect(asked.withLock { $0?.isJSON } == true)
        // Not the help: a file of that name, which is not there.
        #expect(await Stage().run(["check", "--", "--help"]) == .unusable)
    }

    struct Strange: Error {
        let secret = "a person's name"
    }

    enum Known: Error, Sendable, Sayable {
        case bad
        var phrase: Phrase { Phrase("commands.hint.help", ["help": "x.csv:3: bad; good; mend"]) }
    }

    @Test("an error of the work that can say itself is said, with code 2")
    func sayable() async throws {
        let folder = try TestFolder()
        let stage = Stage(variables: ["LANG": "en"])
        let code = await stage.run(
            ["check", try folder.file("a.csv")], check: { _, _ in throw Known.bad })
        #expect(code == .unusable)
        #expect(stage.errors.written == "rastro: see x.csv:3: bad; good; mend\n")
    }

    @Test("an error that nobody foresaw is said by its type alone, with code 1")
    func unforeseen() async throws {
        let folder = try TestFolder()
        let stage = Stage()
        let code = await stage.run(
            ["check", try folder.file("a.csv")], check: { _, _ in throw Strange() })
        #expect(code == .failed)
        #expect(stage.errors.written.contains("Strange"))
        #expect(!stage.errors.written.contains("name"))
    }

    @Test("an answer that can not be written is a failure, with code 1")
    func fullDisk() async {
        let stage = Stage()
        let broken = MemorySink(failure: "No space left on device")
        let code = await Application.rastro.run(
            ["--version"], in: stage.surroundings(output: broken))
        #expect(code == .failed)
        #expect(stage.errors.written.contains("No space left on device"))
    }

    @Test("the code that the work answers is the command's")
    func codes() async throws {
        let folder = try TestFolder()
        let file = try folder.file("a.csv")
        for code in ExitCode.allCases {
            #expect(await Stage().run(["check", file], check: { _, _ in code }) == code)
        }
    }
}

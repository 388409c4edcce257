import Chronology
import Commands
import Language
import Synchronization
import Tabular
import Testing

/// The options of each subcommand, from words to a value that has been checked.
struct OptionsTests {
    let folder: TestFolder
    let recoveries: String
    let books: String

    init() throws {
        folder = try TestFolder()
        recoveries = try folder.file("recoveries.csv")
        books = try folder.folder("books")
    }

    /// What `trace` was asked, or what was said against it.
    func trace(_ words: [String]) async -> (options: TraceOptions?, said: String) {
        let asked = Mutex<TraceOptions?>(nil)
        let stage = Stage(variables: ["LANG": "en"])
        let code = await stage.run(
            ["trace", recoveries, "--books", books] + words,
            trace: { options, _ in
                asked.withLock { $0 = options }
                return .done
            })
        let options = asked.withLock { $0 }
        #expect((code == .done) == (options != nil))
        return (options, stage.errors.written)
    }

    @Test("what is not given has its usual value")
    func usual() async throws {
        let options = try #require(await trace([]).options)
        #expect(options.files == [recoveries])
        #expect(options.books == books)
        #expect(options.threshold == 0.9)
        #expect(options.today == Stage.today)
        #expect(options.licensees == nil && options.weights == nil)
        #expect(options.results.isEmpty && options.reports.isEmpty && !options.isQuiet)
        #expect(options.reading.map.isEmpty && options.reading.encoding == nil)
    }

    @Test("everything that can be given arrives")
    func everything() async throws {
        let second = try folder.file("second.csv")
        let table = try folder.file("makes.tsv")
        let mapping = try folder.file("columns.map", "# columns\nMarca = make\n")
        let options = try #require(
            await trace([
                second, "--licensees", table, "--theft-loss=" + table, "--multiple-sales", table,
                "--threshold", "0.75", "--out", folder.path + "/r.CSV", "--out",
                folder.path + "/r.xlsx", "--report", folder.path + "/r.es.html", "--report",
                folder.path + "/r.html", "--map", "No. de folio = reference,fecha=recovered_on",
                "--map", mapping, "--encoding", "CP1252", "--delimiter", ";", "--sheet", "2",
                "--date-order", "DMY", "--tables", table, "--tables", mapping, "--weights", table,
                "--today", "2021-10-08", "--quiet",
            ]).options)
        #expect(options.files == [recoveries, second])
        #expect(options.theftLoss == table)
        #expect(options.threshold == 0.75)
        #expect(options.results.map(\.format) == [.csv, .xlsx])
        #expect(options.reports.map(\.tongue) == [.spanish, .english])
        #expect(
            options.reading.map == [
                "No. de folio": "reference", "fecha": "recovered_on", "Marca": "make",
            ])
        #expect(options.reading.encoding == .windows1252)
        #expect(options.reading.delimiter == .semicolon)
        #expect(options.reading.sheet == "2")
        #expect(options.reading.dateOrder == .dayMonthYear)
        #expect(options.tables == [table, mapping])
        #expect(options.today.description == "2021-10-08")
        #expect(options.isQuiet)
    }

    @Test(
        "a threshold is a plain number from 0.5 up to but not 1",
        arguments: ["1", "0.49", "0.4999", "nan", "inf", "1e-1", "0x1p-1", "-0.9", "0,9", "", "."])
    func threshold(value: String) async {
        let answer = await trace(["--threshold=" + value])
        #expect(answer.options == nil)
        #expect(answer.said.hasPrefix("rastro: --threshold: "))
    }

    @Test(
        "the least and nearly the greatest threshold are taken", arguments: ["0.5", "0.999", ".5"])
    func goodThreshold(value: String) async {
        #expect(await trace(["--threshold", value]).options?.threshold == Double("0" + value))
    }

    @Test(
        "a value that is none of those taken is refused",
        arguments: [
            ["--today", "2021-02-31"], ["--today", "08/10/2021"], ["--encoding", "ebcdic"],
            ["--delimiter", "::"], ["--date-order", "myd"], ["--out", "results"],
            ["--out", "results.pdf"],
            ["--report", "report.pdf"], ["--report", "html"],
        ])
    func unusable(words: [String]) async {
        let answer = await trace(words)
        #expect(answer.options == nil)
        #expect(answer.said.hasPrefix("rastro: \(words[0]): \""))
    }

    @Test(
        "a mapping that can not be understood is refused, and what was found is said",
        arguments: ["a=", "=a", "a=b,c", "a=b,a=c"])
    func unusableMapping(value: String) async {
        let answer = await trace(["--map", value])
        #expect(answer.options == nil)
        #expect(answer.said.hasPrefix("rastro: "))
        #expect(answer.said.contains(value.contains(",") ? "" : value))
    }

    @Test(
        "a file that is not there, or a folder in its place, is refused before the work",
        arguments: [
            "--licensees", "--theft-loss", "--multiple-sales", "--tables", "--weights", "--map",
        ])
    func unreadable(option: String) async {
        let missing = await trace([option, folder.path + "/none.csv"])
        #expect(missing.options == nil)
        #expect(missing.said.contains("/none.csv: not there;"))
        let wrong = await trace([option, books])
        #expect(wrong.options == nil)
        #expect(wrong.said.contains("is a folder; a file was expected"))
    }

    @Test("books are a folder")
    func booksAreAFolder() async {
        let stage = Stage(variables: ["LANG": "en"])
        #expect(await stage.run(["trace", recoveries, "--books", recoveries]) == .unusable)
        #expect(stage.errors.written.contains("recoveries.csv: is a file; a folder was expected"))
    }

    @Test("nothing is written twice, over a file that is read, or where no folder is")
    func outputs() async throws {
        let out = folder.path + "/out.csv"
        for words in [
            ["--out", recoveries], ["--out", folder.path + "/./recoveries.csv"],
            ["--out", out, "--out", out], ["--out", folder.path + "/none/out.csv"],
            ["--out", try folder.folder("folder.csv")],
            ["--report", folder.path + "/none/report.html"],
        ] {
            let answer = await trace(words)
            #expect(answer.options == nil, "\(words[0])")
            #expect(answer.said.hasPrefix("rastro: \(folder.path)"))
        }
    }

    @Test("nothing is written among the books or over their lists, and no file is read twice")
    func nothingIsLost() async throws {
        try folder.file("licensees.csv")
        for out in [books + "/answers.csv", folder.path + "/licensees.csv"] {
            let answer = await trace(["--out", out])
            #expect(answer.options == nil, "\(out)")
            #expect(answer.said.contains("--out"))
        }
        #expect(await trace(["--out", folder.path + "/answers.csv"]).options != nil)
        let twice = await trace([folder.path + "/./recoveries.csv"])
        #expect(twice.options == nil)
        #expect(twice.said.contains("recoveries.csv"))
    }

    @Test("a check takes one file and how to read it")
    func check() async {
        let asked = Mutex<CheckOptions?>(nil)
        let code = await Stage().run(
            ["check", "--delimiter", "\\t", recoveries, "--json"],
            check: { options, _ in
                asked.withLock { $0 = options }
                return .done
            })
        #expect(code == .done)
        #expect(asked.withLock { $0?.reading.delimiter } == .tab)
        #expect(asked.withLock { $0?.isJSON } == true)
    }

    @Test("a sample takes whole numbers within their bounds, and a folder that holds nothing")
    func sample() async throws {
        let asked = Mutex<SampleOptions?>(nil)
        let new = folder.path + "/world"
        let code = await Stage().run(
            ["sample", new, "--seed", "7", "--firearms", "20,000", "--recoveries=500"],
            sample: { options, _ in
                asked.withLock { $0 = options }
                return .done
            })
        #expect(code == .done)
        let options = try #require(asked.withLock { $0 })
        #expect(options.folder == new)
        #expect((options.seed, options.firearms, options.recoveries) == (7, 20_000, 500))
        for words in [
            ["--seed", "-1"], ["--seed", "x"], ["--firearms", "0"], ["--firearms", "1e3"],
            ["--firearms", "99999999999999999999"], ["--firearms", "100", "--recoveries", "101"],
        ] {
            #expect(await Stage().run(["sample", new] + words) == .unusable)
        }
        #expect(await Stage().run(["sample", folder.path]) == .unusable)
        #expect(await Stage().run(["sample", recoveries]) == .unusable)
        #expect(await Stage().run(["sample", books]) == .done)
    }
}

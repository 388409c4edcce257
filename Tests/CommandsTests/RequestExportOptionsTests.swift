import Commands
import Exchange
import Language
import Nodes
import Policy
import Synchronization
import Testing

/// The options of `rastro request export`, from words to a value that has been checked.
struct RequestExportOptionsTests {
    private let folder: TestFolder
    private let node: String

    init() throws {
        folder = try TestFolder()
        node = try folder.folder("node")
    }

    private func export(
        _ words: [String]
    ) async -> (code: ExitCode, options: RequestExportOptions?, said: String) {
        let asked = Mutex<RequestExportOptions?>(nil)
        let stage = Stage(variables: ["LANG": "en"])
        let application = Application([
            RequestExportCommand(job: { options, _ in
                asked.withLock { $0 = options }
                return .done
            })
        ])
        let code = await application.run(
            ["request", "export", "F-1", "--node", node] + words, in: stage.surroundings())
        return (code, asked.withLock { $0 }, stage.errors.written)
    }

    private var usual: [String] {
        [
            "--out", folder.path + "/evidence/", "--officer", "B-1", "--role", "Prosecutor",
            "--purpose", "c", "--basis", "mx:lfafe", "--case", "FGR/7",
        ]
    }

    @Test("everything that can be given arrives")
    func everything() async throws {
        let bare = try #require(await export(usual).options)
        #expect(bare.name == "F-1" && bare.out == folder.path + "/evidence")
        #expect(bare.asking.fields.isEmpty && bare.asking.second == nil)
        #expect(bare.asking.role == .prosecutor && bare.asking.officer == "B-1")
        #expect(bare.asking.purpose == PolicyPurpose(.criminalJustice))
        let full = try #require(
            await export(
                usual + [
                    "--second", "B-2", "--field", "purchaser.name", "--field", "purchaser.born",
                    "--field", "purchaser.name",
                ]
            ).options)
        #expect(full.asking.second == "B-2")
        #expect(full.asking.fields.map(\.text).sorted() == ["purchaser.born", "purchaser.name"])
    }

    @Test(
        "an empty folder is filled; another one, a file and a place that is not there are refused")
    func places() async throws {
        _ = try folder.folder("empty")
        let words = Array(usual.dropFirst(2))
        #expect(await export(["--out", folder.path + "/empty"] + words).code == .done)
        _ = try folder.file("empty/mine.txt")
        for name in ["empty", "empty/mine.txt", "none/evidence"] {
            let run = await export(["--out", folder.path + "/" + name] + words)
            #expect(run.code == .unusable && run.options == nil)
            #expect(run.said.contains(name))
        }
    }

    @Test(
        "what is missing or not of its form is said with the option",
        arguments: ["out", "officer", "role", "purpose", "basis", "case"])
    func missing(option: String) async throws {
        var words = usual
        let place = try #require(words.firstIndex(of: "--" + option))
        words.removeSubrange(place...(place + 1))
        let run = await export(words)
        #expect(run.code == .unusable && run.said.contains("--" + option))
    }

    @Test(
        "values that can not be used are said",
        arguments: [
            ("purpose", "civil"), ("role", "judge"), ("field", "Purchaser"), ("second", "B-1"),
            ("basis", "LAW"), ("case", ""),
        ])
    func unusable(option: String, value: String) async throws {
        var words = usual
        if let place = words.firstIndex(of: "--" + option) {
            words.removeSubrange(place...(place + 1))
        }
        let run = await export(words + ["--" + option, value])
        #expect(run.code == .unusable && run.options == nil)
        #expect(run.said.contains("--" + option))
    }
}

import Chronology
import Commands
import Synchronization
import Testing

struct BookIndexOptionsTests {
    @Test("the options of book index arrive as they were given")
    func options() async throws {
        let folder = try TestFolder()
        let books = try folder.folder("books")
        let asked = Mutex<[BookIndexOptions]>([])
        for words in [[], ["--remove", "--quiet", "--today", "2021-10-08"]] {
            let code = await Stage().run(
                ["book", "index", books] + words,
                index: { options, _ in
                    asked.withLock { $0.append(options) }
                    return .done
                })
            #expect(code == .done)
        }
        let found = asked.withLock { $0 }
        #expect(found.map(\.folder) == [books, books])
        #expect(found.map(\.isRemoving) == [false, true])
        #expect(found.map(\.isQuiet) == [false, true])
        #expect(found.map(\.today) == [Stage.today, try #require(Day(iso: "2021-10-08"))])
    }

    @Test("a file is no folder of books")
    func file() async throws {
        let folder = try TestFolder()
        let stage = Stage(variables: ["LANG": "en"])
        #expect(await stage.run(["book", "index", try folder.file("a.csv")]) == .unusable)
        #expect(stage.errors.written.contains("a.csv"))
    }
}

import Commands
import Synchronization
import Testing
import Trials

/// The options of `bench`, from words to a value that has been checked.
struct BenchOptionsTests {
    let folder: TestFolder
    let queries: String

    init() throws {
        folder = try TestFolder()
        queries = try folder.file("queries.tsv")
    }

    /// What `bench` was asked, or what was said against it.
    func bench(_ words: [String]) async -> (options: BenchOptions?, said: String) {
        let asked = Mutex<BenchOptions?>(nil)
        let stage = Stage(variables: ["LANG": "en"])
        let code = await stage.run(
            ["bench"] + words,
            bench: { options, _ in
                asked.withLock { $0 = options }
                return .done
            })
        let options = asked.withLock { $0 }
        #expect((code == .done) == (options != nil))
        return (options, stage.errors.written)
    }

    @Test("what is not given has its usual value")
    func usual() async throws {
        let options = try #require(await bench(["serial", "--records", folder.path]).options)
        #expect(options.subject == .serial && options.records == folder.path)
        #expect(options.queries == folder.path + "/queries.tsv")
        #expect(options.passes == 3 && options.threads >= 1 && options.seed == 1)
        #expect(options.prior == .operational)
        #expect(options.answers == nil && options.peers == nil)
        #expect(await bench(["machine"]).options?.subject == .machine)
        #expect(await bench(["ledger"]).options?.entries == 70_000)
        let blind = try #require(await bench(["blind"]).options)
        #expect(blind.subject == .blind && blind.entries == 10_000 && blind.passes == 3)
        let more = try #require(
            await bench(["blind", "--entries", "9", "--passes", "2", "--threads", "1"]).options)
        #expect(more.entries == 9 && more.passes == 2 && more.threads == 1)
    }

    @Test("everything that can be given arrives")
    func everything() async throws {
        let other = try folder.file("other.tsv")
        let options = try #require(
            await bench([
                "SERIAL", "--records", folder.path, "--queries", other, "--out",
                folder.path + "/answers.tsv", "--threads", "3", "--passes", "5", "--prior",
                "uniforme", "--seed", "9", "--peers",
            ]).options)
        #expect(options.queries == other && options.answers == folder.path + "/answers.tsv")
        #expect(options.threads == 3 && options.passes == 5 && options.seed == 9)
        #expect(options.prior == .uniform && options.peers == "Benchmarks/serial/peers.py")
        let named = await bench(["serial", "--records", folder.path, "--peers-script", other])
        #expect(named.options?.peers == other)
    }

    @Test(
        "a value that is none of those taken is refused",
        arguments: [
            ["--threads", "0"], ["--threads", "1000"], ["--passes", "0"], ["--prior", "bayes"],
            ["--seed", "-1"],
        ])
    func unusable(words: [String]) async {
        let answer = await bench(["serial", "--records", folder.path] + words)
        #expect(answer.options == nil)
        #expect(answer.said.hasPrefix("rastro: \(words[0]): \""))
    }

    @Test("a subject that nobody measures, and options of another one, are refused")
    func subjects() async {
        #expect(await bench(["coffee"]).said.contains("serial, machine, ledger, policy or blind"))
        #expect(await bench(["machine", "--passes", "2"]).said.hasPrefix("rastro: --passes: "))
        #expect(await bench(["serial"]).said.contains("--records"))
        let policy = await bench(["policy", "--decisions", "7", "--seed", "2"]).options
        #expect(policy?.subject == .policy && policy?.decisions == 7 && policy?.seed == 2)
        for (words, option) in [
            (["policy", "--passes", "2"], "passes"), (["policy", "--entries", "2"], "entries"),
            (["ledger", "--decisions", "2"], "decisions"), (["ledger", "--seed", "2"], "seed"),
            (["policy", "--peers"], "peers"),
        ] {
            let answer = await bench(words)
            #expect(answer.options == nil && answer.said.hasPrefix("rastro: --\(option): "))
        }
        #expect(await bench(["blind", "--ledger", "a"]).said.hasPrefix("rastro: --ledger: "))
        #expect(await bench(["blind", "--seed", "1"]).said.hasPrefix("rastro: --seed: "))
        #expect(await bench(["blind", "--entries", "131073"]).options == nil)
    }

    @Test("folders and files that are not there, or would be written over, are refused")
    func files() async throws {
        let none = folder.path + "/none"
        #expect(await bench(["serial", "--records", none]).said.contains(none))
        let empty = try folder.folder("empty")
        #expect(
            await bench(["serial", "--records", empty]).said.contains(empty + "/queries.tsv"))
        let same = await bench(["serial", "--records", folder.path, "--out", queries])
        #expect(same.options == nil && same.said.contains("--out"))
    }
}

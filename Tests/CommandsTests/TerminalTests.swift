import Commands
import Language
import Synchronization
import Testing

struct TerminalTests {
    let sink = MemorySink()

    func terminal(columns: Int? = nil, colour: Bool = false) -> Terminal {
        Terminal(sink: sink, columns: columns, isInteractive: true, hasColour: colour)
    }

    @Test(
        "text is never wider than 80 columns, nor broken below 40",
        arguments: [(nil, 80), (200, 80), (60, 60), (10, 40)])
    func width(columns: Int?, width: Int) {
        #expect(terminal(columns: columns).width == width)
    }

    @Test("styles are shown in colour, and leave no trace without it")
    func styles() {
        let text = StyledText("a ") + StyledText("b", .found) + StyledText("", .stopped)
        terminal(colour: true).line(text)
        terminal().line(text)
        #expect(sink.written == "a \u{1B}[32mb\u{1B}[0m\na b\n")
    }

    @Test(
        "what a file holds can not command the terminal",
        arguments: ["\u{1B}[2J", "\u{07}", "a\rb", "\u{9B}31m", "\u{202E}abc", "a\u{0}b", "\t"])
    func harmless(text: String) {
        terminal().line(StyledText(text))
        var table = TextTable([.init()])
        table.add([.init(text)])
        terminal().table(table)
        let controls = sink.written.unicodeScalars.filter {
            $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
        }
        #expect(controls.isEmpty)
        #expect(sink.written.contains("\u{FFFD}"))
    }

    @Test("a paragraph is broken at its spaces; a word that is too wide stands whole")
    func paragraph() {
        let long = String(repeating: "x", count: 50)
        terminal(columns: 40).paragraph("uno dos \(long) tres", indent: 2)
        #expect(sink.written == "uno dos\n  \(long)\n  tres\n")
    }

    @Test(
        "accents take no column, wide characters two",
        arguments: [
            ("camión", 6), ("camio\u{301}n", 6), ("漢字", 4), ("ﾊﾝ", 2), ("🔫", 2), ("e\u{200D}", 1),
            ("", 0),
            ("한글", 4), ("±½", 2),
        ])
    func displayWidth(text: String, columns: Int) {
        #expect(StyledText(text).width == columns)
    }

    @Test("columns are aligned by what is seen, figures on the right, no line ends in spaces")
    func table() {
        var table = TextTable([.init("Marca"), .init("n", side: .right), .init()])
        table.add(["camión", "1,234", "x"])
        table.add(["漢字", "5", ""])
        table.add(["sola"])
        terminal().table(table)
        #expect(
            sink.written == """
                Marca       n
                camión  1,234  x
                漢字        5
                sola

                """)
    }

    @Test("a flexible column is broken to fit, and a serial in another never is")
    func flexible() {
        var table = TextTable([.init("Serie"), .init("Razones", isFlexible: true)])
        let serial = "AB-1234567890-XY"
        let reasons =
            "un carácter distinto, el modelo y el calibre coinciden, once series parecidas"
        table.add([.init(serial), .init(reasons, .faint)])
        terminal(columns: 44).table(table)
        let lines = sink.written.split(separator: "\n")
        #expect(lines.count > 3)
        #expect(lines.allSatisfy { $0.count <= 44 })
        #expect(lines[1].hasPrefix(serial + "  "))
        let words = lines.dropFirst().joined(separator: " ").split(separator: " ").dropFirst()
        #expect(words.joined(separator: " ") == reasons)
    }
}

struct ProgressLineTests {
    /// A clock that a test winds by hand.
    final class HandClock: Sendable {
        private let time = Mutex(Duration.zero)
        func advance(_ step: Duration) { time.withLock { $0 += step } }
        var now: @Sendable () -> Duration { { self.time.withLock { $0 } } }
    }

    let sink = MemorySink()
    let clock = HandClock()

    func line(total: Int?, isInteractive: Bool = true) throws -> ProgressLine {
        let catalogue = try #require(Catalogue(carried: .english))
        let terminal = Terminal(sink: sink, isInteractive: isInteractive, hasColour: false)
        return ProgressLine(
            "tracing", total: total, on: terminal, catalogue: catalogue, now: clock.now)
    }

    @Test("count, share, rate and time left are shown, and go away")
    func shown() throws {
        let line = try line(total: 3000)
        clock.advance(.seconds(2))
        line.advance(by: 1000)
        #expect(sink.written == "\r\u{1B}[Ktracing  1,000 / 3,000  33\u{A0}%  500/s  4 s left")
        line.finish()
        #expect(sink.written.hasSuffix("\r\u{1B}[K"))
    }

    @Test("it is drawn at most ten times a second")
    func throttled() throws {
        let line = try line(total: nil)
        for _ in 0..<1000 {
            clock.advance(.milliseconds(1))
            line.advance()
        }
        let drawn = sink.written.split(separator: "\r").count
        #expect((9...11).contains(drawn))
    }

    @Test("nothing is written where nobody watches")
    func silent() throws {
        let line = try line(total: 10, isInteractive: false)
        clock.advance(.seconds(1))
        line.advance(by: 10)
        line.finish()
        #expect(sink.written.isEmpty)
    }

    @Test("a total of none, or more done than foreseen, does no harm", arguments: [0, 1])
    func odd(total: Int) throws {
        let line = try line(total: total)
        line.advance(by: 5)
        clock.advance(.seconds(4000))
        line.advance(by: 1)
        #expect(sink.written.contains("tracing  6"))
        #expect(!sink.written.contains("left"))
    }

    @Test(
        "a long wait is said in minutes or hours",
        arguments: [(100, "1 min 39 s"), (10_000, "2 h 46 min")])
    func left(total: Int, text: String) throws {
        let line = try line(total: total)
        clock.advance(.seconds(1))
        line.advance()
        #expect(sink.written.hasSuffix("  \(text) left"))
    }
}

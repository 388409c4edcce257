public import Language
import Synchronization

/// One line on the standard error that says how far the work is, and goes away when it is done.
///
/// Nothing is written where nobody watches. May be told of progress from several threads.
public final class ProgressLine: Sendable {
    private struct State {
        var done = 0
        var shownAt: Duration?
        var isShown = false
    }

    /// The least time between two drawings.
    private static let pause = Duration.milliseconds(100)

    private let label: String
    private let total: Int?
    private let terminal: Terminal
    private let catalogue: Catalogue
    private let now: @Sendable () -> Duration
    private let begun: Duration
    private let state = Mutex(State())

    /// Makes a line for a piece of work.
    ///
    /// - Parameters:
    ///   - total: how many steps the work has, when that is known.
    ///   - now: the time since any fixed moment; it never goes back.
    public init(
        _ label: String, total: Int?, on terminal: Terminal, catalogue: Catalogue,
        now: @escaping @Sendable () -> Duration
    ) {
        self.label = label
        self.total = total
        self.terminal = terminal
        self.catalogue = catalogue
        self.now = now
        begun = now()
    }

    /// Says that more steps are done.
    public func advance(by steps: Int = 1) {
        state.withLock { state in
            state.done += steps
            guard terminal.isInteractive else { return }
            let time = now()
            if let last = state.shownAt, time - last < ProgressLine.pause { return }
            state.shownAt = time
            state.isShown = true
            draw(done: state.done, elapsed: time - begun)
        }
    }

    /// Takes the line away.
    public func finish() {
        state.withLock { state in
            if state.isShown { terminal.write("\r\u{1B}[K") }
            state.isShown = false
        }
    }

    private func draw(done: Int, elapsed: Duration) {
        let seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Double(done) / seconds : 0
        var parts = [label, catalogue.grouped(done)]
        if let total, total > 0 {
            let share = min(1, Double(done) / Double(total))
            parts[1] += " / " + catalogue.grouped(total)
            parts.append(catalogue(.share(share, places: 0)))
        }
        if rate >= 1 {
            let perSecond = Int(rate.rounded())
            parts.append(catalogue(Phrase("commands.progress.rate", ["rate": .count(perSecond)])))
        }
        if let total, rate > 0, done < total {
            let left = written(seconds: Int((Double(total - done) / rate).rounded(.up)))
            parts.append(catalogue(Phrase("commands.progress.left", ["time": .text(left)])))
        }
        let text = StyledText.harmless(parts.joined(separator: "  "))
        // A line that reaches the edge would wrap, and could not be drawn over.
        terminal.write("\r\u{1B}[K" + String(text.prefix(terminal.width - 1)))
    }

    private func written(seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
        default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        }
    }
}

import Books
import Chronology
import Language
import Tracing

/// A firearm's way from holder to holder to the place of its recovery, as a timeline.
struct Way {
    let finding: Finding

    func write(to page: inout Page) {
        guard !finding.chain.isEmpty else { return }
        page.element("h4", saying: Phrase("report.way"))
        writeBand(to: &page)
        page.element("ol", .class("way")) { page in
            for (index, step) in finding.chain.enumerated() {
                let next =
                    finding.chain.indices.contains(index + 1) ? finding.chain[index + 1] : nil
                write(step, next: next, to: &page)
            }
            page.element("li", .class("end")) { page in
                writeDate(finding.recovery.recoveredOn, to: &page)
                page.element("b", saying: Phrase("report.way.recovered"))
                page.text(" ")
                let place = [finding.recovery.municipality, finding.recovery.state]
                    .map(Naming.displayed).filter { !$0.isEmpty }
                page.element("small") { $0.text(place.joined(separator: ", ")) }
                if let time = TimeToCrime(of: finding) {
                    page.element("p") { page in
                        page.begin(Phrase("report.way.time", ["time": .phrase(time.phrase)]))
                    }
                }
            }
        }
    }

    private func write(_ step: ChainStep, next: ChainStep?, to page: inout Page) {
        page.element("li") { page in
            writeDate((step.acquiredOn ?? step.on).map { DayRange($0) }, to: &page)
            page.element("b") { $0.quote(step.holder.name) }
            page.text(" ")
            page.element("small") { page in
                let place = [
                    Naming.displayed(step.holder.city),
                    Naming.state(step.holder.state, in: page.catalogue),
                ].filter { !$0.isEmpty }.joined(separator: ", ")
                page.text(
                    [
                        page.catalogue(step.holder.kind.label).capitalisedFirst, place,
                        step.holder.number,
                    ]
                    .filter { !$0.isEmpty }.joined(separator: " · "))
            }
            page.element("p", saying: event(of: step, next: next))
            for note in step.notes { page.element("p", .class("slip"), saying: note) }
        }
    }

    private func writeDate(_ days: DayRange?, to page: inout Page) {
        page.element("i") { page in
            if let days { page.text(page.catalogue.written(days)) } else { page.text("—") }
        }
    }

    private func event(of step: ChainStep, next: ChainStep?) -> Phrase {
        let when = Fact.phrase(
            step.on.map { Phrase("report.when", ["day": .day($0)]) }
                ?? Phrase("report.when.unknown"))
        switch step.event {
        case .transferred(let to):
            return Phrase(
                "report.event.transferred",
                ["to": .text(next?.holder.name ?? to), "when": when])
        case .soldAtRetail: return Phrase("report.event.sold", ["when": when])
        case .dispositionMissing: return Phrase("report.event.missing")
        case .theftOrLoss: return Phrase("report.event.stolen", ["when": when])
        case .exported(let to):
            return Phrase(
                "report.event.exported", ["to": Way.destination(to, of: finding), "when": when])
        case .recordsLost: return Phrase("report.event.lost")
        case .notInBook: return Phrase("report.event.not_in_book")
        }
    }

    /// Where a firearm was exported to, as the book has it, or that it is sealed.
    static func destination(_ to: String, of finding: Finding) -> Fact {
        if !to.isEmpty { return .text(to) }
        return .phrase(
            finding.sealed.contains(.destination)
                ? Phrase("report.destination.sealed") : Phrase("report.not_given"))
    }

    /// The same drawn to scale: the time in the trade, then the time to the recovery.
    private func writeBand(to page: inout Page) {
        guard let time = TimeToCrime(of: finding), let sold = finding.soldOn else { return }
        let first = min(finding.chain.compactMap(\.acquiredOn).min() ?? sold, sold)
        let trade = Double(sold - first)
        let whole = max(1, trade + Double(time.days))
        // Each part keeps enough width to be seen.
        let share = min(max(trade / whole * 100, trade > 0 ? 4 : 0), 88).rounded()
        page.element(
            "svg", .class("band"), .hidden
        ) { page in
            if share > 0 {
                page.box(Place(.percent(0), 0), width: .percent(share), height: 12, class: "trade")
            }
            page.box(
                Place(.percent(share), 0), width: .percent(100 - share), height: 12,
                class: time.isShort ? "t-short" : "t-long")
            if share > 22 {
                page.caption(
                    page.catalogue(Phrase("report.band.trade")).capitalisedFirst,
                    at: Place(.percent(0), 28), class: "tick")
            }
            page.caption(
                page.catalogue(time.phrase),
                at: Place(.percent(share > 50 ? 100 : share), 28),
                class: share > 50 ? "tick end" : "tick")
        }
    }
}

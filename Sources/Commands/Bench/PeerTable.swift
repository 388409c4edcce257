import Language
import Trials

/// The other engines beside this one.
struct PeerTable {
    let session: Session
    let own: BenchSummary
    let peers: PeerScript.Outcome

    /// Writes the table, or why there is none.
    func write() {
        let catalogue = session.catalogue
        session.output.line()
        switch peers {
        case .none(let why):
            session.output.paragraph(catalogue(why))
        case .peers(let peers):
            let isMissing = { (peer: PeerScript.Peer) in !(peer.missing ?? "").isEmpty }
            write(peers.filter { !isMissing($0) })
            for peer in peers.filter(isMissing) {
                let facts: [String: Fact] = [
                    "name": .text(peer.name), "reason": .text(peer.missing ?? ""),
                ]
                session.output.paragraph(catalogue(Phrase("commands.peers.missing", facts)))
            }
        }
    }

    private func write(_ peers: [PeerScript.Peer]) {
        let catalogue = session.catalogue
        session.output.line(StyledText(catalogue("commands.peers.headline"), .strong))
        session.output.line()
        var table = TextTable([
            .init(catalogue("commands.peers.name"), isFlexible: true),
            .init(catalogue("commands.peers.build"), side: .right),
            .init(catalogue("commands.peers.bytes"), side: .right),
            .init("a p50", side: .right), .init("b-f p50", side: .right),
            .init("b-f p99", side: .right),
            .init("b-f " + catalogue("commands.bench.first"), side: .right),
            .init("b-f " + catalogue("commands.peers.wrong"), side: .right),
            .init("k " + catalogue("commands.peers.wrong"), side: .right),
        ])
        for peer in [ownRow] + peers { table.add(cells(peer)) }
        session.output.table(table)
        session.output.paragraph(catalogue("commands.peers.legend"), style: .faint)
    }

    private func cells(_ peer: PeerScript.Peer) -> [TextTable.Cell] {
        let figures = BenchFigures(catalogue: session.catalogue)
        let classes = peer.classes ?? [:]
        func mean(_ figure: (PeerScript.Peer.Class) -> Double?) -> Double? {
            let found = TrialQuery.Class.single.compactMap { classes[$0.rawValue].flatMap(figure) }
            return found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
        }
        return [
            .init(peer.name), .init(figures.short(peer.seconds)),
            .init(figures.short(peer.bytesPerRecord)),
            .init(figures.short(classes[TrialQuery.Class.exact.rawValue]?.median)),
            .init(figures.short(mean(\.median))), .init(figures.short(mean(\.tail))),
            .init(figures.share(mean(\.first), places: 2)),
            .init(figures.share(mean(\.wrong), places: 2)),
            .init(figures.share(classes[TrialQuery.Class.absent.rawValue]?.wrong, places: 2)),
        ]
    }

    /// This engine's figures in the form of the others'.
    private var ownRow: PeerScript.Peer {
        var classes: [String: PeerScript.Peer.Class] = [:]
        for (kind, row) in own.score.classes {
            let wrong = row.named.first { $0.threshold == BenchSummary.threshold }?.wrong
            classes[kind.rawValue] = .init(
                median: row.median, tail: row.tail, first: row.first, wrong: wrong)
        }
        return PeerScript.Peer(
            name: "rastro", seconds: own.index.seconds, bytesPerRecord: own.bytesPerRecord,
            classes: classes, missing: nil)
    }
}

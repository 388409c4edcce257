import Language
import Trials

/// What `rastro bench machine` prints.
struct MachineTable {
    let figures: MachineFigures
    let session: Session

    /// Writes the figures.
    func write() {
        let catalogue = session.catalogue
        let written = BenchFigures(catalogue: catalogue)
        session.output.paragraph(catalogue("commands.machine.headline"), style: .strong)
        session.output.line()
        var reading = TextTable([
            .init(catalogue("commands.machine.reading")), .init("GB/s", side: .right),
        ])
        for (number, rate) in figures.reading.enumerated() {
            let label = Phrase("commands.machine.threads", ["threads": .count(number + 1)])
            reading.add([.init(catalogue(label)), .init(written.short(rate / 1e9))])
        }
        session.output.table(reading)
        session.output.line()
        var loads = TextTable([
            .init(catalogue("commands.machine.buffer")),
            .init(catalogue("commands.machine.dependent"), side: .right),
            .init(catalogue("commands.machine.overlapped"), side: .right),
        ])
        for load in figures.loads {
            loads.add([
                .init(written.binary(load.bytes)), .init(written.short(load.dependent)),
                .init(written.short(load.overlapped)),
            ])
        }
        session.output.table(loads)
        session.output.paragraph(catalogue("commands.machine.legend"), style: .faint)
    }
}

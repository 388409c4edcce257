import Language
import Training

/// The work of `rastro sample`: a synthetic world to practise on.
enum SampleJob {
    /// The work as the command starts it.
    static let job: SampleCommand.Job = { options, session in
        let world = TrainingWorld(
            seed: UInt64(options.seed), firearms: options.firearms,
            recoveries: options.recoveries)
        let summary = try world.write(to: options.folder)
        session.output.paragraph(
            session.catalogue(
                Phrase(
                    "commands.sample.written",
                    [
                        "folder": .text(options.folder), "firearms": .count(summary.firearms),
                        "licensees": .count(summary.licensees), "lines": .count(summary.bookRows),
                        "recoveries": .count(summary.recoveries),
                    ])))
        session.output.paragraph(
            session.catalogue(
                Phrase("commands.sample.next", ["folder": .text(options.folder)])))
        return .done
    }
}

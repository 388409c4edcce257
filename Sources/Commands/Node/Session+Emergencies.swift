import Exchange
import Language
import Nodes
import Vault

extension Session {
    /// Says what became of emergencies: those that nobody has explained in time in red.
    func say(_ emergencies: [EmergencyOverview], of own: NodeName, in folder: NodeFolder) {
        guard !emergencies.isEmpty else { return }
        output.line()
        for emergency in emergencies {
            let (key, style, moment) = Session.words(emergency)
            output.paragraph(
                LedgerTime.text(UInt64(emergency.time.seconds)) + "  "
                    + catalogue(
                        Phrase(
                            "node.emergency.headline",
                            [
                                "node": .text(emergency.node.text),
                                "id": .text(emergency.review.entry.text),
                                "state": .phrase(
                                    Phrase(
                                        key,
                                        ["time": .text(LedgerTime.text(UInt64(moment.seconds)))])),
                            ])), style: style, indent: 2)
        }
        guard emergencies.contains(where: { $0.isOpen && $0.node == own }) else { return }
        say("node.emergency.hint", ["folder": .text(folder.path)])
    }

    private static func words(
        _ emergency: EmergencyOverview
    ) -> (key: String, style: Style, moment: Moment) {
        let review = emergency.review
        return switch review.state {
        case .open: ("node.emergency.open", .open, review.deadline)
        case .overdue: ("node.emergency.overdue", .stopped, review.deadline)
        case .justified(let time): ("node.emergency.justified", .found, time)
        case .late(let time): ("node.emergency.late", .stopped, time)
        }
    }
}

import Chronology
import Delivery
import Exchange
import Inquiries
import Language
import Nodes

/// The work of `rastro request show`.
struct RequestShowJob {
    let options: RequestShowOptions
    let session: Session

    /// The work as the command starts it.
    static let job: RequestShowCommand.Job = { options, session in
        try await RequestShowJob(options: options, session: session).run()
    }

    private var output: Terminal { session.output }
    private var catalogue: Catalogue { session.catalogue }

    private func run() async throws -> ExitCode {
        let reader = try await NodeReader(options.folder)
        let requests = try await reader.requests(named: options.name)
        guard !requests.isEmpty else {
            session.complain(Phrase("node.request.unknown", ["name": .text(options.name)]))
            return .unusable
        }
        for (place, request) in requests.enumerated() {
            if place > 0 { output.line() }
            show(request, own: reader.configuration.name)
            let messages = try await reader.messages(about: request.identifier)
            replaced(by: request, messages)
            tell(messages)
            guard options.hasTimeline else { continue }
            let entries = try await reader.entries(about: request.identifier)
            timeline(
                Timeline.build(from: entries.map(\.entry), request: request.identifier),
                entries: entries.map(\.index))
        }
        await reader.close()
        return .done
    }

    private func show(_ request: RequestOverview, own: NodeName) {
        let conversation = request.conversation
        let isAsking = conversation.part == .asking
        let word = conversation.state.word
        output.paragraph(
            catalogue(
                Phrase(
                    "node.request.headline",
                    [
                        "reference": .text(request.reference ?? request.identifier.text),
                        "from": .text(isAsking ? own.text : conversation.peer.text),
                        "to": .text(isAsking ? conversation.peer.text : own.text),
                        "state": .phrase(RequestWords.state(word)),
                    ])), style: .strong)
        output.paragraph(
            catalogue(
                Phrase("node.request.identifier", ["id": .text(request.identifier.text)])))
        if case .refused(let code) = conversation.state {
            output.paragraph(
                catalogue(Phrase("node.request.code", ["code": .text(code.text)])),
                style: .stopped)
        }
        output.paragraph(
            catalogue(
                Phrase(
                    "node.request.until",
                    ["time": .text(LedgerTime.text(UInt64(conversation.end.seconds)))])))
        guard let message = request.message else { return }
        output.paragraph(
            catalogue(
                Phrase(
                    "node.request.message",
                    [
                        "state": .phrase(RequestWords.message(message.state.word)),
                        "tries": .count(message.tries),
                    ])))
    }

    /// The request that this one took the place of, if any.
    private func replaced(by request: RequestOverview, _ messages: [MessageOverview]) {
        let own = messages.first { $0.message.identifier == request.identifier }
        guard let replaced = own?.message.answered else { return }
        output.paragraph(
            catalogue(Phrase("node.request.replaced", ["id": .text(replaced.text)])))
    }

    /// The messages about the request, and what they ask for.
    private func tell(_ messages: [MessageOverview]) {
        var table = TextTable([
            .init(catalogue(Phrase("node.timeline.time"))),
            .init(catalogue(Phrase("node.message.from")), isFlexible: true),
            .init(catalogue(Phrase("node.message.what")), isFlexible: true),
        ])
        for message in messages {
            var what = catalogue(message.message.kind.phrase)
            if message.message.kind == .clarification,
                let wanted = try? Clarification(message.message.body)
            {
                what += ": " + wanted.fields.map(\.text).joined(separator: ", ")
            }
            table.add([
                .init(RequestTime.text(message.message.lifetime.start)),
                .init(message.message.route.issuer.text), .init(what),
            ])
        }
        guard !table.rows.isEmpty else { return }
        output.line()
        output.table(table)
    }

    private func timeline(_ timeline: Timeline, entries: [UInt64]) {
        var table = TextTable([
            .init(catalogue(Phrase("node.timeline.time"))),
            .init(catalogue(Phrase("node.timeline.node")), isFlexible: true),
            .init(catalogue(Phrase("node.timeline.step")), isFlexible: true),
            .init(catalogue(Phrase("node.timeline.since")), side: .right),
        ])
        var last: Moment?
        for group in TimelineGroup.groups(of: timeline.legs) {
            let leg = group.first
            let since = last.map { leg.time.milliseconds - $0.milliseconds }
            table.add([
                .init(RequestTime.text(leg.time)), .init(leg.node.text),
                .init(catalogue(group.phrase)),
                .init(since.map { RequestTime.span($0, catalogue) } ?? ""),
            ])
            last = leg.time
        }
        output.line()
        output.table(table)
        if let first = timeline.legs.first, let end = last {
            output.paragraph(
                catalogue(
                    Phrase(
                        "node.timeline.whole",
                        [
                            "span": .text(
                                RequestTime.span(
                                    end.milliseconds - first.time.milliseconds, catalogue))
                        ])))
        }
        output.paragraph(
            catalogue(
                Phrase(
                    "node.timeline.entries",
                    ["entries": .text(entries.map(String.init).joined(separator: ", "))])),
            style: .faint)
    }
}

/// The work of `rastro request cancel`.
struct RequestCancelJob {
    let options: RequestCancelOptions
    let session: Session

    /// The work as the command starts it.
    static let job: RequestCancelCommand.Job = { options, session in
        try await RequestCancelJob(options: options, session: session).run()
    }

    private func run() async throws -> ExitCode {
        let reader = try await NodeReader(options.folder)
        let requests = try await reader.requests(named: options.name)
        await reader.close()
        guard requests.count == 1, let request = requests.first else {
            let key = requests.isEmpty ? "node.request.unknown" : "node.request.several"
            session.complain(Phrase(key, ["name": .text(options.name)]))
            return .unusable
        }
        let isTaken = try await LocalAsking.ask(options.folder) {
            try await $0.cancel(request.identifier)
        }
        guard isTaken else {
            session.complain(Phrase("node.request.tooLate", ["name": .text(options.name)]))
            return .unusable
        }
        session.output.paragraph(
            session.catalogue(Phrase("node.request.takenBack", ["name": .text(options.name)])))
        return .done
    }
}

/// Legs that are one line of a timeline: custodians that were asked, or answered, at the same time.
struct TimelineGroup {
    /// The first leg.
    let first: Leg
    /// How many there are.
    var count = 1

    /// Puts legs that follow each other, and differ in the custodian alone, together.
    static func groups(of legs: [Leg]) -> [TimelineGroup] {
        var groups: [TimelineGroup] = []
        for leg in legs {
            if let last = groups.last?.first, last.time == leg.time, last.node == leg.node,
                last.stage.word == leg.stage.word
            {
                groups[groups.count - 1].count += leg.stage.custodianCount
            } else {
                groups.append(
                    TimelineGroup(first: leg, count: max(1, leg.stage.custodianCount)))
            }
        }
        return groups
    }

    /// What is said of the line.
    var phrase: Phrase {
        guard count > 1, let custodian = first.stage.custodian else { return first.stage.phrase }
        let facts: [String: Fact] = [
            "first": .count(custodian), "count": .count(count),
        ]
        guard case .asked = first.stage else { return Phrase("node.leg.answeredMany", facts) }
        return Phrase("node.leg.askedMany", facts)
    }
}

extension MessageKind {
    /// What is said of a message of the kind.
    var phrase: Phrase {
        switch self {
        case .traceRequest: Phrase("node.kind.request")
        case .traceResult: Phrase("node.kind.result")
        case .tracePartial: Phrase("node.kind.partial")
        case .referral: Phrase("node.kind.referral")
        case .clarification: Phrase("node.kind.clarification")
        case .cancel: Phrase("node.kind.cancel")
        case .referralUpdate, .permissionRequest, .permission, .receipt, .blindQuery, .blindAnswer,
            .custodianQuestion, .custodianAnswer:
            Phrase("node.kind.other", ["kind": .text(rawValue)])
        }
    }
}

extension Leg.Stage {
    /// What is said of the step.
    var phrase: Phrase {
        switch self {
        case .submitted: Phrase("node.leg.submitted")
        case .received: Phrase("node.leg.received")
        case .accepted: Phrase("node.leg.accepted")
        case .asked(let custodian, _): Phrase("node.leg.asked", ["number": .count(custodian)])
        case .answered(let custodian, _):
            Phrase("node.leg.answered", ["number": .count(custodian)])
        case .found: Phrase("node.leg.found")
        case .sent: Phrase("node.leg.sent")
        case .delivered: Phrase("node.leg.delivered")
        }
    }
}

/// Moments and spans as a timeline has them.
enum RequestTime {
    /// The day and the time of day in Universal Time, with thousandths.
    static func text(_ moment: Moment) -> String {
        let seconds = LedgerTime.text(UInt64(moment.seconds)).dropLast(4)
        let rest = moment.milliseconds % 1000
        let digits = String(rest)
        return "\(seconds).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }

    /// A span in the unit in which it is read best.
    static func span(_ milliseconds: Int64, _ catalogue: Catalogue) -> String {
        let sign = milliseconds < 0 ? "−" : "+"
        let size = Double(abs(milliseconds))
        let (value, unit): (Double, String) =
            switch size {
            case ..<1000: (size, "ms")
            case ..<120_000: (size / 1000, "s")
            case ..<7_200_000: (size / 60_000, "min")
            case ..<172_800_000: (size / 3_600_000, "h")
            default: (size / 86_400_000, "d")
            }
        let places = unit == "ms" ? 0 : 1
        return sign + catalogue(.decimal(value, places: places)) + " " + unit
    }
}

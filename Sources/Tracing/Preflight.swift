public import Firearms
public import Language
import SerialIndex

/// What can be said of a request before any book is asked: whether it can be traced, and what mends it.
public struct Preflight: Hashable, Sendable {
    /// One thing that stands in a trace's way.
    public struct Issue: Hashable, Sendable {
        /// How a trace would be closed because of it.
        public let closure: Closure
        /// Tells whether no search can be made at all, or only a poorer one.
        public let stopsTrace: Bool
        /// What is wrong, in words.
        public let reason: Phrase
        /// What would mend it.
        public var mend: Phrase { closure.mend }
    }

    /// What stands in the way, the worst first.
    public let issues: [Issue]

    /// The issue that makes a search impossible, if one does.
    public var stop: Issue? { issues.first { $0.stopsTrace } }

    /// Fewer known characters than this find nothing but everything.
    public static let fewestCharacters = 3
    /// Serial numbers became a duty in the United States in 1968.
    public static let firstYearOfSerials = 1968

    /// Looks a description over.
    public init(_ firearm: Descriptor, tables: ReferenceTables) {
        var issues: [Issue] = []
        func add(_ closure: Closure, stops: Bool, _ reason: Phrase) {
            issues.append(Issue(closure: closure, stopsTrace: stops, reason: reason))
        }
        let firms = firearm.make.values.compactMap { tables.firm($0) }
        Preflight.judge(firearm.serial, firms: firms, add: add)
        switch firearm.make.state {
        case .blank: add(.incompleteRequest, stops: false, Phrase("tracing.preflight.make_blank"))
        case .unknown:
            add(
                .makeOrModelWrong, stops: false,
                Phrase("tracing.preflight.make_unknown", ["make": .text(firearm.make.raw)]))
        case .contradictory:
            add(
                .makeOrModelWrong, stops: false,
                Phrase("tracing.preflight.make_contradictory", ["make": .text(firearm.make.raw)]))
        case .recognised: break
        }
        let isForeign =
            !firms.isEmpty
            && firms.allSatisfy { firm in
                firm.countries.first.map { $0 != CountryCode("US") } ?? false
            }
        if isForeign, firearm.importer.values.isEmpty {
            add(
                .importerMissing, stops: false,
                Phrase("tracing.preflight.importer_missing", ["make": .text(firms[0].name)]))
        }
        if let last = firms.compactMap(\.lastYear).max(), firms.allSatisfy({ $0.lastYear != nil }),
            last < Preflight.firstYearOfSerials
        {
            add(
                .pre1968, stops: false,
                Phrase("tracing.preflight.pre_1968", ["year": .text(String(last))]))
        }
        self.issues = issues.filter(\.stopsTrace) + issues.filter { !$0.stopsTrace }
    }

    private static func judge(
        _ serial: SerialReading, firms: [Firm], add: (Closure, Bool, Phrase) -> Void
    ) {
        switch serial.kind {
        case .obliterated:
            add(.serialObliterated, true, Phrase("tracing.preflight.serial_obliterated"))
        case .absent where isPrivatelyMade(serial, firms):
            add(.noSerialPMF, true, Phrase("tracing.preflight.privately_made"))
        case .absent:
            add(.serialMissing, true, Phrase("tracing.preflight.serial_absent"))
        case .notASerial:
            let reason =
                serial.reasons.first
                ?? Phrase("tracing.preflight.serial_not_a_serial", ["serial": .text(serial.raw)])
            add(
                serial.impostor?.isSpreadsheetDamage == true ? .serialDamaged : .serialNotASerial,
                true, reason)
        case .readable, .partly:
            let most = serial.interpretations.map(\.pattern.knownCount).max() ?? 0
            guard most < fewestCharacters else { return }
            let reason = Phrase("tracing.preflight.serial_too_short", ["count": .count(most)])
            add(.incompleteRequest, true, reason)
        }
    }

    /// Tells whether a firearm without a serial was put together by somebody at home: the make says
    /// so, or it is a maker of kits and the request says that there is no serial.
    private static func isPrivatelyMade(_ serial: SerialReading, _ firms: [Firm]) -> Bool {
        guard !firms.isEmpty else { return false }
        let isSaid = serial.raw.contains { !$0.isWhitespace }
        return firms.allSatisfy { firm in
            firm.mainRole == .kits || (isSaid && firm.roles.contains(.kits))
        }
    }
}

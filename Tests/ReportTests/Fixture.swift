import Assets
import Books
import Chronology
import Firearms
import Language
import Report
import SerialIndex
import Tracing

/// Findings made by hand, seeded: like those of a state prosecutor's file, and all invented.
struct Fixture {
    private var random: SplitMix
    private(set) var findings: [Finding] = []

    init(seed: UInt64 = 1, count: Int = 300) {
        random = SplitMix(state: seed)
        for row in 2..<(count + 2) { findings.append(makeFinding(row: row)) }
    }

    /// A seeded source of numbers, so that every run makes the same page.
    struct SplitMix: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    private mutating func pick<Value>(_ values: [Value], _ weights: [Int]) -> Value {
        var ticket = Int.random(in: 0..<weights.reduce(0, +), using: &random)
        for (value, weight) in zip(values, weights) {
            if ticket < weight { return value }
            ticket -= weight
        }
        return values[values.count - 1]
    }

    private mutating func any<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private mutating func makeFinding(row: Int) -> Finding {
        let outcome = pick(
            [
                .purchaser, .ambiguous, .notFound, .untraceable, .dispositionMissing,
                .theftOrLoss, .exported, .recordsLost,
            ] as [Outcome], [54, 7, 8, 16, 6, 3, 2, 4])
        if row > 40, outcome == .purchaser, chance(0.03) { return makeRepeat(row: row) }
        let model = pick(Fixture.models, Fixture.models.map(\.weight))
        let serial = makeSerial(like: model.serial)
        let read = damage(serial)
        let sold = Day(number: Int32.random(in: 15_000...19_300, using: &random))
        let wait = Int(900 * -Double.random(in: 0.01..<1, using: &random).logarithm)
        let recovered = sold.advanced(by: max(9, wait))
        let range =
            chance(0.06)
            ? DayRange(recovered, recovered.advanced(by: 90)) : DayRange(recovered)
        let place = pick(Fixture.places, Fixture.places.map(\.weight))
        let recovery = Recovery(
            reference: "FED/\(place.code)/\(1000 + row * 7)/2023", file: "recuperaciones.csv",
            row: row, recoveredOn: chance(0.03) ? nil : range, state: place.state,
            municipality: any(place.towns), offence: "", agency: "",
            firearm: describe(model, serial: read, of: serial, isPoor: outcome == .untraceable))
        return answer(
            outcome, recovery: recovery, model: model, serial: serial, sold: sold,
            days: range.exactDay.flatMap { recovery.recoveredOn == nil ? nil : $0 - sold })
    }

    /// The same firearm as in an earlier row.
    private mutating func makeRepeat(row: Int) -> Finding {
        let named = findings.filter { $0.outcome == .purchaser && $0.duplicateOf == nil }
        let first = any(named)
        let recovery = Recovery(
            reference: "FED/REP/\(1000 + row * 7)/2023", file: "recuperaciones.csv", row: row,
            recoveredOn: first.recovery.recoveredOn, state: first.recovery.state,
            municipality: first.recovery.municipality, offence: "", agency: "",
            firearm: first.recovery.firearm)
        return first.changed(recovery: recovery, duplicateOf: first.recovery.reference)
    }

    private mutating func makeSerial(like form: String) -> String {
        String(
            form.map { place in
                switch place {
                case "A": any(Array("ABCDEFGHKLMNPRSTUVWXYZ"))
                case "9": any(Array("0123456789"))
                default: place
                }
            })
    }

    /// A serial as it is read: mostly well, sometimes with a mistake or a place that is not legible.
    private mutating func damage(_ serial: String) -> String {
        var letters = Array(serial)
        let place = Int.random(in: 0..<letters.count, using: &random)
        switch pick([0, 1, 2, 3, 4], [62, 22, 5, 5, 6]) {
        case 1:
            let swaps: [Character: Character] = [
                "8": "B", "B": "8", "0": "O", "1": "I", "5": "S", "S": "5", "2": "Z", "6": "G",
            ]
            letters[place] = swaps[letters[place]] ?? (letters[place].isNumber ? "7" : "E")
        case 2 where place > 0: letters.swapAt(place, place - 1)
        case 3: letters.remove(at: place)
        case 4: letters[place] = "?"
        default: break
        }
        return String(letters)
    }

    private mutating func describe(
        _ model: Model, serial: String, of whole: String, isPoor: Bool
    ) -> Descriptor {
        let poor = isPoor ? any(["BORRADO", "", "PAT. 4,539,889", "1.23E+08"]) : serial
        let elements = SerialPattern.elements(read: poor)
        let kind: SerialReading.Kind =
            !isPoor
            ? (poor.contains("?") ? .partly : .readable) : poor.isEmpty ? .absent : .obliterated
        let make = any(model.spellings)
        let calibre = any(model.calibres)
        let raw = RawDescriptor(
            make: make, importer: chance(0.4) ? model.importer : "",
            model: chance(0.85) ? model.name : "", calibre: calibre, kind: model.kind,
            country: chance(0.5) ? model.country : "", serial: poor)
        return Descriptor(
            raw: raw,
            make: Normalised(raw: make, state: .recognised, values: [FirmCode(model.code)]),
            importer: Normalised(raw: raw.importer, state: .blank),
            model: Normalised(
                raw: raw.model, state: raw.model.isEmpty ? .blank : .recognised,
                values: raw.model.isEmpty ? [] : [model.name]),
            calibre: Normalised(
                raw: calibre, state: .recognised, values: [CalibreCode(model.calibreCode)]),
            kind: Normalised(raw: model.kind, state: .recognised, values: [Kind("pistol")]),
            country: Normalised(raw: raw.country, state: .blank),
            serial: SerialReading(
                raw: poor, kind: kind,
                interpretations: isPoor
                    ? [] : [.init(pattern: SerialPattern(elements), weight: 1)]))
    }
}

extension Fixture {
    private mutating func answer(
        _ outcome: Outcome, recovery: Recovery, model: Model, serial: String, sold: Day, days: Int?
    ) -> Finding {
        let isExact = recovery.firearm.raw.serial == serial
        let probability =
            outcome == .ambiguous
            ? Double.random(in: 0.3..<0.7, using: &random)
            : isExact ? 0.9997 : Double.random(in: 0.9..<0.995, using: &random)
        let chain = makeChain(outcome, model: model, sold: sold)
        let book = RawDescriptor(
            make: model.book, importer: model.importer, model: model.name,
            calibre: model.calibres[0], kind: model.bookKind, country: model.country,
            serial: serial)
        var candidates: [Candidate] = []
        if outcome != .notFound, outcome != .untraceable {
            candidates = [
                Candidate(
                    firearm: book, probability: probability,
                    reasons: reasons(isExact: isExact, like: isExact ? 0 : 9), chain: chain)
            ]
        }
        if outcome == .ambiguous {
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                var other = book
                other.serial = damage(serial).filter { $0 != "?" }
                if chance(0.4) { other.model = "Otro modelo " + model.name }
                candidates.append(
                    Candidate(
                        firearm: other,
                        probability: Double.random(in: 0.05..<0.25, using: &random),
                        reasons: reasons(isExact: false, like: 4),
                        chain: makeChain(.purchaser, model: model, sold: sold)))
            }
        }
        candidates.sort { $0.probability > $1.probability }
        let (closure, mender, mend) = close(outcome)
        let isNamed = outcome == .purchaser
        return Finding(
            recovery: recovery, outcome: outcome, closure: closure, mender: mender, mend: mend,
            confidence: probability,
            certainty: Certainty(
                probability: probability, isExactAndUnique: isExact && outcome != .ambiguous),
            candidates: candidates,
            candidateCount: outcome == .ambiguous && chance(0.2) ? 9 : candidates.count,
            absentProbability: outcome == .ambiguous ? 0.08 : 0.004,
            purchaser: isNamed ? makePurchaser() : nil,
            dealer: isNamed ? chain.last?.holder : nil, soldOn: isNamed ? sold : nil,
            daysToCrime: isNamed ? days : nil, duplicateOf: nil,
            reasons: candidates.isEmpty
                ? [Phrase("fixture.nothing", ["count": .count(5)])] : [])
    }

    private func reasons(isExact: Bool, like: Int) -> [Phrase] {
        isExact
            ? [Phrase("fixture.exact"), Phrase("fixture.agree")]
            : [
                Phrase("fixture.unlike", ["count": .count(1)]), Phrase("fixture.agree"),
                Phrase("fixture.like", ["count": .count(like)]),
            ]
    }

    private mutating func close(_ outcome: Outcome) -> (Closure, Mender, Phrase?) {
        switch outcome {
        case .purchaser: (.purchaserIdentified, .nobody, nil)
        case .ambiguous: (.serialAmbiguous, .requester, Phrase("fixture.mend.photo"))
        case .notFound:
            pick(
                [
                    (.notInTheseBooks, .otherNode, Phrase("fixture.mend.node")),
                    (.foreignNotImported, .otherNode, Phrase("fixture.mend.node")),
                    (.serialInvalidForMake, .requester, Phrase("fixture.mend.serial")),
                ], [5, 3, 3])
        case .untraceable:
            pick(
                [
                    (.serialObliterated, .requester, Phrase("fixture.mend.lab")),
                    (.serialMissing, .requester, Phrase("fixture.mend.serial")),
                    (.importerMissing, .requester, Phrase("fixture.mend.importer")),
                    (.serialNotASerial, .requester, Phrase("fixture.mend.serial")),
                    (.serialDamaged, .requester, Phrase("fixture.mend.sheet")),
                    (.pre1968, .nobody, nil), (.noSerialPMF, .nobody, nil),
                ], [8, 5, 7, 3, 3, 2, 2])
        case .dispositionMissing:
            pick(
                [
                    (.dealerIdentifiedNoPurchaser, .holder, Phrase("fixture.mend.holder")),
                    (.wholesalerLast, .holder, Phrase("fixture.mend.holder")),
                    (.manufacturerLast, .holder, Phrase("fixture.mend.holder")),
                ], [5, 2, 2])
        case .theftOrLoss: (.stolenBeforeSale, .nobody, nil)
        case .exported: (.exportedLawfully, .otherNode, Phrase("fixture.mend.node"))
        case .recordsLost:
            pick(
                [
                    (.recordDestroyed, .nobody, nil),
                    (.outOfBusinessPending, .holder, Phrase("fixture.mend.holder")),
                ], [2, 1])
        }
    }

    private mutating func makePurchaser() -> Purchaser {
        let born = Day(number: Int32.random(in: -2_000...12_000, using: &random))
        return Purchaser(
            name: any(Fixture.given) + " " + any(Fixture.family), born: born.description)
    }

    private mutating func makeChain(_ outcome: Outcome, model: Model, sold: Day) -> [ChainStep] {
        let dealer = pick(Fixture.dealers, Fixture.dealers.map(\.weight)).licensee
        let distributor = any(Fixture.distributors)
        let made = sold.advanced(by: -Int.random(in: 120...700, using: &random))
        let sent = made.advanced(by: Int.random(in: 10...60, using: &random))
        let arrived = sent.advanced(by: Int.random(in: 3...40, using: &random))
        let first = ChainStep(
            holder: model.holder, acquiredOn: made, event: .transferred(to: distributor.number),
            on: sent)
        let last: ChainStep.Event =
            switch outcome {
            case .dispositionMissing: .dispositionMissing
            case .theftOrLoss: .theftOrLoss
            case .exported: .exported(to: "Ministerio de Defensa de Honduras")
            case .recordsLost: .recordsLost
            default: .soldAtRetail
            }
        if outcome == .exported {
            return [ChainStep(holder: model.holder, acquiredOn: made, event: last, on: sent)]
        }
        if outcome == .dispositionMissing, chance(0.4) {
            return [
                first, ChainStep(holder: distributor, acquiredOn: sent, event: last, on: nil),
            ]
        }
        var notes: [Phrase] = []
        if chance(0.06) { notes.append(Phrase("fixture.slip")) }
        if outcome == .purchaser, chance(0.05) { notes.append(Phrase("fixture.again")) }
        return [
            first,
            ChainStep(
                holder: distributor, acquiredOn: sent, event: .transferred(to: dealer.number),
                on: arrived),
            ChainStep(
                holder: dealer, acquiredOn: arrived, event: last,
                on: outcome == .dispositionMissing ? nil : sold, notes: notes),
        ]
    }
}

extension Double {
    /// The natural logarithm by its series in (x - 1)/(x + 1); near enough for a fixture.
    fileprivate var logarithm: Double {
        var (value, halvings) = (self, 0.0)
        while value < 0.5 { (value, halvings) = (value * 2, halvings + 1) }
        let ratio = (value - 1) / (value + 1)
        let square = ratio * ratio
        return 2 * ratio * (1 + square / 3 + square * square / 5 + square * square * square / 7)
            - halvings * 0.693_147_180_559_945
    }
}

extension SerialPattern {
    /// The places of a serial in which `?` was not legible.
    static func elements(read: String) -> [Element] {
        read.utf8.compactMap { byte in
            if byte == UInt8(ascii: "?") { return .unknown }
            return SerialPattern.significant(String(UnicodeScalar(byte))).first.map {
                .character($0)
            }
        }
    }
}

extension Finding {
    /// The same finding for another request.
    func changed(recovery: Recovery, duplicateOf: String?) -> Finding {
        Finding(
            recovery: recovery, outcome: outcome, closure: closure, mender: mender, mend: mend,
            confidence: confidence, certainty: certainty, candidates: candidates,
            candidateCount: candidateCount, absentProbability: absentProbability,
            purchaser: purchaser, dealer: dealer, soldOn: soldOn, daysToCrime: daysToCrime,
            duplicateOf: duplicateOf, reasons: reasons)
    }
}

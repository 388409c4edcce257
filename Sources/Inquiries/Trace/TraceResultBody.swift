public import Encoding
public import Exchange
public import Tracing

import Books
import Chronology
import Firearms
import Language

/// What the answer to a request says; whom it names travels sealed beside it.
public enum TraceResultBody: Sendable {
    /// The most firearms that an answer lists; all are counted.
    public static let mostCandidates = 12
    /// The most bytes of a body: with its signatures and sealed fields it stays well within an envelope.
    public static let mostBytes = 96 << 10
    private static let mostReasons = 64

    /// An answer, taken apart.
    public struct Written: Sendable {
        /// What everybody may read.
        public let body: JSONObject
        /// What is to be sealed for whoever asked, by the fields' names.
        public let sealedPlaintexts: [(path: FieldPath, text: String)]
    }

    /// An answer, read.
    public struct Read: Sendable {
        /// The finding, to be shown as if it had been made here; what it names is sealed.
        public let finding: Finding
        /// The legs that the other node recorded.
        public let legs: [Leg]
    }

    /// Writes an answer; `legs` are those that are known so far.
    ///
    /// An answer that would be too long lists fewer firearms, and counts them all.
    public static func write(_ finding: Finding, legs: [Leg] = []) -> Written {
        let plaintexts = sealedPlaintexts(of: finding)
        var object = header(of: finding)
        object["sealed"] = .some(plaintexts.map { .string($0.path.text) })
        object["legs"] = legs.isEmpty ? nil : Leg.json(legs.prefix(Leg.most))
        object["reasons"] = PhraseCodec.json(Array(finding.reasons.prefix(mostReasons)))
        var candidates = finding.candidates.prefix(mostCandidates).map { json($0) }
        repeat {
            object["candidates"] = .some(candidates)
        } while JSONValue.object(object).canonicalBytes.count > mostBytes
            && candidates.popLast() != nil
        return Written(body: object, sealedPlaintexts: plaintexts)
    }

    private static func header(of finding: Finding) -> JSONObject {
        var object = JSONObject()
        object["outcome"] = .string(finding.outcome.rawValue)
        object["closure"] = .string(finding.closure.rawValue)
        object["mender"] = .string(finding.mender.rawValue)
        object["mend"] = finding.mend.map { PhraseCodec.json($0) }
        object["confidence"] = Probability.json(finding.confidence)
        object["certainty"] = .string(finding.certainty.rawValue)
        object["count"] = .integer(Int64(min(mostCounted, finding.candidateCount)))
        object["absent"] = Probability.json(finding.absentProbability)
        object["dealer"] = finding.dealer?.json
        object["sold"] = finding.soldOn?.json
        object["days"] = finding.daysToCrime.map { .integer(Int64($0)) }
        if let reference = finding.duplicateOf { object.set("duplicate", reference) }
        return object
    }

    /// A body that says which firearm it is, and nothing of its way from holder to holder.
    ///
    /// The reasons go too, as they tell of sales; what is sealed in it is for the caller to leave out.
    public static func withoutCustody(_ body: JSONObject) -> JSONObject {
        var body = body
        for member in ["dealer", "sold", "days", "reasons"] { body[member] = nil }
        let candidates = body["candidates"]?.array ?? []
        body["candidates"] = .some(
            candidates.map { candidate in
                guard var one = candidate.object else { return candidate }
                one["chain"] = nil
                one["reasons"] = nil
                return .object(one)
            })
        return body
    }

    private static let mostCounted = 1_000_000
    private static let mostDays = 100_000

    private static func json(_ candidate: Candidate) -> JSONValue {
        var object = JSONObject()
        object["firearm"] = candidate.firearm.json
        object["p"] = Probability.json(candidate.probability)
        object["reasons"] = PhraseCodec.json(Array(candidate.reasons.prefix(mostReasons)))
        object["chain"] = .some(candidate.chain.prefix(ChainStep.most).map(\.json))
        return .object(object)
    }

    /// The names of a finding: the purchaser, and whoever the firearm was exported to.
    private static func sealedPlaintexts(
        of finding: Finding
    ) -> [(path: FieldPath, text: String)] {
        var texts: [(String, String)] = []
        if case .exported(let to) = finding.chain.last?.event, !to.isEmpty {
            texts.append((SealedName.destination, to))
        }
        if let purchaser = finding.purchaser {
            if !purchaser.born.isEmpty { texts.append((SealedName.born, purchaser.born)) }
            texts.append((SealedName.name, purchaser.name))
        }
        return texts.compactMap { name, text in FieldPath(name).map { ($0, text) } }
    }
}

/// The names of the fields that are sealed.
private enum SealedName {
    static let destination = "export.destination"
    static let born = "purchaser.born"
    static let name = "purchaser.name"
}

extension TraceResultBody {
    /// Reads an answer about a recovery of one's own.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public static func read(
        _ body: JSONObject, for recovery: Recovery
    ) throws(MessageError) -> Read {
        var reader = try MemberReader(.object(body), path: "body")
        let outcome: Outcome = try reader.choice("outcome")
        let sealed = try sealedParts(&reader, outcome: outcome)
        let candidates = try candidates(&reader)
        let count = try reader.number("count", in: 0...mostCounted)
        guard count >= candidates.count else { throw .malformed(member: reader.place("count")) }
        let dealer = try reader.optional("dealer") { $0 }
        let duplicate = try reader.text("duplicate")
        let finding = Finding(
            recovery: recovery, outcome: outcome, closure: try reader.choice("closure"),
            mender: try reader.choice("mender"), mend: try mend(&reader),
            confidence: try reader.required("confidence", Probability.read),
            certainty: try reader.choice("certainty"), candidates: candidates,
            candidateCount: count,
            absentProbability: try reader.required("absent", Probability.read), purchaser: nil,
            dealer: try licensee(dealer, path: reader.place("dealer")),
            soldOn: try reader.day("sold"),
            daysToCrime: try reader.optional("days") { $0.number(in: 0...mostDays) },
            duplicateOf: duplicate.isEmpty ? nil : duplicate,
            reasons: try PhraseCodec.phrases(try reader.elements("reasons", most: mostReasons)),
            sealed: sealed)
        let legs = try reader.optional("legs") { Leg.list($0) } ?? []
        _ = try reader.extensions()
        return Read(finding: finding, legs: legs)
    }

    /// Checks that a body is one of an answer.
    ///
    /// - Throws: `MessageError`: the member that is not of the form, by its path.
    public static func check(_ body: JSONObject) throws(MessageError) {
        _ = try read(body, for: Recovery(unreadRow: 0, reference: nil, file: ""))
    }

    private static func licensee(
        _ value: JSONValue?, path: String
    ) throws(MessageError) -> Licensee? {
        guard let value else { return nil }
        return try Licensee(value, path: path)
    }

    private static func mend(_ reader: inout MemberReader) throws(MessageError) -> Phrase? {
        guard let value = try reader.optional("mend", { $0 }) else { return nil }
        return try PhraseCodec.read(value, path: reader.place("mend")) ?? PhraseCodec.unknown
    }

    /// Which parts are sealed: a purchaser where one is named, a destination where it was exported.
    private static func sealedParts(
        _ reader: inout MemberReader, outcome: Outcome
    ) throws(MessageError) -> Set<Finding.SealedPart> {
        let names = try reader.optional("sealed") { value in
            value.array.map { $0.compactMap(\.string) }
        }
        switch (names, outcome) {
        case (nil, _): return []
        case ([SealedName.name], .purchaser), ([SealedName.born, SealedName.name], .purchaser):
            return [.purchaser]
        case ([SealedName.destination], .exported): return [.destination]
        default: throw .malformed(member: reader.place("sealed"))
        }
    }

    private static func candidates(
        _ reader: inout MemberReader
    ) throws(MessageError) -> [Candidate] {
        var candidates: [Candidate] = []
        for (value, path) in try reader.elements("candidates", most: mostCandidates) {
            candidates.append(try candidate(value, path: path))
        }
        return candidates
    }

    private static func candidate(
        _ value: JSONValue, path: String
    ) throws(MessageError) -> Candidate {
        var reader = try MemberReader(value, path: path)
        let firearm = try reader.required("firearm") { $0 }
        var chain: [ChainStep] = []
        for (value, path) in try reader.elements("chain", most: ChainStep.most) {
            chain.append(try ChainStep(value, path: path))
        }
        let candidate = Candidate(
            firearm: try RawDescriptor(firearm, path: reader.place("firearm")),
            probability: try reader.required("p", Probability.read),
            reasons: try PhraseCodec.phrases(try reader.elements("reasons", most: mostReasons)),
            chain: chain)
        _ = try reader.extensions()
        return candidate
    }
}

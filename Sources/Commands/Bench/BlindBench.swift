import BlindLookup
import Cryptography
import Encoding
import Exchange
import Firearms
import Inquiries
import Language

/// The work of `rastro bench blind`: how long two nodes take to compare their lists without telling them.
struct BlindBench {
    let options: BenchOptions
    let session: Session

    /// One in so many firearms is in both lists.
    private static let shared = 100
    /// How often one answer is measured, and how often one name.
    private static let (answers, names) = (2000, 500)
    /// How many names are made between two looks at the clock.
    private static let namesAtOnce = 100

    /// What one comparison took, in seconds, and how many bytes of bodies were sent.
    private struct Pass {
        var list = 0.0
        var online = 0.0
        var bytes = 0
    }

    func run() async throws {
        var passes: [Pass] = []
        for _ in 0..<options.passes { passes.append(try await compare()) }
        var rows: [(Phrase, Double, places: Int)] = [
            (Phrase("commands.bench.blindList"), middle(passes.map(\.list), 0.5), 2),
            (Phrase("commands.bench.blindOnline"), middle(passes.map(\.online), 0.5), 2),
            (
                Phrase("commands.bench.blindWhole50"),
                middle(passes.map { $0.list + $0.online }, 0.5), 2
            ),
            (
                Phrase("commands.bench.blindWhole99"),
                middle(passes.map { $0.list + $0.online }, 0.99), 2
            ),
            (Phrase("commands.bench.blindSent"), Double(passes[0].bytes) / 1e6, 2),
        ]
        if let peak = PeakMemory.bytes() {
            rows.append((Phrase("commands.bench.blindPeak"), Double(peak) / 1e6, 0))
        }
        tell(rows + (try await single()) + (try index()))
    }

    /// Compares the lists once, from the firearms of both to what both have, through the bodies of messages.
    private func compare() async throws -> Pass {
        var pass = Pass()
        let (now, officer) = try asker()
        guard let period = ComparisonPeriod(number: 1),
            let seed = HMACKey(SecureRandom.bytes(HMACKey.size))
        else { throw CommandError.internalFailure("no key") }
        var desk = BlindDesk(
            keys: PeriodKeys(seed: seed, period: period),
            allowance: BlindAllowance(perOfficer: .max, perPeer: .max, period: period))
        let known = Set(forms(0..<options.entries))
        pass.list = try await seconds {
            let list = try await ComparisonList.make(
                of: known, .makeFolded, keys: desk.keys, lanes: options.threads)
            guard desk.publish(list) else { throw CommandError.internalFailure("no list") }
        }
        // The last of the owner's are the first of who asks.
        let first = options.entries - max(1, options.entries / BlindBench.shared)
        let asked = forms(first..<first + options.entries)
        var found = 0
        pass.online = try await seconds {
            guard let list = desk.list else { return }
            pass.bytes += (0..<list.parts).compactMap { list.part($0) }
                .reduce(0) { $0 + canonical(BlindReply.list($1).body).count }
            for query in try await ComparisonQuery.queries(
                for: asked, lanes: options.threads, draw: SecretScalar.random)
            {
                let question = canonical(
                    BlindQuestion.evaluate(
                        .init(period: period, rule: .makeFolded, elements: query.elements)
                    ).body)
                guard let nonce = SecretScalar.random(),
                    case .work(let work) = desk.decide(
                        try BlindQuestion(read(question)), from: officer, at: now)
                else { return }
                let reply = try await work.reply(nonce: nonce, lanes: options.threads)
                let answer = canonical(reply.body)
                pass.bytes += question.count + answer.count
                guard case .evaluated(let period, let batch) = try BlindReply(read(answer))
                else { return }
                found += try await query.matches(
                    in: list, period: period, answer: batch, lanes: options.threads
                ).count
            }
        }
        guard found == options.entries - first else {
            throw CommandError.internalFailure("\(found) of \(options.entries - first) found")
        }
        return pass
    }

    /// What one answer takes, with and without its proof.
    private func single() async throws -> [(Phrase, Double, places: Int)] {
        let seed = SecureRandom.bytes(EvaluationKey.seedSize)
        guard let base = EvaluationKey(seed: seed, info: [], mode: .base),
            let verifiable = EvaluationKey(seed: seed, info: [], mode: .verifiable),
            let factor = SecretScalar.random()
        else { throw CommandError.internalFailure("no key") }
        let element = try BlindedInput([1], mode: .base, factor: factor).element
        var (plain, proven): ([Double], [Double]) = ([], [])
        for _ in 0..<BlindBench.answers {
            plain.append(try await seconds { _ = try base.evaluate(element) })
            guard let nonce = SecretScalar.random() else { continue }
            proven.append(
                try await seconds { _ = try await verifiable.evaluate([element], nonce: nonce) })
        }
        return [
            (Phrase("commands.bench.blindAnswer50"), middle(plain, 0.5) * 1e6, 1),
            (Phrase("commands.bench.blindAnswer99"), middle(plain, 0.99) * 1e6, 1),
            (Phrase("commands.bench.blindProven50"), middle(proven, 0.5) * 1e6, 1),
            (Phrase("commands.bench.blindProven99"), middle(proven, 0.99) * 1e6, 1),
        ]
    }

    /// What one name of the blind index takes.
    private func index() throws -> [(Phrase, Double, places: Int)] {
        guard let key = HMACKey(SecureRandom.bytes(HMACKey.size)), let index = BlindIndex(key: key)
        else { throw CommandError.internalFailure("no key") }
        let forms = forms(0..<BlindBench.namesAtOnce)
        let took = (0..<BlindBench.names).map { _ in
            let start = session.surroundings.now()
            for form in forms { _ = index.name(of: form) }
            return (session.surroundings.now() - start) / .seconds(1) / Double(forms.count)
        }
        return [
            (Phrase("commands.bench.blindName50"), middle(took, 0.5) * 1e6, 2),
            (Phrase("commands.bench.blindName99"), middle(took, 0.99) * 1e6, 2),
        ]
    }

    /// Firearms of serials that differ; the rule folds no two of them into one.
    private func forms(_ numbers: Range<Int>) -> [NormalForm] {
        numbers.compactMap { number in
            NormalForm(.makeFolded, make: FirmCode("COLT"), serial: Array("AC\(number)".utf8))
        }
    }

    private func asker() throws -> (Moment, BlindAllowance.Officer) {
        guard let now = Moment(milliseconds: 0), let peer = NodeName("bench.rastro.example")
        else { throw CommandError.internalFailure("no node") }
        return (now, .init(peer: peer, pseudonym: Pseudonym(badge: "1", key: [1])))
    }

    private func canonical(_ body: JSONObject) -> [UInt8] { JSONValue.object(body).canonicalBytes }

    private func read(_ bytes: [UInt8]) throws -> JSONObject {
        guard let object = try JSONValue(canonical: bytes).object else {
            throw CommandError.internalFailure("no object")
        }
        return object
    }

    private func tell(_ rows: [(Phrase, Double, places: Int)]) {
        session.show(
            rows,
            under: Phrase(
                "commands.bench.blindHeadline",
                [
                    "count": .count(options.entries), "passes": .count(options.passes),
                    "threads": .count(options.threads),
                ]))
    }

    private func seconds(_ body: () async throws -> Void) async throws -> Double {
        let start = session.surroundings.now()
        try await body()
        return (session.surroundings.now() - start) / .seconds(1)
    }

    private func middle(_ values: [Double], _ share: Double) -> Double {
        values.sorted()[min(values.count - 1, Int(Double(values.count) * share))]
    }
}

import Cryptography
import FoundationEssentials
import Language
import Ledger

extension LedgerBench {
    /// So many entries at most: what is measured does not depend on how many there are.
    private static let mostOfPair = 20_000

    /// How fast two nodes on this machine go: one appends and signs, the other mirrors, decides and cosigns, and the
    /// first puts it in place and proves each entry of the batch; both wait for the disk.
    func pairRates(_ signer: NoteSigner) throws -> [(Phrase, Double, places: Int)] {
        let folders = [temporaryFolder(), temporaryFolder()]
        defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
        guard let key = SigningKey(seed: SecureRandom.bytes(SigningKey.seedSize)),
            let witness = NoteSigner(name: "peer.rastro.example/witness", kind: .witness, key: key)
        else { throw CommandError.internalFailure("no key") }
        let ledger = try CosignedLedger(
            LedgerFolder(path: folders[0]), signer: signer, witnesses: [witness.verifier])
        let mirror = try LedgerMirror(LedgerFolder(path: folders[1]), log: signer.verifier)
        var last = WitnessedTree.nothing
        var proving = 0.0
        var proofs = 0
        let all = min(options.entries, LedgerBench.mostOfPair)
        let took = try seconds {
            var next = 0
            while next < all {
                let end = min(all, next + LedgerBench.batch)
                let entries = (next..<end).map(entry)
                let candidate = try ledger.prepare(entries)
                try mirror.append(entries, at: UInt64(next))
                guard let body = try ledger.request(from: last.size)?.body,
                    case .cosign(let asked) = try mirror.decide(body, last: last)
                else { throw CommandError.internalFailure("not cosigned") }
                last = WitnessedTree(asked.checkpoint)
                try mirror.keep(asked)
                try ledger.settle(candidate, with: [witness.cosign(asked.checkpoint, at: 1)])
                proving += try seconds {
                    for index in next..<end where try ledger.evidence(for: UInt64(index)) != nil {
                        proofs += 1
                    }
                }
                next = end
            }
        }
        return [
            (
                Phrase("commands.bench.pair", ["count": .count(LedgerBench.batch)]),
                Double(all) / (took - proving), 0
            ),
            (Phrase("commands.bench.evidence"), Double(proofs) / proving, 0),
        ]
    }
}

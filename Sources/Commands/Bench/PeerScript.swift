import FoundationEssentials
import Language

/// The script that runs other engines on the same queries.
///
/// `python3 peers.py RECORDS --json` prints one object with a list of `peers`.
struct PeerScript {
    let path: String
    let records: String

    /// What another engine did.
    struct Peer: Decodable, Equatable {
        /// Its figures for one class of query.
        struct Class: Decodable, Equatable {
            var median: Double?
            var tail: Double?
            var first: Double?
            var wrong: Double?

            enum CodingKeys: String, CodingKey {
                case median = "p50_us"
                case tail = "p99_us"
                case first = "recall1"
                case wrong = "false_declared"
            }
        }

        let name: String
        var seconds: Double?
        var bytesPerRecord: Double?
        var classes: [String: Class]?
        /// Why it could not be run; empty or absent when it was.
        var missing: String?

        enum CodingKeys: String, CodingKey {
            case name, classes, missing
            case seconds = "build_s"
            case bytesPerRecord = "bytes_per_record"
        }
    }

    private struct Answer: Decodable {
        let peers: [Peer]
    }

    /// What came of it: figures, or why there are none.
    enum Outcome: Equatable {
        case peers([Peer])
        case none(Phrase)
    }

    /// More than this is no answer.
    private static let mostBytes = 4 << 20

    /// Runs the script, in the repository's own Python where there is one.
    func run() -> Outcome {
        guard FileManager.default.fileExists(atPath: path) else {
            return .none(Phrase("commands.peers.noScript", ["path": .text(path)]))
        }
        let own = ".venv/bin/python"
        let interpreter = FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
        do throws(ChildProcess.Failure) {
            let words = [interpreter, path, records, "--json"]
            return answer(try ChildProcess.output(of: words, most: PeerScript.mostBytes))
        } catch {
            switch error {
            case .notStarted(let reason):
                return .none(
                    Phrase(
                        "commands.peers.notStarted",
                        ["program": .text(interpreter), "reason": .text(reason)]))
            case .ended(let code):
                return .none(
                    Phrase(
                        "commands.peers.ended",
                        ["path": .text(path), "code": .text(String(code))]))
            case .tooMuch: return unclear
            }
        }
    }

    private var unclear: Outcome {
        .none(Phrase("commands.peers.unclear", ["path": .text(path)]))
    }

    private func answer(_ bytes: [UInt8]) -> Outcome {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(bytes)) else {
            return unclear
        }
        return .peers(answer.peers)
    }
}

public import Language
import Ledger
import Synchronization
public import Transport

/// Fetches the files of a ledger from a server.
struct RemoteLedger: Sendable {
    private let server: LedgerServer
    private let client: HTTPClient

    /// So many requests are under way at once.
    private static let connections = 8
    /// So many bundles with their tiles are fetched while those before them are gone over: of the largest entries,
    /// 32 MB.
    static let bundlesAtOnce: UInt64 = 32

    init(_ server: LedgerServer) throws(RemoteLedgerError) {
        self.server = server
        do throws(TransportError) {
            client = try HTTPClient(connectionsPerHost: RemoteLedger.connections)
        } catch {
            throw RemoteLedgerError(place: server.address.text, problem: .transport(error))
        }
    }

    /// Ends what is under way.
    func stop() { client.stop() }

    /// The files with the last checkpoint alone.
    func begin() async throws(RemoteLedgerError) -> FetchedFiles {
        let checkpoint = try await fetch(LedgerLayout.checkpoint, atMost: SignedNote.mostBytes)
        return FetchedFiles([LedgerLayout.checkpoint: checkpoint])
    }

    /// Fetches tiles and bundles; of one that is not full and not kept any more, the full one.
    func fetch(
        _ paths: [TilePath]
    ) async throws(RemoteLedgerError) -> [String: FetchedFiles.File] {
        typealias Answer = Result<(String, FetchedFiles.File), RemoteLedgerError>
        let result = await withTaskGroup(of: Answer.self) { group in
            for path in paths {
                group.addTask {
                    do throws(RemoteLedgerError) {
                        return .success(try await one(path))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var files: [String: FetchedFiles.File] = [:]
            for await answer in group {
                switch answer {
                case .success(let (path, file)): files[path] = file
                case .failure(let error):
                    group.cancelAll()
                    return Result<[String: FetchedFiles.File], RemoteLedgerError>.failure(error)
                }
            }
            return .success(files)
        }
        return try result.get()
    }

    private func one(
        _ path: TilePath
    ) async throws(RemoteLedgerError) -> (String, FetchedFiles.File) {
        let file = try await fetch(path.text, atMost: RemoteLedger.mostBytes(path))
        guard case .missing = file, !path.isFull else { return (path.text, file) }
        let full = path.whole
        return (full.text, try await fetch(full.text, atMost: RemoteLedger.mostBytes(full)))
    }

    /// The most bytes of a file: hashes of 32 bytes, or the longest entries with their lengths.
    private static func mostBytes(_ path: TilePath) -> Int {
        path.count * (path.level == nil ? 2 + EntryBundle.longestEntry : 32)
    }

    private func fetch(
        _ path: String, atMost limit: Int
    ) async throws(RemoteLedgerError) -> FetchedFiles.File {
        var request = HTTPClientRequest(.get, try server.address.url(of: path), trust: server.trust)
        request.answerLimit = limit
        request.totalTime = server.patience
        let answer: HTTPClientResponse
        do throws(TransportError) {
            answer = try await client.send(request)
        } catch {
            // A server that sends more than a part of a ledger can have is answered like one that sends other bytes.
            if case .answerTooLarge = error { return .tooLarge(limit) }
            throw RemoteLedgerError(
                place: server.address.text + " " + path, problem: .transport(error))
        }
        switch answer.status {
        case 200: return .bytes(answer.body)
        case 404, 410: return .missing
        default:
            throw RemoteLedgerError(
                place: server.address.text + " " + path, problem: .status(answer.status))
        }
    }
}

/// What was fetched of a ledger, for those who read it step by step.
final class FetchedFiles: LedgerSource {
    /// What a server had at a path.
    enum File: Sendable {
        case bytes([UInt8])
        case missing
        /// More than this many bytes.
        case tooLarge(Int)
    }

    private let checkpoint: File?
    private let files: Mutex<[String: File]>

    init(_ files: [String: File]) {
        checkpoint = files[LedgerLayout.checkpoint]
        self.files = Mutex(files)
    }

    /// Puts other tiles and bundles in the place of those that were read.
    func replace(with new: [String: File]) {
        files.withLock { files in
            files = new
            files[LedgerLayout.checkpoint] = checkpoint
        }
    }

    /// The bytes at a path.
    func read(_ path: String) throws(LedgerError) -> [UInt8]? {
        switch files.withLock({ $0[path] }) {
        case .bytes(let bytes): return bytes
        case .missing, nil: return nil
        case .tooLarge(let limit):
            let part: LedgerError.Part =
                switch TilePath(path) {
                case nil: .note
                case let tile?: tile.level == nil ? .bundle : .tile
                }
            throw .malformed(part: part, place: limit)
        }
    }
}

/// Why a ledger could not be fetched.
public struct RemoteLedgerError: Error, Equatable, Sendable {
    /// What was asked: the ledger's address, and the part of it.
    public let place: String
    /// What became of it.
    public let problem: Problem

    /// What can go wrong.
    public enum Problem: Equatable, Sendable {
        /// No whole answer came.
        case transport(TransportError)
        /// The answer was another than the file, or that there is none.
        case status(Int)
    }
}

extension RemoteLedgerError: Sayable {
    /// Where it went wrong, what was found, what was expected and what to do.
    public var phrase: Phrase {
        switch problem {
        case .transport(let error):
            Phrase(
                "commands.ledger.unreachable",
                ["place": .text(place), "problem": .phrase(error.phrase)])
        case .status(let status):
            Phrase(
                "commands.ledger.answered", ["place": .text(place), "status": .text("\(status)")])
        }
    }
}

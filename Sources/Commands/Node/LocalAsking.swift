import Exchange
import Language
import Nodes
import Transport

/// Asks the process that runs a node, and says what to do where none does.
enum LocalAsking {
    /// Asks it.
    ///
    /// - Throws: `NodeError.noNode` where there is no node, `resting` where no process runs it.
    static func ask<Value>(
        _ folder: NodeFolder, _ work: (LocalClient) async throws -> Value
    ) async throws -> Value {
        guard folder.hasNode || folder.hasVault else { throw NodeError.noNode(path: folder.path) }
        do {
            return try await work(try LocalClient(folder))
        } catch TransportError.unreachable {
            throw NodeError.resting(path: folder.path)
        }
    }

    /// The request that a name means, of one that was made anew the last; says so where there is none.
    static func request(
        named name: String, in folder: NodeFolder, _ session: Session
    ) async throws -> UniqueIdentifier? {
        let reader = try await NodeReader(folder)
        let requests = try await reader.requests(named: name)
        await reader.close()
        guard let request = requests.last else {
            session.complain(Phrase("node.request.unknown", ["name": .text(name)]))
            return nil
        }
        return request.identifier
    }

    /// Says that alarms have been seen to, whether a process runs the node or not.
    static func seen(_ folder: NodeFolder, upTo number: Int) async throws {
        do {
            try await ask(folder) { try await $0.markSeen(upTo: number) }
        } catch NodeError.resting {
            try await folder.markSeen(upTo: number)
        }
    }
}

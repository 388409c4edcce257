import Exchange
import Ledger
import Storage
import Synchronization
import Vault

/// How far a node has told the process of its vault what that has to know.
struct VaultTelling: Sendable {
    /// Whether the vault was open when it was last looked at.
    var wasOpen = false
    /// The first entry that was not looked at yet; `nil` until the vault has said from where on.
    var next: UInt64?
}

extension NodeService {
    /// How many entries are looked at in one go.
    private static let telling: UInt64 = 4096

    /// Looks how a vault with a process of its own stands, tells it what it does not know yet, and takes up what has waited
    /// for it.
    func lookAtVault() async throws {
        guard let link = keys.vault.link else { return }
        guard let look = await link.look() else {
            vaultTelling.withLock { $0 = VaultTelling() }
            return
        }
        try await tellManifests(link, look)
        try await tellEntries(link, look)
        let isNews = vaultTelling.withLock { telling in
            defer { telling.wasOpen = look.isOpen }
            return look.isOpen && !telling.wasOpen
        }
        if isNews { takeUp(keys.vault.release()) }
    }

    /// Tells the manifests of the nodes that the vault knows, in their order.
    private func tellManifests(_ link: VaultLink, _ look: VaultLink.Look) async throws {
        for (node, serial) in look.manifests.sorted(by: { $0.key < $1.key }) {
            let notes = try await database.read { transaction in
                try transaction.rows(
                    "SELECT note FROM manifest WHERE node = $1 AND serial > $2 ORDER BY serial",
                    node, KeptCount(serial), as: [UInt8].self)
            }
            for bytes in notes {
                // Those behind one that it does not take do not follow either.
                guard await link.tell(manifest: try SignedNote(bytes)) else { break }
            }
        }
    }

    /// Tells the entries that change whose keys count, or explain an emergency, with their proofs.
    private func tellEntries(_ link: VaultLink, _ look: VaultLink.Look) async throws {
        var next = max(look.next, vaultTelling.withLock { $0.next } ?? 0)
        let end = await min(ledger.published, next + NodeService.telling)
        while next < end {
            let entries = try await ledger.entries(next..<min(end, next + 256))
            guard !entries.isEmpty else { break }
            for bytes in entries {
                if let entry = try? LedgerEntry(bytes), entry.concernsVault {
                    guard let proved = try await ledger.proved(next),
                        await link.tell(
                            Permit(entry: proved.entry, proof: proved.evidence.bytes))
                    else { return }
                }
                next += 1
            }
            vaultTelling.withLock { $0.next = next }
        }
    }
}

extension LedgerEntry {
    /// Tells whether a vault with a process of its own has to know of it.
    fileprivate var concernsVault: Bool {
        kind == .justify || kind == .decision && OfficerOffice.change(in: self) != nil
    }
}

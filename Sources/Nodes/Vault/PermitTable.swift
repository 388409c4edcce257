import Exchange
import Storage
import Vault

/// The permits that were used, in the node's tables: none opens anything twice.
struct PermitTable: PermitRegister {
    let database: Database
    let now: @Sendable () -> Moment
    /// What is kept with the use of a permit, in the same transaction.
    var alongside: @Sendable (borrowing Transaction<Writing>, UInt64) throws -> Void = { _, _ in }

    func use(_ index: UInt64) async throws(PermitRegisterError) {
        let time = now()
        let isFirst: Bool
        do {
            isFirst = try await database.write { [alongside] transaction in
                guard try transaction.use(index, at: time) else { return false }
                try alongside(transaction, index)
                return true
            }
        } catch {
            throw .unavailable
        }
        guard isFirst else { throw .used }
    }
}

extension Transaction where Access == Writing {
    /// Uses up a permit; `false` when it was used before.
    func use(_ index: UInt64, at time: Moment) throws -> Bool {
        let entry = KeptCount(index)
        let known = try row(
            "SELECT entry FROM used_permit WHERE entry = $1", entry, as: KeptCount.self)
        guard known == nil else { return false }
        try execute(
            "INSERT INTO used_permit(entry, time) VALUES ($1, $2)", entry, KeptMoment(time))
        return true
    }
}

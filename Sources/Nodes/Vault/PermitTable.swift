import Exchange
import Storage
import Vault

/// The permits that were used, in the node's tables: none opens anything twice.
struct PermitTable: PermitRegister {
    let database: Database
    let now: @Sendable () -> Moment

    func use(_ index: UInt64) async throws(PermitRegisterError) {
        let (entry, time) = (KeptCount(index), KeptMoment(now()))
        let isFirst: Bool
        do {
            isFirst = try await database.write { transaction in
                let known = try transaction.row(
                    "SELECT entry FROM used_permit WHERE entry = $1", entry, as: KeptCount.self)
                guard known == nil else { return false }
                try transaction.execute(
                    "INSERT INTO used_permit(entry, time) VALUES ($1, $2)", entry, time)
                return true
            }
        } catch {
            throw .unavailable
        }
        guard isFirst else { throw .used }
    }
}

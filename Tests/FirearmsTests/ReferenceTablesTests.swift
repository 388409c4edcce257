import Firearms
import Testing

@Suite("The carried reference tables")
struct ReferenceTablesTests {
    let tables = ReferenceTables.carried

    @Test("hold at least 400 makes")
    func makes() {
        #expect(tables.firms.count { $0.roles.contains(.maker) } >= 400)
    }
}

import Ledger
import Testing

struct TilePathTests {
    @Test(
        "a tile has the path that C2SP gives it, and no other path leads to it",
        arguments: [
            (TilePath.hashes(level: 0, index: 0), "tile/0/000"),
            (.hashes(level: 0, index: 1_234_067), "tile/0/x001/x234/067"),
            (.hashes(level: 1, index: 5, count: 17), "tile/1/005.p/17"),
            (.entries(index: 273, count: 112), "tile/entries/273.p/112"),
            (.entries(index: 1000), "tile/entries/x001/000"),
            (.hashes(level: 63, index: 1, count: 1), "tile/63/001.p/1"),
        ])
    func paths(tile: TilePath, text: String) {
        #expect(tile.text == text)
        #expect(TilePath(text) == tile)
    }

    @Test(
        "what is no path is refused",
        arguments: [
            "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/0000", "tile/00/000",
            "tile/64/000", "tile/0/x000/001", "tile/0/001/002", "tile/0/000.p/0",
            "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000/000.p/1",
            "tile/x/000", "/tile/0/000", "tile/0/../000", "tile/-1/000", "tile/0/٠٠٠",
            "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/entries/000.p",
        ])
    func refused(text: String) {
        #expect(TilePath(text) == nil)
    }

    @Test("a log of 70,000 entries has the right edge that others produce")
    func edge() {
        let edge = TilePath.rightEdge(ofSize: 70_000).map(\.text)
        #expect(
            edge == [
                "tile/entries/273.p/112", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1",
            ])
        #expect(TilePath.rightEdge(ofSize: 0).isEmpty)
        #expect(TilePath.rightEdge(ofSize: 256).map(\.text) == ["tile/1/000.p/1"])
    }

    @Test("a bundle is read back, and refused where it is cut or too long")
    func bundles() throws {
        let entries: [[UInt8]] = [[], [1], [UInt8](repeating: 7, count: 300)]
        let bytes = EntryBundle.encode(entries)
        #expect(try EntryBundle.decode(bytes, count: 3).map(Array.init) == entries)
        for count in 0..<bytes.count {
            #expect(throws: LedgerError.self) {
                try EntryBundle.decode(Array(bytes.prefix(count)), count: 3)
            }
        }
        #expect(throws: LedgerError.malformed(part: .bundle, place: bytes.count)) {
            try EntryBundle.decode(bytes + [0], count: 3)
        }
        #expect(throws: LedgerError.self) { try EntryBundle.decode(bytes, count: 4) }
    }
}

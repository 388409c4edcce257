internal import Encoding

/// Which tile of a log's hashes, or which bundle of its entries, and where it is kept (C2SP tlog-tiles).
public struct TilePath: Hashable, Sendable {
    /// Hashes and entries stand in tiles of so many.
    public static let width = 256

    /// The level of the tile's hashes in steps of eight levels of the tree; `nil` for a bundle of entries.
    public let level: Int?
    /// Which one of its level.
    public let index: UInt64
    /// How many hashes or entries it has, 1...256.
    public let count: Int

    /// A tile of hashes.
    public static func hashes(level: Int, index: UInt64, count: Int = width) -> TilePath {
        TilePath(level: level, index: index, count: count)
    }

    /// A bundle of entries.
    public static func entries(index: UInt64, count: Int = width) -> TilePath {
        TilePath(level: nil, index: index, count: count)
    }

    /// The tile with all that it can have, of which this one is the beginning.
    public var whole: TilePath { TilePath(level: level, index: index, count: TilePath.width) }

    /// The first entry behind those that the tile is made of.
    var end: UInt64 {
        (index * UInt64(TilePath.width) + UInt64(count)) << UInt64(8 * (level ?? 0))
    }

    private init(level: Int?, index: UInt64, count: Int) {
        self.level = level
        self.index = index
        self.count = count
    }

    /// Tells whether it has all that it may have.
    public var isFull: Bool { count == TilePath.width }

    /// The path below the log's folder or address.
    public var text: String {
        var groups = ["\(padded(index % 1000))"]
        var rest = index / 1000
        while rest > 0 {
            groups.insert("x\(padded(rest % 1000))", at: 0)
            rest /= 1000
        }
        let kind = level.map { "\($0)" } ?? "entries"
        let part = isFull ? "" : ".p/\(count)"
        return "tile/\(kind)/\(groups.joined(separator: "/"))\(part)"
    }

    private func padded(_ number: UInt64) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }

    /// The tile of a path; `nil` for any other text.
    public init?(_ text: String) {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard text.utf8.count <= 100, parts.popFirst() == "tile", let kind = parts.popFirst() else {
            return nil
        }
        level = kind == "entries" ? nil : DecimalNumber.decode(kind).map { Int(clamping: $0) }
        guard kind == "entries" || level.map({ $0 < 64 }) == true else { return nil }
        var count = TilePath.width
        if parts.count >= 2, parts[parts.endIndex - 2].hasSuffix(".p") {
            guard let last = parts.popLast(), let width = DecimalNumber.decode(last),
                (1..<UInt64(TilePath.width)).contains(width), let before = parts.popLast()
            else { return nil }
            count = Int(width)
            parts.append(before.dropLast(2))
        }
        self.count = count
        guard let index = TilePath.index(of: parts) else { return nil }
        self.index = index
        // One tile, one path: what is written with a group too many is no path.
        guard self.text == text else { return nil }
    }

    private static func index(of groups: ArraySlice<Substring>) -> UInt64? {
        guard !groups.isEmpty, groups.count <= 7 else { return nil }
        var index: UInt64 = 0
        for (place, group) in groups.enumerated() {
            let isLast = place == groups.count - 1
            let digits = isLast ? group : group.dropFirst()
            guard isLast || group.first == "x", digits.utf8.count == 3,
                digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = UInt64(digits)
            else { return nil }
            let (product, isTooLarge) = index.multipliedReportingOverflow(by: 1000)
            let (sum, isLarger) = product.addingReportingOverflow(number)
            guard !isTooLarge, !isLarger else { return nil }
            index = sum
        }
        return index
    }

    /// The tiles of hashes and the bundle that a log has at its right edge when it has a size: those that
    /// are not full; and how many full ones there are before them at each level.
    public static func rightEdge(ofSize size: UInt64) -> [TilePath] {
        var edge: [TilePath] = []
        let inBundle = Int(size % UInt64(width))
        if inBundle > 0 { edge.append(.entries(index: size / UInt64(width), count: inBundle)) }
        var hashes = size
        var level = 0
        while hashes > 0 {
            let count = Int(hashes % UInt64(width))
            if count > 0 {
                edge.append(.hashes(level: level, index: hashes / UInt64(width), count: count))
            }
            hashes /= UInt64(width)
            level += 1
        }
        return edge
    }
}

/// The mistakes of hand and eye with which a training world's serials are written down.
struct TrainingSlips: Sendable {
    /// What went wrong, as the answers name it.
    enum Mistake: String, Sendable, CaseIterable {
        case none, dressed, confused, substituted, dropped, doubled, added, transposed
        case two = "two mistakes"
        case marked
        case cut
        case removed
        case absent
        case copied

        /// Tells whether nothing can be traced with what was written.
        var endsTrace: Bool { self == .removed || self == .absent || self == .copied }
    }

    let lexicon: TrainingLexicon

    /// Characters that are taken for one another, as examiners name them and as stamps look.
    private static let alike: [UInt8: [UInt8]] = {
        let groups = [
            "0OQD", "1IL7", "2Z", "5S6", "8B3", "6GC", "UVY", "4A", "49", "MNH", "EF", "PR", "KX",
            "T7",
        ]
        var table: [UInt8: [UInt8]] = [:]
        for group in groups {
            for byte in group.utf8 { table[byte, default: []] += group.utf8.filter { $0 != byte } }
        }
        return table
    }()

    /// A serial as somebody under pressure writes it.
    func written(
        _ serial: String, model: String, calibre: String, _ random: inout TrainingRandom
    ) -> (text: String, mistake: Mistake) {
        let bare = serial.utf8.filter { $0 != UInt8(ascii: "-") }.map { $0 }
        let draw = random.unit()
        switch draw {
        case ..<0.46: return (serial, .none)
        case ..<0.55: return (dressed(serial, bare, &random), .dressed)
        case ..<0.78:
            let slip = slip(bare, &random)
            return (String(decoding: slip.bytes, as: UTF8.self), slip.mistake)
        case ..<0.82:
            let twice = slip(slip(bare, &random).bytes, &random).bytes
            return (String(decoding: twice, as: UTF8.self), .two)
        case ..<0.89: return (marked(bare, &random), .marked)
        case ..<0.92: return (cut(bare, &random), .cut)
        case ..<0.95: return (lexicon.word("removed", &random), .removed)
        case ..<0.98: return (blank(&random), .absent)
        default: return (copied(model, calibre, &random), .copied)
        }
    }

    private func blank(_ random: inout TrainingRandom) -> String {
        random.chance(0.3) ? "" : lexicon.word("absent", &random)
    }

    private func copied(
        _ model: String, _ calibre: String, _ random: inout TrainingRandom
    ) -> String {
        switch random.below(3) {
        case 0: model
        case 1: calibre
        default:
            "PAT. \(random.within(3...7)),\(random.within(100...999)),\(random.within(100...999))"
        }
    }

    /// The right characters in another dress.
    private func dressed(
        _ serial: String, _ bare: [UInt8], _ random: inout TrainingRandom
    ) -> String {
        let plain = String(decoding: bare, as: UTF8.self)
        let middle = 1 + random.below(max(1, bare.count - 1))
        let head = String(decoding: bare[..<middle], as: UTF8.self)
        let tail = String(decoding: bare[middle...], as: UTF8.self)
        switch random.below(9) {
        case 0: return plain.lowercased()
        case 1: return "\(head) \(tail)"
        case 2: return "\(head)-\(tail)"
        case 3: return "NÚM. \(serial)"
        case 4: return "S/N \(serial)"
        case 5: return "MAT. \(plain)"
        case 6: return "# \(serial)"
        case 7: return "Serie \(serial)"
        default: return "\(plain)."
        }
    }

    /// One mistake of hand or eye, and its name.
    func slip(
        _ bytes: [UInt8], _ random: inout TrainingRandom
    ) -> (bytes: [UInt8], mistake: Mistake) {
        guard bytes.count > 1 else { return (bytes + [UInt8(ascii: "0")], .added) }
        var slipped = bytes
        let at = random.below(bytes.count)
        let draw = random.unit()
        if draw < 0.42,
            let spot = spot(of: bytes, from: at, where: { Self.alike[bytes[$0]] != nil })
        {
            slipped[spot] = random.pick(Self.alike[bytes[spot]] ?? [bytes[spot]])
            return (slipped, .confused)
        }
        if draw < 0.56 {
            let spot = spot(of: bytes, from: at) { bytes[$0] != UInt8(ascii: "-") } ?? at
            slipped[spot] = other(than: bytes[spot], &random)
            return (slipped, .substituted)
        }
        if draw < 0.72, bytes.count > 3 {
            slipped.remove(at: at)
            return (slipped, .dropped)
        }
        if draw < 0.84 {
            slipped.insert(bytes[at], at: at)
            return (slipped, .doubled)
        }
        let pair = spot(of: bytes, from: at) { $0 + 1 < bytes.count && bytes[$0] != bytes[$0 + 1] }
        if let pair {
            slipped.swapAt(pair, pair + 1)
            return (slipped, .transposed)
        }
        slipped.append(UInt8(ascii: "0") + UInt8(random.below(10)))
        return (slipped, .added)
    }

    /// The first place that will do, from a drawn one on and around.
    private func spot(
        of bytes: [UInt8], from start: Int, where isFit: (Int) -> Bool
    ) -> Int? {
        (0..<bytes.count).lazy.map { (start + $0) % bytes.count }.first(where: isFit)
    }

    /// Another letter for a letter, another digit for a digit.
    private func other(than byte: UInt8, _ random: inout TrainingRandom) -> UInt8 {
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        let first = isDigit ? UInt8(ascii: "0") : UInt8(ascii: "A")
        let count = isDigit ? 10 : 26
        let place = byte >= first ? Int(byte - first) % count : 0
        return first + UInt8((place + random.within(1...(count - 1))) % count)
    }

    /// One to three characters that could not be read, each with its mark.
    private func marked(_ bare: [UInt8], _ random: inout TrainingRandom) -> String {
        var bytes = bare
        let mark = random.pick(Array("??*_#".utf8))
        for _ in 0..<min(random.within(1...3), max(1, bare.count - 2)) {
            bytes[random.below(bytes.count)] = mark
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A part that could not be read, at one end.
    private func cut(_ bare: [UInt8], _ random: inout TrainingRandom) -> String {
        let missing = min(random.within(1...3), max(1, bare.count - 3))
        let head = String(decoding: bare.dropLast(missing), as: UTF8.self)
        switch random.below(5) {
        case 0: return "..." + String(decoding: bare.dropFirst(missing), as: UTF8.self)
        case 1: return "\(head) [ILEGIBLE]"
        case 2: return "\(head)(borrado)"
        case 3 where missing > 1: return "\(head) (últimos \(missing) borrados)"
        default: return "\(head)..."
        }
    }
}

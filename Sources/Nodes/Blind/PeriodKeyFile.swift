import BlindLookup
import Cryptography
import Encoding
import Exchange

/// The file with the seed of the period in which a node answers blindly: two lines, and never the seed of another.
enum PeriodKeyFile {
    private static let heading = "rastro-period-key/1"
    private static let mostBytes = 1024

    static func path(in folder: NodeFolder) -> String { folder.keys + "/period.key" }

    /// The keys of the period in which a moment lies; the file has them on return, and those before no more.
    ///
    /// A clock that is set back brings no earlier period back. Periods of another length begin anew, with a seed that
    /// has nothing to do with the last.
    static func keys(
        in folder: NodeFolder, _ terms: NodeConfiguration.Blind, at now: Moment
    ) throws(NodeError) -> PeriodKeys {
        let days = Int(terms.periodDays)
        guard let period = ComparisonPeriod(at: now.seconds, days: days) else {
            throw .malformed(path: folder.configuration, member: "blind.periodDays")
        }
        if let kept = try read(folder), kept.days == days {
            var keys = kept.keys
            if keys.period >= period { return keys }
            if keys.advance(to: period) {
                try write(keys, days, in: folder)
                return keys
            }
        }
        guard let seed = HMACKey(SecureRandom.bytes(HMACKey.size)) else {
            throw .malformed(path: path(in: folder), member: "seed")
        }
        let keys = PeriodKeys(seed: seed, period: period)
        try write(keys, days, in: folder)
        return keys
    }

    /// What the file has; `nil` where there is none.
    static func read(_ folder: NodeFolder) throws(NodeError) -> (keys: PeriodKeys, days: Int)? {
        let path = path(in: folder)
        guard let bytes = try PrivateFiles.read(path, atMost: mostBytes) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard lines.count == 2, words.count == 3, words[0] == heading,
            let days = DecimalNumber.decode(words[1]).flatMap({ Int(exactly: $0) }),
            let period = DecimalNumber.decode(words[2]).flatMap({ Int(exactly: $0) })
                .flatMap({ ComparisonPeriod(number: $0) }),
            let seed = Base64.decode(lines[1]).flatMap({ HMACKey($0) })
        else { throw .malformed(path: path, member: "seed") }
        return (PeriodKeys(seed: seed, period: period), days)
    }

    private static func write(
        _ keys: PeriodKeys, _ days: Int, in folder: NodeFolder
    ) throws(NodeError) {
        let text = """
            \(heading) \(days) \(keys.period.number)
            \(Base64.encode(keys.seed.copiedBytes()))

            """
        try PrivateFiles.replace(secret: path(in: folder), by: Array(text.utf8))
    }
}

public import Cryptography
internal import Encoding
public import Exchange

/// What splits a secret into shares, of which some suffice, and fewer say nothing.
public protocol SecretSharing: Sendable {
    /// The shares of a secret, as many as wanted; the first is number 1.
    ///
    /// - Returns: `nil` when it can not be split so.
    func split(_ secret: SecretBytes, into count: Int, needing threshold: Int) -> [SecretBytes]?
    /// The secret of shares with their numbers; whether it is the right one is checked by who asks.
    ///
    /// - Returns: `nil` when the shares can not be of one splitting.
    func join(_ shares: [Int: SecretBytes]) -> SecretBytes?
}

/// One holder's share of a vault's key, in a file under that holder's passphrase.
///
/// Whoever writes it sees to it that its holder alone can read it. It is canonical JSON.
public struct VaultShareFile: Hashable, Sendable {
    /// The key that is split, by its public half.
    public let publicKey: BoxPublicKey
    /// Which splitting: shares of two do not go together.
    public let splitting: [UInt8]
    /// Which share, from 1.
    public let number: Int
    /// How many shares there are, and how many it takes.
    public let plan: Plan
    private let box: PassphraseBox

    static let kind = "rastro-vault-share"
    /// How many random bytes name a splitting.
    public static let splittingSize = 16

    /// How many shares there are, and how many it takes.
    public struct Plan: Hashable, Sendable {
        /// How many there are.
        public let shares: Int
        /// How many it takes.
        public let needed: Int

        /// Two of three.
        public static let usual = Plan(known: 3, 2)
        /// The most shares.
        public static let most = 16

        /// A plan; `nil` unless it takes at least 2, and at most as many as there are, which are at most 16.
        public init?(shares: Int, needed: Int) {
            guard (2...Plan.most).contains(shares), (2...shares).contains(needed) else {
                return nil
            }
            self.init(known: shares, needed)
        }

        private init(known shares: Int, _ needed: Int) {
            self.shares = shares
            self.needed = needed
        }
    }

    /// A holder's passphrase with the random bytes of its file.
    public struct Holder: Sendable {
        let passphrase: SecretBytes
        let chance: PassphraseChance

        /// A holder with a passphrase.
        public init(passphrase: SecretBytes, with chance: PassphraseChance) {
            self.passphrase = passphrase
            self.chance = chance
        }
    }

    /// Splits a seed among holders, one file for each.
    ///
    /// - Parameters:
    ///   - seed: the seed of the vault's key.
    ///   - needed: how many holders it takes: at least two.
    ///   - holders: 2 to 16.
    ///   - splitting: 16 random bytes.
    ///   - sharing: what splits.
    public static func split(
        _ seed: SecretBytes, needing needed: Int, among holders: [Holder], splitting: [UInt8],
        by sharing: some SecretSharing
    ) throws(VaultKeyError) -> [VaultShareFile] {
        guard let key = VaultKey(seed: seed), splitting.count == splittingSize,
            let plan = Plan(shares: holders.count, needed: needed)
        else { throw .malformed }
        guard let shares = sharing.split(seed, into: plan.shares, needing: needed),
            shares.count == plan.shares
        else { throw .notSplit }
        var files: [VaultShareFile] = []
        for (index, (share, holder)) in zip(shares, holders).enumerated() {
            files.append(
                try VaultShareFile(
                    share, number: index + 1, plan, splitting, of: key.publicKey, for: holder))
        }
        return files
    }

    private init(
        _ share: SecretBytes, number: Int, _ plan: Plan, _ splitting: [UInt8],
        of key: BoxPublicKey, for holder: Holder
    ) throws(VaultKeyError) {
        publicKey = key
        self.splitting = splitting
        self.number = number
        self.plan = plan
        box = try PassphraseBox(
            share, under: holder.passphrase, with: holder.chance,
            context: VaultShareFile.context(key, splitting, number, plan))
    }

    private static func context(
        _ key: BoxPublicKey, _ splitting: [UInt8], _ number: Int, _ plan: Plan
    ) -> [UInt8] {
        let parts = [
            "\(kind)/1", Base64.encode(key.bytes), Base64.encode(splitting),
            "\(number) \(plan.shares) \(plan.needed)",
        ]
        return Array(parts.joined(separator: "\n").utf8)
    }

    /// Opens one share; takes as long as its cost says.
    public func open(with passphrase: SecretBytes) throws(VaultKeyError) -> SecretBytes {
        try box.open(
            with: passphrase,
            context: VaultShareFile.context(publicKey, splitting, number, plan))
    }

    /// The seed of shares that their holders have opened.
    ///
    /// - Throws: `VaultKeyError`: `tooFewShares`, `otherShares`, `repeatedShare`, `notSplit`, or `otherKey` when what
    ///   they make is not the key that was split.
    public static func join(
        _ shares: [(file: VaultShareFile, share: SecretBytes)], by sharing: some SecretSharing
    ) throws(VaultKeyError) -> SecretBytes {
        guard let first = shares.first?.file else { throw .tooFewShares(given: 0, needed: 2) }
        var found: [Int: SecretBytes] = [:]
        for (file, share) in shares {
            guard file.publicKey == first.publicKey, file.splitting == first.splitting,
                file.plan == first.plan
            else { throw .otherShares }
            guard found.updateValue(share, forKey: file.number) == nil else {
                throw .repeatedShare(number: file.number)
            }
        }
        guard found.count >= first.plan.needed else {
            throw .tooFewShares(given: found.count, needed: first.plan.needed)
        }
        guard let seed = sharing.join(found) else { throw .notSplit }
        guard let key = VaultKey(seed: seed), key.publicKey == first.publicKey else {
            throw .otherKey
        }
        return seed
    }

    /// Reads a file's bytes.
    ///
    /// - Throws: `MessageError`: what is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(keyFile: bytes, of: VaultShareFile.kind)
        publicKey = try reader.boxKey("pk")
        splitting = try reader.splitting()
        plan = try reader.plan()
        number = try reader.number("number", 1...Int64(plan.shares))
        box = try reader.box("box")
        try reader.finish()
    }

    /// The file's bytes.
    public var bytes: [UInt8] {
        var object = JSONObject(keyFile: VaultShareFile.kind, of: publicKey)
        object.put(splitting, plan)
        object["number"] = .integer(Int64(number))
        object["box"] = box.json
        return JSONValue.object(object).canonicalBytes
    }
}

public import Cryptography

/// Splits a vault's key by Shamir's scheme, and wipes what it takes apart and puts together.
public struct ShamirSharing: SecretSharing {
    /// Gives so many random bytes that nobody can guess.
    private let random: @Sendable (Int) -> [UInt8]

    /// A sharing with a source of random bytes, of which each splitting takes new ones.
    public init(random: @escaping @Sendable (Int) -> [UInt8]) { self.random = random }

    /// The shares of a secret, as many as wanted; the first is number 1.
    ///
    /// - Returns: `nil` when it can not be split so, or the random bytes are not as many as were asked for.
    public func split(
        _ secret: SecretBytes, into count: Int, needing threshold: Int
    ) -> [SecretBytes]? {
        guard threshold >= 2 else { return nil }
        var bytes = ShamirSharing.copy(secret)
        // Who has the coefficients has the secret of one share.
        var chance = random(KeySharing.randomSize(secretSize: bytes.count, threshold: threshold))
        defer {
            SecretBytes.wipe(&bytes)
            SecretBytes.wipe(&chance)
        }
        guard
            var shares = KeySharing.part(
                bytes, into: count, threshold: threshold, random: chance)
        else { return nil }
        var parts: [SecretBytes] = []
        for place in shares.indices {
            var share = shares[place].bytes
            shares[place].wipe()
            guard let part = SecretBytes(wiping: &share) else { return nil }
            parts.append(part)
        }
        return parts
    }

    /// The secret of shares with their numbers.
    ///
    /// - Returns: `nil` when one is none, has another number, or they are not of one splitting.
    public func join(_ shares: [Int: SecretBytes]) -> SecretBytes? {
        var parts: [KeyShare] = []
        defer { for place in parts.indices { parts[place].wipe() } }
        for (number, share) in shares.sorted(by: { $0.key < $1.key }) {
            var bytes = ShamirSharing.copy(share)
            defer { SecretBytes.wipe(&bytes) }
            guard let part = try? KeyShare(bytes), part.index == number else { return nil }
            parts.append(part)
        }
        guard var secret = try? KeySharing.join(parts) else { return nil }
        return SecretBytes(wiping: &secret)
    }

    private static func copy(_ secret: SecretBytes) -> [UInt8] {
        secret.withBytes { bytes in
            // Room for all of them at once: an array that grows leaves its old bytes behind.
            var copy: [UInt8] = []
            copy.reserveCapacity(bytes.count)
            for index in bytes.indices { copy.append(bytes[index]) }
            return copy
        }
    }
}

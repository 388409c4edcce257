/// A secret parted into shares, of which some number gives it back (Shamir's scheme over the field of 256).
public enum KeySharing: Sendable {
    /// How many random bytes parting a secret takes: those of the set's name and of each coefficient.
    public static func randomSize(secretSize: Int, threshold: Int) -> Int {
        KeyShare.setSize + (secretSize + KeyShare.checkSize) * (threshold - 1)
    }

    /// Parts a secret.
    ///
    /// - Parameters:
    ///   - secret: 1 to 128 bytes.
    ///   - count: how many shares there will be, at most 255.
    ///   - threshold: how many of them give the secret back: 2 to `count`.
    ///   - random: as many bytes as `randomSize` says, that nobody can guess, used for this alone.
    /// - Returns: the shares 1 to `count`; `nil` when an argument is out of its range.
    public static func part(
        _ secret: [UInt8], into count: Int, threshold: Int, random: [UInt8]
    ) -> [KeyShare]? {
        guard (1...KeyShare.longestSecret).contains(secret.count),
            (2...KeyShare.mostShares).contains(count), (2...count).contains(threshold),
            random.count == randomSize(secretSize: secret.count, threshold: threshold)
        else { return nil }
        let set = Array(random.prefix(KeyShare.setSize))
        var constants = secret + check(of: secret, set: set)
        defer { wipe(&constants) }
        // Room for all of them at once: an array that grows leaves its old bytes behind.
        var values = (0..<count).map { _ in
            var room: [UInt8] = []
            room.reserveCapacity(constants.count)
            return room
        }
        var coefficients = [UInt8](repeating: 0, count: threshold)
        defer { wipe(&coefficients) }
        for (place, constant) in constants.enumerated() {
            coefficients[0] = constant
            for power in 1..<threshold {
                coefficients[power] =
                    random[KeyShare.setSize + place * (threshold - 1) + power - 1]
            }
            for index in 1...count {
                values[index - 1].append(ByteField.value(of: coefficients, at: UInt8(index)))
            }
        }
        return values.enumerated().map { place, values in
            KeyShare(set: set, threshold: threshold, index: place + 1, values: values)
        }
    }

    /// Puts a secret together again.
    ///
    /// - Parameter shares: as many as are needed or more, in any order; all of them are used and must fit.
    /// - Throws: `KeyShareError`: which share does not belong to the others, or that some were forged.
    /// - Complexity: O(k² + k·n) for k shares of a secret of n bytes.
    public static func join(_ shares: [KeyShare]) throws(KeyShareError) -> [UInt8] {
        guard let first = shares.first else { throw .tooFew(found: 0, needed: 2) }
        for (place, share) in shares.enumerated() {
            guard share.set == first.set, share.threshold == first.threshold,
                share.values.count == first.values.count
            else { throw .otherSet(place: place + 1) }
            guard !shares.prefix(place).contains(where: { $0.index == share.index }) else {
                throw .repeated(place: place + 1)
            }
        }
        guard shares.count >= first.threshold else {
            throw .tooFew(found: shares.count, needed: first.threshold)
        }
        // A polynomial of a lower degree than needed goes through right shares whichever of them are taken.
        let weights = ByteField.weights(at: shares.map { UInt8($0.index) })
        var constants = first.values.indices.map { place in
            zip(shares, weights).reduce(0) { sum, pair in
                sum ^ ByteField.product(pair.0.values[place], pair.1)
            }
        }
        defer { wipe(&constants) }
        let secret = Array(constants.dropLast(KeyShare.checkSize))
        guard check(of: secret, set: first.set) == Array(constants.suffix(KeyShare.checkSize))
        else { throw .forged }
        return secret
    }

    /// What a secret that was put together is known by; it is shared with the secret and told to nobody else.
    private static func check(of secret: [UInt8], set: [UInt8]) -> [UInt8] {
        var bytes = Array("rastro-shared-secret/1\n".utf8) + set + secret
        defer { wipe(&bytes) }
        return Array(Digest.sha256(bytes).bytes.prefix(KeyShare.checkSize))
    }
}

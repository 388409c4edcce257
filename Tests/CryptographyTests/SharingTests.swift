import Encoding
import Glibc
import Testing

@testable import Cryptography

/// A secret comes back from enough of its shares, from no fewer, and from none that are wrong or mixed.
struct SharingTests {
    private static let secret = [UInt8](0..<32).map { $0 &* 7 &+ 3 }

    /// Bytes that are the same each time.
    private static func random(_ count: Int, seed: UInt8 = 1) -> [UInt8] {
        ExpandedMessage.xmd([seed], domain: Array("test".utf8), count: count) ?? []
    }

    private func part(
        _ secret: [UInt8] = Self.secret, _ count: Int = 3, _ threshold: Int = 2, seed: UInt8 = 1
    ) throws -> [KeyShare] {
        let size = KeySharing.randomSize(secretSize: secret.count, threshold: threshold)
        return try #require(
            KeySharing.part(
                secret, into: count, threshold: threshold, random: Self.random(size, seed: seed)))
    }

    @Test("the field is that of FIPS 197: every product, inverse and law")
    func field() {
        // FIPS 197, section 4.2.
        #expect(ByteField.product(0x57, 0x83) == 0xC1)
        #expect(ByteField.product(0x57, 0x13) == 0xFE)
        #expect(ByteField.inverse(0) == 0)
        for one in UInt8.min...UInt8.max {
            #expect(ByteField.product(one, 1) == one && ByteField.product(one, 0) == 0)
            #expect(one == 0 || ByteField.product(one, ByteField.inverse(one)) == 1)
            for other in UInt8.min...UInt8.max {
                let product = ByteField.product(one, other)
                guard product == ByteField.product(other, one),
                    ByteField.product(one, other ^ 0x35) == product ^ ByteField.product(one, 0x35)
                else {
                    Issue.record("\(one) and \(other)")
                    return
                }
            }
        }
    }

    @Test("any two of three shares give the secret, in either order, and so do all three")
    func twoOfThree() throws {
        let shares = try part()
        for one in shares {
            for other in shares where other.index != one.index {
                #expect(try KeySharing.join([one, other]) == Self.secret)
            }
            #expect(throws: KeyShareError.tooFew(found: 1, needed: 2)) {
                try KeySharing.join([one])
            }
        }
        #expect(try KeySharing.join(shares) == Self.secret)
        #expect(throws: KeyShareError.tooFew(found: 0, needed: 2)) { try KeySharing.join([]) }
    }

    @Test("every subset of up to six shares gives the secret just when it is large enough")
    func subsets() throws {
        for count in 2...6 {
            for threshold in 2...count {
                let shares = try part([9, 8, 7], count, threshold)
                for subset in 1..<(1 << count) {
                    let some = shares.filter { subset >> ($0.index - 1) & 1 == 1 }
                    if some.count >= threshold {
                        #expect(try KeySharing.join(some.reversed()) == [9, 8, 7])
                    } else {
                        #expect(
                            throws: KeyShareError.tooFew(found: some.count, needed: threshold)
                        ) { try KeySharing.join(some) }
                    }
                }
            }
        }
    }

    @Test("255 of 255 shares give the secret, and 254 that claim to be enough do not")
    func most() throws {
        let shares = try part([1, 2], 255, 255)
        #expect(try KeySharing.join(shares) == [1, 2])
        let fewer = shares.dropLast().map {
            KeyShare(set: $0.set, threshold: 254, index: $0.index, values: $0.values)
        }
        #expect(throws: KeyShareError.forged) { try KeySharing.join(fewer) }
    }

    @Test("one share tells nothing: each value of it comes with each secret just as often")
    func nothing() throws {
        // With one byte of the secret and all coefficients, each pair of a secret and a value comes once.
        for index in [UInt8(1), 2, 255] {
            for secret in [UInt8(0), 1, 77, 255] {
                let values = (UInt8.min...UInt8.max).map {
                    ByteField.value(of: [secret, $0], at: index)
                }
                #expect(Set(values).count == 256)
            }
        }
    }

    @Test("shares of another set, of another rule, repeated or forged are told apart")
    func mixed() throws {
        let shares = try part()
        let others = try part(seed: 2)
        #expect(throws: KeyShareError.otherSet(place: 2)) {
            try KeySharing.join([shares[0], others[1]])
        }
        #expect(throws: KeyShareError.otherSet(place: 3)) {
            try KeySharing.join([shares[0], shares[1], others[2]])
        }
        // The set's name alone is not enough: the threshold must be the same, and the length.
        let ofThree = KeyShare(
            set: shares[1].set, threshold: 3, index: 2, values: shares[1].values)
        #expect(throws: KeyShareError.otherSet(place: 2)) {
            try KeySharing.join([shares[0], ofThree])
        }
        let cut = KeyShare(
            set: shares[1].set, threshold: 2, index: 2, values: shares[1].values.dropLast())
        #expect(throws: KeyShareError.otherSet(place: 2)) {
            try KeySharing.join([shares[0], cut])
        }
        let shorter = try part([1], 3, 2)
        #expect(throws: KeyShareError.otherSet(place: 2)) {
            try KeySharing.join([shares[0], shorter[1]])
        }
        #expect(throws: KeyShareError.repeated(place: 3)) {
            try KeySharing.join([shares[0], shares[1], shares[0]])
        }
        for place in shares[0].values.indices {
            var values = shares[1].values
            values[place] ^= 1
            let forged = KeyShare(
                set: shares[1].set, threshold: 2, index: shares[1].index, values: values)
            #expect(throws: KeyShareError.forged) { try KeySharing.join([shares[0], forged]) }
            #expect(throws: KeyShareError.forged) {
                try KeySharing.join([shares[0], shares[2], forged])
            }
        }
        // A share that says that it is another one of its set.
        let renamed = KeyShare(
            set: shares[1].set, threshold: 2, index: 7, values: shares[1].values)
        #expect(throws: KeyShareError.forged) { try KeySharing.join([shares[0], renamed]) }
    }

    @Test("arguments out of their range give no shares")
    func ranges() {
        func parts(_ secret: [UInt8], _ count: Int, _ threshold: Int, surplus: Int = 0) -> Bool {
            let size = KeySharing.randomSize(secretSize: secret.count, threshold: threshold)
            let random = [UInt8](repeating: 1, count: max(0, size + surplus))
            return KeySharing.part(secret, into: count, threshold: threshold, random: random) != nil
        }
        let longest = [UInt8](repeating: 1, count: KeyShare.longestSecret)
        #expect(parts(longest, 3, 2) && parts([1], 255, 2) && parts([1], 2, 2))
        #expect(!parts(longest + [1], 3, 2) && !parts([], 3, 2))
        #expect(!parts([1], 256, 2) && !parts([1], 1, 1) && !parts([1], 3, 1) && !parts([1], 3, 4))
        #expect(!parts([1], 3, 2, surplus: 1) && !parts([1], 3, 2, surplus: -1))
    }

    @Test("a share comes back from its bytes and from its text, and no bit of it can be changed")
    func bytes() throws {
        for secret in [Self.secret, [5], [UInt8](repeating: 0, count: 31), [1, 2, 3, 4]] {
            for share in try part(secret) {
                let again = try KeyShare(share.bytes)
                #expect(again.bytes == share.bytes)
                #expect(try KeyShare(typed: share.text.lowercased()).bytes == share.bytes)
            }
        }
        let share = try part()[0]
        #expect(share.text.filter { $0 != "-" }.utf8.count == 95)
        for bit in 0..<share.bytes.count * 8 {
            var bytes = share.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: KeyShareError.checksum) { try KeyShare(bytes) }
            let text = try #require(TypedText.encode(bytes))
            #expect(throws: KeyShareError.checksum) { try KeyShare(typed: text) }
        }
        #expect(throws: KeyShareError.length) { try KeyShare([]) }
        #expect(throws: KeyShareError.length) { try KeyShare([UInt8](repeating: 0, count: 144)) }
        #expect(throws: KeyShareError.checksum) { try KeyShare(share.bytes + [0]) }
        #expect(throws: KeyShareError.typing(.mistyped(group: 2))) {
            var text = Array(share.text)
            text[8] = text[8] == "0" ? "2" : "0"
            return try KeyShare(typed: String(text))
        }
        #expect(throws: KeyShareError.typing(.cut)) {
            try KeyShare(typed: String(share.text.dropLast()))
        }
        #expect(throws: KeyShareError.checksum) {
            try KeyShare(typed: String(share.text.dropLast(6)))
        }
    }

    @Test("shares of another version, or with numbers that are none, are refused by name")
    func heads() throws {
        func summed(_ body: [UInt8]) -> [UInt8] {
            body
                + Digest.sha256(Array("rastro-share/1\n".utf8) + body).bytes.prefix(4)
        }
        let body = Array(try part()[0].bytes.dropLast(4))
        #expect(throws: Never.self) { try KeyShare(summed(body)) }
        for (place, value, error) in [
            (0, 2, KeyShareError.version), (1, 0, .form), (2, 0, .form),
        ] as [(Int, UInt8, KeyShareError)] {
            var other = body
            other[place] = value
            #expect(throws: error) { try KeyShare(summed(other)) }
        }
    }

    /// The shares of the secret 0, 1, ..., 31 with the coefficients 100, ..., 135, by the independent model.
    private static let fixed = [
        "0102010a0b0c0d646464646c6c6c6c646464647c7c7c7c64"
            + "6464646c6c6c6c646464649c9c9c9c90aa6de52c79b05c",
        "0102020a0b0c0dc8cbcecdd4d7d2d1d0d3d6d5ecefeae9f8"
            + "fbfefde4e7e2e1e0e3e6e507040102073efc775e0235ac",
        "0102030a0b0c0dacaea8aabcbeb8babcbeb8ba9c9e989a8c"
            + "8e888a9c9e989a9c9e989a8785838183bb7af0eed14552",
    ]

    @Test("shares never change their form")
    func never() throws {
        let shares = try #require(
            KeySharing.part(
                Array(0..<32), into: 3, threshold: 2, random: [10, 11, 12, 13] + Array(100..<136)))
        #expect(shares.map { Hexadecimal.encode($0.bytes) } == Self.fixed)
        let read = try Self.fixed.map { try KeyShare(#require(Hexadecimal.decode($0))) }
        #expect(try KeySharing.join([read[2], read[0]]) == Array(0..<32))
    }

    private static let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    static let hasPython =
        unsafe system("[ \"$CI\" = true ] || command -v python3 >/dev/null 2>&1") == 0

    @Test("another implementation makes the same shares and joins ours", .enabled(if: hasPython))
    func judged() throws {
        let shell = try OpenSSLCommand()
        let judge = "python3 '/\(Self.root)/Tests/EndToEnd/judge_shares.py'"
        var products: [UInt8] = []
        for one in UInt8.min...UInt8.max {
            for other in UInt8.min...UInt8.max { products.append(ByteField.product(one, other)) }
        }
        #expect(
            try shell.run("\(judge) products")
                == Hexadecimal.encode(Digest.sha256(products).bytes) + "\n")
        let cases: [(Int, Int, Int)] = [
            (2, 3, 32), (3, 5, 32), (5, 5, 1), (2, 255, 4), (9, 20, 128),
        ]
        for (number, (threshold, count, size)) in cases.enumerated() {
            let secret = Self.random(size, seed: UInt8(number + 10))
            let random = Self.random(
                KeySharing.randomSize(secretSize: size, threshold: threshold),
                seed: UInt8(number + 50))
            let shares = try #require(
                KeySharing.part(secret, into: count, threshold: threshold, random: random))
            let said = try shell.run(
                "\(judge) part \(Hexadecimal.encode(secret)) \(threshold) \(count) "
                    + "\(Hexadecimal.encode(random.prefix(4))) "
                    + Hexadecimal.encode(random.dropFirst(4)))
            #expect(
                said.split(separator: "\n").map(String.init)
                    == shares.map { Hexadecimal.encode($0.bytes) })
            let some = shares.suffix(threshold).map {
                "\($0.index):\(Hexadecimal.encode($0.values))"
            }
            let joined = try shell.run("\(judge) join " + some.joined(separator: " "))
            #expect(joined.hasPrefix(Hexadecimal.encode(secret)))
            #expect(joined.utf8.count == 2 * (size + 4) + 1)
        }
    }
}

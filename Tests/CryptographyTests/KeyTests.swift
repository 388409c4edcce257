import Cryptography
import Encoding
import Testing

struct KeyTests {
    private func bytes(_ text: String) throws -> [UInt8] { try #require(Hexadecimal.decode(text)) }

    @Test("SHA-256 gives what FIPS 180-4 says")
    func digest() throws {
        #expect(
            Hexadecimal.encode(Digest.sha256(Array("abc".utf8)).bytes)
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Hexadecimal.encode(Digest.sha256([]).bytes)
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let one = Digest.sha256([1])
        let other = Digest.sha256([2])
        #expect(Digest.sha256(1, one, other) == Digest.sha256([1] + one.bytes + other.bytes))
        #expect(Digest.sha256(0, [7, 8, 9]) == Digest.sha256([0, 7, 8, 9]))
        #expect(Digest.sha256(0, Array([6, 7, 8][1...])) == Digest.sha256([0, 7, 8]))
        #expect(Digest(one.bytes) == one)
        #expect(Digest([1, 2, 3]) == nil)
    }

    @Test("Ed25519 signs as RFC 8032, section 7.1, says")
    func signature() throws {
        let seed = try bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
        let key = try #require(SigningKey(seed: seed))
        #expect(
            Hexadecimal.encode(key.verifyingKey.bytes)
                == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        let signature = key.sign([0x72])
        #expect(
            Hexadecimal.encode(signature)
                == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        #expect(key.verifyingKey.isValid(signature, of: [0x72]))
        #expect(!key.verifyingKey.isValid(signature, of: [0x73]))
        for bit in 0..<512 {
            var other = signature
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.verifyingKey.isValid(other, of: [0x72]))
        }
    }

    @Test("keys of small order and scalars out of range are refused")
    func edges() throws {
        var identity = [UInt8](repeating: 0, count: 32)
        identity[0] = 1
        let key = try #require(VerifyingKey(identity))
        #expect(!key.isValid(identity + [UInt8](repeating: 0, count: 32), of: [1]))
        let own = try #require(SigningKey(seed: [UInt8](repeating: 3, count: 32)))
        let high = own.sign([1]).prefix(32) + [UInt8](repeating: 0xFF, count: 32)
        #expect(!own.verifyingKey.isValid(Array(high), of: [1]))
        #expect(!own.verifyingKey.isValid([], of: [1]))
        #expect(SigningKey(seed: [1]) == nil)
        #expect(VerifyingKey([1]) == nil)
    }

    @Test("random bytes are so many, and others each time")
    func random() {
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(32).count == 32)
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    }
}

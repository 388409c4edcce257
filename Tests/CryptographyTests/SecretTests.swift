@testable import Cryptography
import Encoding
import Glibc
import Testing

struct SecretTests {
    private func secret(_ bytes: [UInt8]) throws -> SecretBytes {
        var bytes = bytes
        return try #require(SecretBytes(wiping: &bytes))
    }

    private func bytes(_ secret: SecretBytes?) throws -> [UInt8] {
        try #require(secret).withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    @Test("bytes are taken over, and are no longer where they were")
    func taken() throws {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = try #require(SecretBytes(wiping: &bytes))
        #expect(bytes.isEmpty && secret.count == 3)
        #expect(try self.bytes(secret) == [1, 2, 3])
        #expect(try self.bytes(secret.part(1..<3)) == [2, 3])
        #expect(try self.bytes(secret.part(3..<3)) == [])
        #expect(secret.part(1..<4) == nil && secret.part(-1..<1) == nil)
        #expect(try self.bytes(secret.followed(by: try self.secret([4]))) == [1, 2, 3, 4])
        #expect(secret.isEqual(to: try self.secret([1, 2, 3])))
        #expect(!secret.isEqual(to: try self.secret([1, 2, 4])))
        #expect(!secret.isEqual(to: try self.secret([1, 2])))
        var none: [UInt8] = []
        #expect(SecretBytes(wiping: &none)?.count == 0)
        var long = [UInt8](repeating: 7, count: SecretBytes.most + 1)
        #expect(SecretBytes(wiping: &long) == nil && long.isEmpty)
    }

    /// Slots are taken from fresh pages as well as from those given back: hundreds are held at once.
    @Test(
        "memory for secrets is zero when it is handed out", arguments: [1, 32, 64, 128, 129, 5000])
    func zeroAtFirst(count: Int) {
        for round in 0..<2 {
            var held: [SecretMemory] = []
            for place in 0..<200 {
                let memory = unsafe SecretMemory(count) { start in
                    let isZero = unsafe UnsafeBufferPointer(start: start, count: count).allSatisfy {
                        $0 == 0
                    }
                    unsafe start.update(repeating: 0xA5, count: count)
                    return isZero
                }
                guard let memory else {
                    Issue.record("round \(round), place \(place): not zero")
                    return
                }
                held.append(memory)
            }
        }
    }

    /// While all are held, each takes fresh memory, as under load.
    @Test("a number is taken as one, however many there are")
    func manyNumbers() {
        var bytes = [UInt8](repeating: 0, count: SecretScalar.size)
        let held = (1...400).map { number in
            bytes[0] = UInt8(number & 0xFF)
            bytes[1] = UInt8(number >> 8)
            return SecretScalar(bytes)
        }
        #expect(held.allSatisfy { $0 != nil })
    }

    @Test("a secret says nothing of itself")
    func description() throws {
        let secret = try secret([77, 78, 79])
        var text = String(describing: secret) + String(reflecting: secret)
        dump(secret, to: &text)
        #expect(!text.contains("77") && !text.contains("MNO") && !text.contains("3 elements"))
        #expect("\(secret)" == "(secret)")
    }

    @Test("keys of secrets are those of the same bytes")
    func keys() throws {
        let plain = [UInt8](32..<64)
        let nonce = [UInt8](0..<24)
        let key = try #require(CipherKey(try secret(plain)))
        let same = try #require(CipherKey(plain))
        let sealed = try #require(key.seal(try secret([1, 2]), nonce: nonce, context: [3]))
        #expect(same.seal([1, 2], nonce: nonce, context: [3]) == sealed)
        #expect(try bytes(same.openSecret(sealed, nonce: nonce, context: [3])) == [1, 2])
        #expect(same.openSecret(sealed, nonce: nonce, context: []) == nil)
        #expect(same.openSecret(sealed, nonce: [], context: [3]) == nil)
        #expect(same.openSecret([1], nonce: nonce, context: [3]) == nil)
        #expect(key.seal(try secret([1]), nonce: [], context: []) == nil)
        #expect(CipherKey(try secret([1])) == nil)
        #expect(
            BoxKey(seed: try secret(plain))?.publicKey == BoxKey(seed: plain)?.publicKey)
        #expect(BoxKey(seed: try secret([1])) == nil)
    }

    @Test("a code of a secret is that of the same bytes", arguments: [0, 1, 32, 64, 65, 200])
    func code(size: Int) throws {
        let key = [UInt8](repeating: 5, count: size)
        let code = HMAC.sha256(key: try secret(key), [1, 2], try secret([3]))
        #expect(code == HMAC.sha256(key: key, [1, 2, 3]))
        #expect(HMAC.sha256(key: try secret(key), []) == HMAC.sha256(key: key, []))
    }

    @Test("a passphrase's key is the one that PyNaCl 1.6 derives")
    func passphrase() throws {
        let cost = try #require(PassphraseCost(passes: 1, memory: 8 << 20))
        let phrase = try secret(Array("una frase de prueba".utf8))
        let salt = [UInt8](repeating: 1, count: 16)
        let key = try #require(CipherKey(passphrase: phrase, salt: salt, cost: cost))
        let bytes = try #require(
            Hexadecimal.decode(
                "8432e17c36123954770048c8f62a0143dd3699aaf1d212a8a2fa66d5dcbbc4a0"))
        let known = try #require(CipherKey(bytes))
        let nonce = [UInt8](0..<24)
        #expect(
            key.seal([1], nonce: nonce, context: []) == known.seal([1], nonce: nonce, context: []))
        #expect(CipherKey(passphrase: phrase, salt: [1], cost: cost) == nil)
    }

    @Test("a cost is one that a machine has")
    func cost() {
        #expect(PassphraseCost(passes: 0, memory: 8 << 20) == nil)
        #expect(PassphraseCost(passes: 17, memory: 8 << 20) == nil)
        #expect(PassphraseCost(passes: 1, memory: 8 << 20 - 1024) == nil)
        #expect(PassphraseCost(passes: 1, memory: 1 << 30 + 1024) == nil)
        #expect(PassphraseCost(passes: 1, memory: 8 << 20 + 1) == nil)
        #expect(PassphraseCost(passes: 16, memory: 1 << 30)?.memory == 1 << 30)
    }

    @Test("a closed process dumps no core")
    func closed() throws {
        let secrecy = ProcessSecrecy.close()
        #expect(secrecy.isClosed)
        var limit = rlimit()
        #expect(unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0)
        #expect(limit.rlim_cur == 0 && limit.rlim_max == 0)
    }
}

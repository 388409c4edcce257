import Cryptography
import Encoding
import Testing

struct BoxTests {
    private let key: BoxKey
    private let other: BoxKey

    init() throws {
        key = try #require(BoxKey(seed: Array(0..<32)))
        other = try #require(BoxKey(seed: Array(1..<33)))
    }

    private func bytes(_ text: String) throws -> [UInt8] { try #require(Hexadecimal.decode(text)) }

    @Test("a seed's public key is the one that PyNaCl 1.6 derives")
    func publicKey() {
        #expect(
            Hexadecimal.encode(key.publicKey.bytes)
                == "4701d08488451f545a409fb58ae3e58581ca40ac3f7f114698cd71deac73ca01")
    }

    @Test("what PyNaCl sealed is opened")
    func fromElsewhere() throws {
        let name = try bytes(
            "61eb6b4803259b6a82d715d44f9ad4584fce4ae24e37a9deeeafd865f1737a761c93f4af9a968ba4ea65"
                + "4093a3a84dd06e1f398b4bcf23c49e32f6")
        #expect(key.open(name) == Array("Juan Pérez".utf8))
        let wrapped = try bytes(
            "fc079d030fe49fa0fc84099396d74b71cb49bef5cfbd7f6d383dfa6d433cd04fe9cede8593ad3b9fdf56"
                + "cfc5e85310583d96ce53166a9c7c5d1cb1a28cbe75905a4c0f9ffe2810f46e7532be0d962cf1")
        #expect(key.open(wrapped) == Array(100..<132))
        let opened = try #require(key.openKey(wrapped))
        let same = try #require(CipherKey(Array(100..<132)))
        let nonce = [UInt8](repeating: 0, count: 24)
        #expect(
            opened.seal([1], nonce: nonce, context: []) == same.seal([1], nonce: nonce, context: [])
        )
    }

    @Test("what is sealed is opened by its owner alone", arguments: [0, 1, 32, 1000])
    func owner(size: Int) throws {
        let plain = [UInt8](repeating: 7, count: size)
        let sealed = try #require(key.publicKey.seal(plain))
        #expect(sealed.count == size + BoxPublicKey.overhead)
        #expect(key.open(sealed) == plain)
        #expect(other.open(sealed) == nil)
        #expect(key.publicKey.seal(plain) != sealed)
        #expect(key.open(Array(sealed.dropLast())) == nil && key.open(sealed + [0]) == nil)
    }

    @Test("a bit changed anywhere, and it is not opened")
    func changed() throws {
        let sealed = try #require(key.publicKey.seal([1, 2, 3]))
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(key.open(changed) == nil)
        }
        #expect(key.open([]) == nil && key.open(Array(sealed.prefix(47))) == nil)
    }

    @Test("a key of another size is none, and a sealed thing of another size no cipher's key")
    func sizes() throws {
        #expect(BoxKey(seed: []) == nil && BoxKey(seed: Array(0..<31)) == nil)
        #expect(BoxPublicKey(Array(0..<33)) == nil)
        for size in [0, 31, 33] {
            let sealed = try #require(
                key.publicKey.seal([UInt8](repeating: 1, count: size)))
            #expect(key.openKey(sealed) == nil)
        }
        let wrapped = try #require(CipherKey(Array(0..<32)).flatMap { key.publicKey.seal($0) })
        #expect(wrapped.count == 80 && key.openKey(wrapped) != nil && other.openKey(wrapped) == nil)
    }

    @Test("nothing is sealed to a point of small order, which everybody could open")
    func smallOrder() throws {
        for first: UInt8 in [0, 1] {
            let bytes = [first] + [UInt8](repeating: 0, count: 31)
            let weak = try #require(BoxPublicKey(bytes))
            #expect(weak.seal([1]) == nil)
            #expect(CipherKey(Array(0..<32)).flatMap { weak.seal($0) } == nil)
        }
    }
}

struct CipherKeyTests {
    /// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    private let plain = Array(
        ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
            + "future, sunscreen would be it.").utf8)
    private let nonce = Array(UInt8(0x40)..<0x58)
    private let context: [UInt8]
    private let key: CipherKey

    init() throws {
        context = try #require(Hexadecimal.decode("50515253c0c1c2c3c4c5c6c7"))
        key = try #require(CipherKey(Array(0x80..<0xA0)))
    }

    @Test("XChaCha20-Poly1305 gives what its draft says")
    func vector() throws {
        let sealed = try #require(key.seal(plain, nonce: nonce, context: context))
        #expect(
            Hexadecimal.encode(sealed)
                == "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa644"
                + "0bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e"
                + "3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"
                + "c0875924c1c7987947deafd8780acf49")
        #expect(key.open(sealed, nonce: nonce, context: context) == plain)
    }

    @Test("nothing is opened with another key, nonce or context, nor with a bit changed")
    func failures() throws {
        let sealed = try #require(key.seal([9, 8], nonce: nonce, context: context))
        let other = try #require(CipherKey(Array(0x81..<0xA1)))
        #expect(other.open(sealed, nonce: nonce, context: context) == nil)
        #expect(key.open(sealed, nonce: Array(0..<24), context: context) == nil)
        #expect(key.open(sealed, nonce: nonce, context: []) == nil)
        #expect(key.open(Array(sealed.prefix(15)), nonce: nonce, context: context) == nil)
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(key.open(changed, nonce: nonce, context: context) == nil)
        }
    }

    @Test("nothing at all is sealed too, and sizes that do not fit are refused")
    func sizes() throws {
        let sealed = try #require(key.seal([], nonce: nonce, context: []))
        #expect(sealed.count == CipherKey.overhead)
        #expect(key.open(sealed, nonce: nonce, context: []) == [])
        #expect(key.seal([1], nonce: [], context: []) == nil)
        #expect(key.open(sealed, nonce: [], context: []) == nil)
        #expect(CipherKey([]) == nil && CipherKey(Array(0..<33)) == nil)
    }
}

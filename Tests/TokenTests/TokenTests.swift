import Cryptography
import Glibc
import Testing
import Token
import Vault

@Suite(
    .serialized,
    .enabled(if: SoftToken.isThere, "softhsm2 and opensc are not installed: not tried"))
struct TokenTests {
    private let place = TokenSession.Place(library: SoftToken.library, token: "vault")
    private let nonce = [UInt8](1...12)

    init() throws { _ = try #require(SoftToken.folder) }

    private func secret(_ bytes: [UInt8]) throws -> SecretBytes {
        var bytes = bytes
        return try #require(SecretBytes(wiping: &bytes))
    }

    private func session(
        token: String = "vault", pin: String = SoftToken.pin, library: String = SoftToken.library
    ) throws -> TokenSession {
        try TokenSession(
            TokenSession.Place(library: library, token: token), pin: try secret(Array(pin.utf8)))
    }

    /// Why a session is not had.
    private func refusal(
        token: String = "vault", pin: String = SoftToken.pin, library: String = SoftToken.library
    ) throws -> TokenError? {
        let pin = try secret(Array(pin.utf8))
        do throws(TokenError) {
            let session = try TokenSession(
                TokenSession.Place(library: library, token: token), pin: pin)
            _ = try session.hasKey("none")
            return nil
        } catch {
            return error
        }
    }

    @Test("a key that is made on the token wraps and unwraps, now and when opened again")
    func wrapping() throws {
        let seed = [UInt8](0..<32)
        var wrapped: [UInt8] = []
        do {
            let session = try session()
            #expect(try !session.hasKey("first"))
            try session.makeKey("first")
            #expect(try session.hasKey("first"))
            wrapped = try session.wrap(
                try secret(seed), with: "first", nonce: nonce, context: [7, 8])
            #expect(wrapped.count == 48)
        }
        let session = try session()
        let opened = try session.unwrap(wrapped, with: "first", nonce: nonce, context: [7, 8])
        #expect(opened.isEqual(to: try secret(seed)))
        #expect(throws: TokenError.manyKeys) { try session.makeKey("first") }
        #expect(throws: TokenError.noKey) {
            try session.unwrap(wrapped, with: "second", nonce: nonce, context: [7, 8])
        }
        try session.makeKey("second")
        #expect(throws: TokenError.changed) {
            try session.unwrap(wrapped, with: "second", nonce: nonce, context: [7, 8])
        }
        #expect(throws: TokenError.changed) {
            try session.unwrap(wrapped, with: "first", nonce: nonce, context: [7])
        }
        #expect(throws: TokenError.changed) {
            try session.unwrap(
                wrapped, with: "first", nonce: Array(nonce.reversed()), context: [7, 8])
        }
        for bit in stride(from: 0, to: wrapped.count * 8, by: 7) {
            var changed = wrapped
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: TokenError.changed) {
                try session.unwrap(changed, with: "first", nonce: nonce, context: [7, 8])
            }
        }
    }

    @Test("sizes that can not be right are refused before the token is asked")
    func sizes() throws {
        let session = try session()
        if try !session.hasKey("sizes") { try session.makeKey("sizes") }
        let one = try secret([1])
        for nonce in [[], Array(nonce.dropLast()), nonce + [1]] {
            #expect(throws: TokenError.malformed) {
                try session.wrap(one, with: "sizes", nonce: nonce, context: [])
            }
        }
        let long = [UInt8](repeating: 1, count: TokenSession.most + 17)
        #expect(throws: TokenError.malformed) {
            try session.wrap(try secret(long), with: "sizes", nonce: nonce, context: [])
        }
        #expect(throws: TokenError.malformed) {
            try session.wrap(one, with: "sizes", nonce: nonce, context: long)
        }
        for bytes in [[], [UInt8](repeating: 1, count: 15), long] {
            #expect(throws: TokenError.malformed) {
                try session.unwrap(bytes, with: "sizes", nonce: nonce, context: [])
            }
        }
        let none = try session.wrap(try secret([]), with: "sizes", nonce: nonce, context: [])
        #expect(try session.unwrap(none, with: "sizes", nonce: nonce, context: []).count == 0)
    }

    @Test("OpenSC finds the key on the token, and it can not be read")
    func judged() throws {
        do {
            let session = try session()
            if try !session.hasKey("judged") { try session.makeKey("judged") }
        }
        let tool =
            "pkcs11-tool --module \(SoftToken.library) --login --pin \(SoftToken.pin)"
            + " --token-label vault"
        let list = "\(tool) --list-objects --type secrkey"
        #expect(
            SoftToken.run("\(list) | grep -A5 \"label: *judged\" | grep -q 'never extractable'"))
        #expect(SoftToken.run("\(list) | grep -A5 \"label: *judged\" | grep -q 'always sensitive'"))
        #expect(!SoftToken.run("\(tool) --read-object --type secrkey --label judged"))
    }

    @Test("a key that came from outside is not used")
    func exposed() throws {
        let folder = try #require(SoftToken.folder)
        let tool =
            "pkcs11-tool --module \(SoftToken.library) --login --pin \(SoftToken.pin)"
            + " --token-label vault"
        #expect(
            SoftToken.run(
                "head -c 32 /dev/urandom >\(folder)/key; "
                    + "\(tool) --write-object \(folder)/key --type secrkey --key-type AES:32"
                    + " --label outside --usage-decrypt"))
        let session = try session()
        #expect(throws: TokenError.exposedKey) { try session.hasKey("outside") }
        #expect(throws: TokenError.exposedKey) {
            try session.wrap(try secret([1]), with: "outside", nonce: nonce, context: [])
        }
        #expect(throws: TokenError.manyKeys) { try session.makeKey("outside") }
    }

    @Test("what is wrong with a token, its library or its PIN is told apart")
    func refusals() throws {
        #expect(try refusal() == nil)
        #expect(try refusal(pin: "0000000") == .wrongPIN)
        #expect(try refusal(pin: "") == .wrongPIN)
        #expect(try refusal(token: "other") == .noToken)
        #expect(try refusal(token: String(repeating: "x", count: 33)) == .noToken)
        #expect(try refusal(token: "twin") == .manyTokens)
        #expect(try refusal(library: "/nowhere/library.so") == .noLibrary)
        #expect(try refusal(library: "libsofthsm2.so") == .noLibrary)
        #expect(try refusal(library: "/lib/x86_64-linux-gnu/libm.so.6") == .otherLibrary)
        // A wrong PIN before does the right one no harm.
        #expect(try refusal() == nil)
    }

    @Test(
        "each code of a token's library is told as what it means",
        arguments: [
            ("C_Login", 0xA0, TokenError.wrongPIN), ("C_Login", 0xA4, .lockedPIN),
            ("C_Login", 0xA3, .unusablePIN), ("C_Login", 0x102, .unusablePIN),
            ("C_Login", 0x32, .removed), ("C_Login", 0x5, .failed(code: 5)),
            ("C_GetSlotList", 0x30, .failed(code: 0x30)), ("C_OpenSession", 0xE0, .removed),
            ("C_OpenSession", 0xE1, .removed), ("C_FindObjectsInit", 0xB3, .removed),
            ("C_FindObjectsInit", 0xB0, .removed), ("C_GetTokenInfo", 0, .lockedPIN),
            ("C_FindObjectsInit", 0x2, .noMemory),
        ] as [(String, UInt, TokenError)])
    func codes(function: String, code: UInt, expected: TokenError) throws {
        #expect(try refusal(library: try SoftToken.faulty(function, code)) == expected)
        #expect(try refusal() == nil)
    }

    @Test(
        "a token that is taken out, or can not do it, says so when it is used",
        arguments: [
            ("C_Decrypt", 0x32, TokenError.removed), ("C_DecryptInit", 0x70, .unable),
            ("C_DecryptInit", 0x68, .unable), ("C_Decrypt", 0x40, .changed),
            ("C_Decrypt", 0x41, .changed),
        ] as [(String, UInt, TokenError)])
    func uses(function: String, code: UInt, expected: TokenError) throws {
        let session = try session(library: try SoftToken.faulty(function, code))
        if try !session.hasKey("uses") { try session.makeKey("uses") }
        let wrapped = try session.wrap(try secret([1]), with: "uses", nonce: nonce, context: [])
        #expect(throws: expected) {
            try session.unwrap(wrapped, with: "uses", nonce: nonce, context: [])
        }
    }

    @Test("a vault's key is wrapped by a token, and comes from it alone")
    func vault() throws {
        let seed = try secret([UInt8](repeating: 7, count: 32))
        var bytes: [UInt8] = []
        do {
            let session = try session()
            if try !session.hasKey("vault") { try session.makeKey("vault") }
            let file = try TokenKeyFile.make(seed, token: "vault", key: "vault", nonce: nonce) {
                wrapping throws(TokenError) in
                try session.wrap(
                    wrapping.seed, with: wrapping.key, nonce: wrapping.nonce,
                    context: wrapping.context)
            }
            bytes = try #require(file).bytes
        }
        let file = try TokenKeyFile(bytes)
        let session = try session()
        func open(_ file: TokenKeyFile) throws(TokenError) -> VaultKey? {
            try file.open { unwrapping throws(TokenError) in
                try session.unwrap(
                    unwrapping.wrapped, with: unwrapping.key, nonce: unwrapping.nonce,
                    context: unwrapping.context)
            }
        }
        #expect(try open(file)?.publicKey == VaultKey(seed: seed)?.publicKey)
        // What stands beside the wrapped seed is bound to it.
        let other = String(decoding: bytes, as: UTF8.self)
            .replacing("\"token\":\"vault\"", with: "\"token\":\"vaulx\"")
        let changed = try TokenKeyFile(Array(other.utf8))
        #expect(throws: TokenError.changed) { try open(changed) }
    }
}

private import CPKCS11
public import Cryptography

/// A token that a holder of its PIN is logged in to: it wraps secrets with a key that can not leave it.
///
/// One session is one thread's, and one process has one for each library at a time: the standard lets a process
/// log in once. It ends when the value does. The token's calls block, for as long as the device takes.
@safe
public struct TokenSession: ~Copyable {
    private let functions: UnsafeMutablePointer<CK_FUNCTION_LIST>
    private let session: CK_SESSION_HANDLE
    /// Who begins the use of a library ends it.
    private let endsLibrary: Bool

    /// Which token of which library.
    public struct Place: Hashable, Sendable {
        /// The path of the library that its maker gives.
        public let library: String
        /// The token's label.
        public let token: String

        /// A token's place.
        public init(library: String, token: String) {
            self.library = library
            self.token = token
        }
    }

    /// How many bytes a nonce has.
    public static let nonceSize = 12
    /// How many bytes the wrapped form has more than the secret.
    public static let overhead = 16
    /// The most bytes of a secret that is wrapped, and of the context.
    public static let most = 4096
    private static let mostSlots = 64
    private static let labelSize = 32

    /// Logs in to a token.
    ///
    /// - Throws: `TokenError`: that there is no such token, or what is wrong with the PIN.
    public init(_ place: Place, pin: SecretBytes) throws(TokenError) {
        let functions = try unsafe TokenSession.load(place.library)
        let begun = unsafe rastro_token_begin(functions)
        let isFirst = begun == CKR_OK
        if begun != CKR_CRYPTOKI_ALREADY_INITIALIZED { try TokenError.check(begun) }
        do throws(TokenError) {
            let slot = try unsafe TokenSession.slot(of: place.token, functions)
            session = try unsafe TokenSession.logIn(functions, slot, pin)
        } catch {
            if isFirst { _ = unsafe rastro_token_end(functions) }
            throw error
        }
        unsafe self.functions = unsafe functions
        endsLibrary = isFirst
    }

    deinit {
        _ = unsafe rastro_token_logout(functions, session)
        _ = unsafe rastro_token_close(functions, session)
        if endsLibrary { _ = unsafe rastro_token_end(functions) }
    }

    private static func load(_ path: String) throws(TokenError)
        -> UnsafeMutablePointer<CK_FUNCTION_LIST>
    {
        // A name without a slash would be looked for in folders that others may set.
        guard path.hasPrefix("/"), let library = unsafe rastro_token_library(path) else {
            throw .noLibrary
        }
        guard let functions = unsafe rastro_token_functions(library) else { throw .otherLibrary }
        return unsafe functions
    }

    /// The slot of the only token of a label, whose PIN is not locked.
    private static func slot(
        of label: String, _ functions: UnsafeMutablePointer<CK_FUNCTION_LIST>
    ) throws(TokenError) -> CK_SLOT_ID {
        var slots = [CK_SLOT_ID](repeating: 0, count: mostSlots)
        var count = CK_ULONG(mostSlots)
        try TokenError.check(unsafe rastro_token_slots(functions, &slots, &count))
        var found: (slot: CK_SLOT_ID, flags: CK_FLAGS)?
        let name = Array(label.utf8)
        guard name.count <= labelSize else { throw .noToken }
        let wanted = name + [UInt8](repeating: 0x20, count: labelSize - name.count)
        for slot in slots.prefix(Int(count)) {
            var shown = [UInt8](repeating: 0, count: labelSize)
            var flags = CK_FLAGS(0)
            // A token that is taken out meanwhile is not the one, or is missed below.
            guard unsafe rastro_token_look(functions, slot, &shown, &flags) == CKR_OK,
                shown == wanted
            else { continue }
            guard found == nil else { throw .manyTokens }
            found = (slot, flags)
        }
        guard let found else { throw .noToken }
        guard found.flags & CK_FLAGS(CKF_USER_PIN_LOCKED) == 0 else { throw .lockedPIN }
        return found.slot
    }

    private static func logIn(
        _ functions: UnsafeMutablePointer<CK_FUNCTION_LIST>, _ slot: CK_SLOT_ID, _ pin: SecretBytes
    ) throws(TokenError) -> CK_SESSION_HANDLE {
        var session = CK_SESSION_HANDLE(0)
        try TokenError.check(unsafe rastro_token_open(functions, slot, &session))
        let code = pin.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer {
                unsafe rastro_token_login(functions, session, $0.baseAddress, $0.count)
            }
        }
        do throws(TokenError) {
            try TokenError.check(code)
        } catch {
            _ = unsafe rastro_token_close(functions, session)
            throw error
        }
        return session
    }
}

extension TokenSession {
    /// Makes a key of AES of 256 bits that can not leave the token.
    ///
    /// - Throws: `TokenError`: `manyKeys` when the label is taken.
    public func makeKey(_ label: String) throws(TokenError) {
        do throws(TokenError) {
            _ = try key(label)
            throw .manyKeys
        } catch {
            guard error == .noKey else { throw error == .exposedKey ? .manyKeys : error }
        }
        var made = CK_OBJECT_HANDLE(0)
        let name = Array(label.utf8)
        try TokenError.check(
            unsafe rastro_token_make(functions, session, name, name.count, &made))
        guard try isCaptive(made) else { throw .exposedKey }
    }

    /// Tells whether the token has a key of a label; one that could leave it counts as an error.
    public func hasKey(_ label: String) throws(TokenError) -> Bool {
        do throws(TokenError) {
            _ = try key(label)
            return true
        } catch {
            guard error == .noKey else { throw error }
            return false
        }
    }

    /// Wraps a secret with a key of the token (AES-256-GCM): 16 bytes more than it has.
    ///
    /// - Parameters:
    ///   - secret: what is wrapped.
    ///   - label: which key.
    ///   - nonce: 12 random bytes, never used with the key before.
    ///   - context: what must be the same when it is unwrapped; it is not carried along.
    public func wrap(
        _ secret: SecretBytes, with label: String, nonce: [UInt8], context: [UInt8]
    ) throws(TokenError) -> [UInt8] {
        guard secret.count <= TokenSession.most else { throw .malformed }
        let key = try key(label)
        var wrapped = [UInt8](repeating: 0, count: secret.count + TokenSession.overhead)
        let count = try secret.withBytes { bytes throws(TokenError) in
            try unsafe bytes.withUnsafeBufferPointer { bytes throws(TokenError) in
                try unsafe cipher(key, false, nonce, context, bytes, &wrapped)
            }
        }
        guard count == wrapped.count else { throw .malformed }
        return wrapped
    }

    /// Unwraps a secret, into memory that is wiped.
    ///
    /// - Throws: `TokenError`: `changed` when it is another key's, for something else, or not as it was.
    public func unwrap(
        _ wrapped: [UInt8], with label: String, nonce: [UInt8], context: [UInt8]
    ) throws(TokenError) -> SecretBytes {
        guard wrapped.count >= TokenSession.overhead,
            wrapped.count <= TokenSession.most + TokenSession.overhead
        else { throw .malformed }
        let key = try key(label)
        // Some libraries want room for the code too.
        var plain = [UInt8](repeating: 0, count: wrapped.count)
        let count = try unsafe wrapped.withUnsafeBufferPointer { bytes throws(TokenError) in
            try unsafe cipher(key, true, nonce, context, bytes, &plain)
        }
        guard let all = SecretBytes(wiping: &plain) else { throw .noMemory }
        guard count == wrapped.count - TokenSession.overhead, let secret = all.part(0..<count)
        else { throw .malformed }
        return secret
    }
}

extension TokenSession {
    /// The only key of a label; one that can leave the token is none.
    private func key(_ label: String) throws(TokenError) -> CK_OBJECT_HANDLE {
        let name = Array(label.utf8)
        var keys = [CK_OBJECT_HANDLE](repeating: 0, count: 2)
        var count = CK_ULONG(0)
        try TokenError.check(
            unsafe rastro_token_find(functions, session, name, name.count, &keys, &count))
        guard count > 0 else { throw .noKey }
        guard count == 1 else { throw .manyKeys }
        guard try isCaptive(keys[0]) else { throw .exposedKey }
        return keys[0]
    }

    private func isCaptive(_ key: CK_OBJECT_HANDLE) throws(TokenError) -> Bool {
        var answer: Int32 = 0
        try TokenError.check(
            unsafe rastro_token_is_captive(functions, session, key, &answer))
        return answer != 0
    }

    private func cipher(
        _ key: CK_OBJECT_HANDLE, _ deciphers: Bool, _ nonce: [UInt8], _ context: [UInt8],
        _ bytes: UnsafeBufferPointer<UInt8>, _ made: inout [UInt8]
    ) throws(TokenError) -> Int {
        guard nonce.count == TokenSession.nonceSize, context.count <= TokenSession.most else {
            throw .malformed
        }
        var count = CK_ULONG(made.count)
        let code = unsafe rastro_token_cipher(
            functions, session, key, deciphers ? 1 : 0, nonce, context, context.count,
            bytes.baseAddress, bytes.count, &made, &count)
        if deciphers, TokenSession.isMismatch(code) { throw .changed }
        try TokenError.check(code)
        return Int(clamping: count)
    }

    /// Tells whether a code says that the bytes are not what the key made.
    private static func isMismatch(_ code: CK_RV) -> Bool {
        // SoftHSM has a code of no meaning for it.
        code == CKR_ENCRYPTED_DATA_INVALID || code == CKR_GENERAL_ERROR
    }
}

@available(*, unavailable)
extension TokenSession: Sendable {}

private import CSodium

/// A secret key for codes by HMAC-SHA-256 (RFC 2104), and for keys that are derived from it.
///
/// Its bytes are wiped when the last reference goes; it has no description.
public final class HMACKey: Sendable {
    private let memory: SecretMemory

    /// How many bytes a key has.
    public static let size = 32

    /// The key of given bytes; `nil` unless there are 32.
    public convenience init?(_ bytes: [UInt8]) {
        guard bytes.count == HMACKey.size else { return nil }
        let memory = unsafe SecretMemory(HMACKey.size) { start in
            unsafe start.update(from: bytes, count: HMACKey.size)
            return true
        }
        guard let memory else { return nil }
        self.init(memory)
    }

    private init?(_ memory: SecretMemory) {
        guard Sodium.isReady else { return nil }
        self.memory = memory
    }

    /// The 32 bytes of the code of a message.
    public func code(of message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: HMACKey.size)
        unsafe memory.withBytes { key in
            _ = unsafe crypto_auth_hmacsha256(&code, message, UInt64(message.count), key)
        }
        return code
    }

    /// The bytes of the key, for a file that its owner alone can read.
    public func copiedBytes() -> [UInt8] {
        unsafe memory.withBytes {
            unsafe Array(UnsafeBufferPointer(start: $0, count: HMACKey.size))
        }
    }

    /// The key that this one gives for a use; who has it can not tell this one.
    public func derived(for use: String) -> HMACKey? {
        unsafe SecretMemory(HMACKey.size) { start in
            unsafe memory.withBytes { key in
                unsafe crypto_auth_hmacsha256(start, Array(use.utf8), UInt64(use.utf8.count), key)
                    == 0
            }
        }.flatMap { HMACKey($0) }
    }

    /// The secret number that this key gives for a use, always the same; `nil` where there is no memory for it.
    public func scalar(for use: String) -> SecretScalar? {
        var code = code(of: Array(use.utf8))
        defer { wipe(&code) }
        return SecretScalar.hashing(code, domain: Array("rastro-scalar/1".utf8))
    }

    /// The key for blind answers that this one gives for a use and a mode.
    public func evaluationKey(for use: String, mode: ObliviousMode) -> EvaluationKey? {
        unsafe memory.withBytes { key in
            var seed = unsafe Array(UnsafeBufferPointer(start: key, count: HMACKey.size))
            defer { wipe(&seed) }
            return EvaluationKey(seed: seed, info: Array(use.utf8), mode: mode)
        }
    }
}

private import CSodium

/// An element of ristretto255 (RFC 9496) other than the identity.
///
/// An element has one encoding and no other is taken, so that what is compared as bytes is compared as elements.
public struct RistrettoPoint: Hashable, Sendable {
    /// The 32 bytes of its encoding.
    public let bytes: [UInt8]

    /// How many bytes an encoding has.
    public static let size = 32
    /// How many bytes an element is made of when it is hashed to.
    private static let hashSize = 64

    /// The element of an encoding; `nil` unless it is canonical, of an element, and not the identity's.
    public init?(_ bytes: [UInt8]) {
        // libsodium 1.0.18 passes over the highest bit, with which each encoding would have a second form.
        guard bytes.count == RistrettoPoint.size, bytes[RistrettoPoint.size - 1] < 0x80,
            Sodium.isReady, bytes.contains(where: { $0 != 0 }),
            unsafe crypto_core_ristretto255_is_valid_point(bytes) == 1
        else { return nil }
        self.bytes = bytes
    }

    /// The element that a message is hashed to (RFC 9380, hash_to_ristretto255); `nil` when it is the identity.
    ///
    /// Nobody knows its logarithm.
    ///
    /// - Parameters:
    ///   - message: what is hashed.
    ///   - domain: what it is hashed for; the same message has another element in another domain.
    public init?(hashing message: [UInt8], domain: [UInt8]) {
        guard Sodium.isReady,
            let uniform = ExpandedMessage.xmd(
                message, domain: domain, count: RistrettoPoint.hashSize)
        else { return nil }
        var encoding = [UInt8](repeating: 0, count: RistrettoPoint.size)
        guard unsafe crypto_core_ristretto255_from_hash(&encoding, uniform) == 0 else { return nil }
        self.init(unchecked: encoding)
        if isIdentity { return nil }
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// Sums and multiples, which may be the identity: no value that leaves this room is.
extension RistrettoPoint {
    /// The element that all are counted from.
    static let generator = RistrettoPoint.multiple(ofGenerator: .one)
    /// The element that changes none to which it is added.
    static let identity = RistrettoPoint(unchecked: [UInt8](repeating: 0, count: size))

    var isIdentity: Bool { !bytes.contains { $0 != 0 } }

    static func + (one: RistrettoPoint, other: RistrettoPoint) -> RistrettoPoint {
        if one.isIdentity { return other }
        if other.isIdentity { return one }
        var sum = [UInt8](repeating: 0, count: size)
        // It fails for what is no element alone, and there is no such value.
        _ = unsafe crypto_core_ristretto255_add(&sum, one.bytes, other.bytes)
        return RistrettoPoint(unchecked: sum)
    }

    /// A multiple by a scalar that is no secret.
    func multiplied(by scalar: RistrettoScalar) -> RistrettoPoint {
        unsafe scalar.bytes.withUnsafeBufferPointer { scalar in
            guard let start = scalar.baseAddress else { return .identity }
            return unsafe multiplied(by: start)
        }
    }

    /// A multiple by a secret scalar; how long it takes does not depend on it.
    func multiplied(by scalar: SecretScalar) -> RistrettoPoint {
        unsafe scalar.memory.withBytes { unsafe multiplied(by: $0) }
    }

    /// A multiple by the 32 bytes of a canonical scalar.
    func multiplied(by scalar: UnsafePointer<UInt8>) -> RistrettoPoint {
        var multiple = [UInt8](repeating: 0, count: RistrettoPoint.size)
        // It fails when the multiple is the identity, which then stands there.
        _ = unsafe crypto_scalarmult_ristretto255(&multiple, scalar, bytes)
        return RistrettoPoint(unchecked: multiple)
    }

    static func multiple(ofGenerator scalar: RistrettoScalar) -> RistrettoPoint {
        var multiple = [UInt8](repeating: 0, count: size)
        _ = unsafe crypto_scalarmult_ristretto255_base(&multiple, scalar.bytes)
        return RistrettoPoint(unchecked: multiple)
    }

    static func multiple(ofGenerator scalar: SecretScalar) -> RistrettoPoint {
        var multiple = [UInt8](repeating: 0, count: size)
        unsafe scalar.memory.withBytes { start in
            _ = unsafe crypto_scalarmult_ristretto255_base(&multiple, start)
        }
        return RistrettoPoint(unchecked: multiple)
    }
}

private import CSodium

/// A number modulo the order of ristretto255 that is no secret, such as a part of a proof.
public struct RistrettoScalar: Hashable, Sendable {
    /// The 32 bytes of the number, the lowest first.
    public let bytes: [UInt8]

    /// How many bytes a number has.
    public static let size = 32
    /// How many bytes a number is made of when it is hashed to: so many that none is likelier than another.
    static let wideSize = 64

    /// The number one.
    static let one = RistrettoScalar(unchecked: [1] + [UInt8](repeating: 0, count: size - 1))

    /// The number of 32 bytes; `nil` unless it is below the order.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == RistrettoScalar.size,
            RistrettoScalar.reduced(bytes).bytes == bytes
        else { return nil }
        self.bytes = bytes
    }

    /// The number that a message is hashed to.
    init(hashing message: [UInt8], domain: [UInt8]) {
        let wide = ExpandedMessage.xmd(message, domain: domain, count: RistrettoScalar.wideSize)
        self = RistrettoScalar.reduced(wide ?? [])
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// What is left of a number of up to 64 bytes.
    private static func reduced(_ bytes: [UInt8]) -> RistrettoScalar {
        let wide = bytes + [UInt8](repeating: 0, count: wideSize - bytes.count)
        var rest = [UInt8](repeating: 0, count: size)
        unsafe crypto_core_ristretto255_scalar_reduce(&rest, wide)
        return RistrettoScalar(unchecked: rest)
    }

    /// What a secret number leaves when a multiple of another is taken from it: the answer of a proof.
    ///
    /// - Parameters:
    ///   - secret: the number that is taken from, used for this alone.
    ///   - factor: how many times the other is taken.
    ///   - other: the secret that stays hidden behind the first.
    init(_ secret: SecretScalar, minus factor: RistrettoScalar, times other: SecretScalar) {
        var rest = [UInt8](repeating: 0, count: RistrettoScalar.size)
        let product = unsafe SecretMemory(RistrettoScalar.size) { product in
            unsafe other.memory.withBytes { other in
                unsafe crypto_core_ristretto255_scalar_mul(product, factor.bytes, other)
            }
            return true
        }
        unsafe product?.withBytes { product in
            unsafe secret.memory.withBytes { secret in
                unsafe crypto_core_ristretto255_scalar_sub(&rest, secret, product)
            }
        }
        bytes = rest
    }
}

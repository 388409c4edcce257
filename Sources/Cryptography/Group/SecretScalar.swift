private import CSodium

/// A secret number modulo the order of ristretto255, and not zero.
///
/// Its bytes are wiped when the last reference goes; it has no description. How long work with it takes does
/// not depend on it.
public final class SecretScalar: Sendable {
    let memory: SecretMemory

    /// How many bytes a number has.
    public static let size = 32

    /// The number of 32 bytes, the lowest first; `nil` unless it is below the order and not zero.
    public convenience init?(_ bytes: [UInt8]) {
        guard bytes.count == SecretScalar.size else { return nil }
        let memory = unsafe SecretMemory(SecretScalar.size) { start in
            unsafe start.update(from: bytes, count: SecretScalar.size)
            return unsafe SecretScalar.isCanonical(start)
        }
        guard let memory else { return nil }
        self.init(memory)
    }

    /// A number that nobody can guess, from the system; `nil` where it gives no randomness.
    public static func random() -> SecretScalar? {
        guard Sodium.isReady else { return nil }
        return unsafe SecretMemory(size) { start in
            unsafe crypto_core_ristretto255_scalar_random(start)
            return true
        }.flatMap { SecretScalar($0) }
    }

    /// The number that a secret message is hashed to; `nil` when it is zero.
    static func hashing(_ message: [UInt8], domain: [UInt8]) -> SecretScalar? {
        let count = RistrettoScalar.wideSize
        guard var wide = ExpandedMessage.xmd(message, domain: domain, count: count) else {
            return nil
        }
        defer { wipe(&wide) }
        return unsafe SecretMemory(size) { start in
            unsafe crypto_core_ristretto255_scalar_reduce(start, wide)
            return unsafe sodium_is_zero(start, size) == 0
        }.flatMap { SecretScalar($0) }
    }

    private init?(_ memory: SecretMemory) {
        guard Sodium.isReady else { return nil }
        self.memory = memory
    }

    /// Tells, in a time that does not depend on it, whether 32 bytes are a number below the order and not zero.
    private static func isCanonical(_ start: UnsafeMutablePointer<UInt8>) -> Bool {
        guard Sodium.isReady else { return false }
        let reduced = unsafe SecretMemory(size) { rest in
            let wide = unsafe SecretMemory(RistrettoScalar.wideSize) { wide in
                unsafe wide.update(from: start, count: size)
                return true
            }
            unsafe wide?.withBytes { unsafe crypto_core_ristretto255_scalar_reduce(rest, $0) }
            return unsafe sodium_memcmp(rest, start, size) == 0
        }
        let isZero = unsafe sodium_is_zero(start, size) == 1
        return reduced != nil && !isZero
    }

    /// The inverses of some numbers, 32 bytes each in their order; `nil` for none.
    ///
    /// One inversion costs as much as some three hundred products, so there is one for all of them: that of
    /// their product, from which each is taken out again.
    static func inverses(of scalars: ArraySlice<SecretScalar>) -> SecretMemory? {
        guard !scalars.isEmpty else { return nil }
        let scalars = Array(scalars)
        // The products of the first, the first two, and so on; each is then replaced by an inverse.
        return unsafe SecretMemory(size * scalars.count) { products in
            unsafe scalars[0].memory.withBytes { unsafe products.update(from: $0, count: size) }
            for place in scalars.indices.dropFirst() {
                unsafe scalars[place].memory.withBytes { factor in
                    let product = unsafe products + size * place
                    unsafe crypto_core_ristretto255_scalar_mul(product, product - size, factor)
                }
            }
            return unsafe replace(products, of: scalars)
        }
    }

    /// Replaces the products of the first of some numbers by the inverse of each number.
    private static func replace(
        _ products: UnsafeMutablePointer<UInt8>, of scalars: [SecretScalar]
    ) -> Bool {
        let last = scalars.count - 1
        let rest = unsafe SecretMemory(size) { inverse in
            let code = unsafe crypto_core_ristretto255_scalar_invert(
                inverse, products + size * last)
            guard code == 0 else { return false }
            for place in scalars.indices.reversed().dropLast() {
                let product = unsafe products + size * place
                // The inverse of all up to here, times all before here, is that of the one here.
                unsafe crypto_core_ristretto255_scalar_mul(product, inverse, product - size)
                unsafe scalars[place].memory.withBytes { factor in
                    unsafe crypto_core_ristretto255_scalar_mul(inverse, inverse, factor)
                }
            }
            unsafe products.update(from: inverse, count: size)
            return true
        }
        return rest != nil
    }
}

/// Overwrites bytes that were secret.
func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { buffer in
        if let start = buffer.baseAddress { unsafe sodium_memzero(start, buffer.count) }
    }
}

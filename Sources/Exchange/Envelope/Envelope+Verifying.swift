internal import Cryptography

extension Envelope {
    /// The trusted keys that have signed, in the order of the signatures.
    ///
    /// A signature that names no trusted key counts for nothing. One that names a trusted key and is not this
    /// key's refuses the envelope whole, as with notes: somebody has changed it.
    ///
    /// - Throws: `EnvelopeError.forged` with the signature's place, counted from 0; `unsigned` when fewer
    ///   than `wanted` have signed.
    public func signers(
        among trusted: [MessageKey], atLeast wanted: Int = 1
    ) throws(EnvelopeError) -> [MessageKey] {
        let message = Envelope.signedBytes(payloadType: payloadType, payload: payload)
        var signers: [MessageKey] = []
        for (place, signature) in signatures.enumerated() {
            let named = trusted.filter { $0.reference == signature.key }
            guard !named.isEmpty else { continue }
            // Four bytes of a hash may be the same for two keys: the right one is any that fits.
            guard let signer = named.first(where: { $0.key.isValid(signature.bytes, of: message) })
            else { throw .forged(signature: place) }
            if !signers.contains(signer) { signers.append(signer) }
        }
        guard signers.count >= max(wanted, 1) else {
            throw .unsigned(found: signers.count, wanted: max(wanted, 1))
        }
        return signers
    }
}

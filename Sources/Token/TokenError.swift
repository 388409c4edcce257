private import CPKCS11

/// Why a token did not do what it was asked; no case carries a PIN or a key.
public enum TokenError: Error, Hashable, Sendable {
    /// There is no library at the path, or it can not be loaded here.
    case noLibrary
    /// The library is none of tokens (PKCS #11).
    case otherLibrary
    /// No token of this label is in any slot.
    case noToken
    /// Several tokens have this label.
    case manyTokens
    /// The token was taken out, or its session ended.
    case removed
    /// The PIN is wrong: try again, but not often, or it is locked.
    case wrongPIN
    /// The PIN is locked after too many wrong ones: the token's officer must set it anew.
    case lockedPIN
    /// The PIN must be changed, or was never set.
    case unusablePIN
    /// The token has no key of this label.
    case noKey
    /// Several keys have this label, or the label was taken before one was made.
    case manyKeys
    /// The key can leave the token, or could once: it is not used.
    case exposedKey
    /// The token can not do AES-GCM with its keys, or does not make such keys.
    case unable
    /// What was to be unwrapped was wrapped by another key or for something else, or was changed.
    case changed
    /// What was given has a size that can not be right.
    case malformed
    /// There is no memory for secrets.
    case noMemory
    /// The token's library gave another code, of PKCS #11.
    case failed(code: UInt)

    /// The error of a code of the standard; `nil` when all went well.
    init?(code: UInt) {
        switch code {
        case UInt(CKR_OK): return nil
        case UInt(CKR_PIN_INCORRECT), UInt(CKR_PIN_INVALID), UInt(CKR_PIN_LEN_RANGE):
            self = .wrongPIN
        case UInt(CKR_PIN_LOCKED): self = .lockedPIN
        case UInt(CKR_PIN_EXPIRED), UInt(CKR_USER_PIN_NOT_INITIALIZED): self = .unusablePIN
        case UInt(CKR_DEVICE_REMOVED), UInt(CKR_TOKEN_NOT_PRESENT), UInt(CKR_SESSION_CLOSED),
            UInt(CKR_SESSION_HANDLE_INVALID), UInt(CKR_SLOT_ID_INVALID),
            UInt(CKR_TOKEN_NOT_RECOGNIZED):
            self = .removed
        case UInt(CKR_MECHANISM_INVALID), UInt(CKR_MECHANISM_PARAM_INVALID),
            UInt(CKR_KEY_FUNCTION_NOT_PERMITTED), UInt(CKR_KEY_TYPE_INCONSISTENT),
            UInt(CKR_FUNCTION_NOT_SUPPORTED), UInt(CKR_TEMPLATE_INCONSISTENT),
            UInt(CKR_ATTRIBUTE_VALUE_INVALID), UInt(CKR_ATTRIBUTE_TYPE_INVALID):
            self = .unable
        case UInt(CKR_ENCRYPTED_DATA_INVALID), UInt(CKR_ENCRYPTED_DATA_LEN_RANGE):
            self = .changed
        case UInt(CKR_HOST_MEMORY): self = .noMemory
        default: self = .failed(code: code)
        }
    }

    /// Throws what a code means, if it means that something failed.
    static func check(_ code: UInt) throws(TokenError) {
        if let error = TokenError(code: code) { throw error }
    }
}

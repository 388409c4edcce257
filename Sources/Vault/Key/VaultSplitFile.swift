public import Cryptography
internal import Encoding
public import Exchange

/// What a node remembers of the splitting of its vault's key; it has no share, and nothing that is secret.
///
/// By it shares of an older splitting are refused, and how many it takes is said. It is canonical JSON.
public struct VaultSplitFile: Hashable, Sendable {
    /// The key that is split, by its public half.
    public let publicKey: BoxPublicKey
    /// Which splitting.
    public let splitting: [UInt8]
    /// How many shares there are, and how many it takes.
    public let plan: VaultShareFile.Plan

    static let kind = "rastro-vault-split"

    /// The splitting that a share is of.
    public init(of share: VaultShareFile) {
        publicKey = share.publicKey
        splitting = share.splitting
        plan = share.plan
    }

    /// Tells whether a share is of this splitting.
    public func has(_ share: VaultShareFile) -> Bool { VaultSplitFile(of: share) == self }

    /// Reads a file's bytes.
    ///
    /// - Throws: `MessageError`: what is not of the form.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        var reader = try MemberReader(keyFile: bytes, of: VaultSplitFile.kind)
        publicKey = try reader.boxKey("pk")
        splitting = try reader.splitting()
        plan = try reader.plan()
        try reader.finish()
    }

    /// The file's bytes.
    public var bytes: [UInt8] {
        var object = JSONObject(keyFile: VaultSplitFile.kind, of: publicKey)
        object.put(splitting, plan)
        return JSONValue.object(object).canonicalBytes
    }
}

extension MemberReader {
    /// Which splitting of a vault's key.
    mutating func splitting() throws(MessageError) -> [UInt8] {
        try required("set") { value in
            KeptField.bytes(value).flatMap { $0.count == VaultShareFile.splittingSize ? $0 : nil }
        }
    }

    /// How many shares there are, and how many it takes.
    mutating func plan() throws(MessageError) -> VaultShareFile.Plan {
        let shares = try number("shares", 2...Int64(VaultShareFile.Plan.most))
        let needed = try number("needed", 2...Int64(shares))
        guard let plan = VaultShareFile.Plan(shares: shares, needed: needed) else {
            throw .malformed(member: "needed")
        }
        return plan
    }
}

extension JSONObject {
    /// Says which splitting it is.
    mutating func put(_ splitting: [UInt8], _ plan: VaultShareFile.Plan) {
        self["set"] = .string(Base64.encode(splitting))
        self["shares"] = .integer(Int64(plan.shares))
        self["needed"] = .integer(Int64(plan.needed))
    }
}

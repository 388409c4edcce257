internal import Encoding

/// The names of the extension members that this version of the format knows.
private enum ExtensionMember {
    static let legs = "x-legs"
    static let request = "x-request"
    static let addressee = "x-to"
    static let deed = "x-action"
    static let second = "x-second"
}

extension LedgerEntry {
    /// The most bytes of an entry that this version writes.
    public static let mostBytes = 4096

    /// The legs that the entry records, in its order; none when it has no such member.
    ///
    /// - Throws: `MessageError.malformed` when the member is not of the form.
    public func legs() throws(MessageError) -> [Leg] {
        try member(ExtensionMember.legs) { Leg.list($0) } ?? []
    }

    /// The identifier of the request that the entry is about; `nil` when it has no such member.
    ///
    /// - Throws: `MessageError.malformed` when the member is not of the form.
    public func request() throws(MessageError) -> UniqueIdentifier? {
        try member(ExtensionMember.request) { $0.string.flatMap { UniqueIdentifier($0) } }
    }

    /// The node to which the entry's message is addressed; `nil` when it has no such member.
    ///
    /// - Throws: `MessageError.malformed` when the member is not of the form.
    public func addressee() throws(MessageError) -> NodeName? {
        try member(ExtensionMember.addressee) { $0.string.flatMap { NodeName($0) } }
    }

    /// Records legs in place of those that the entry has; none takes the member away.
    ///
    /// Legs beyond what an entry may have go into further entries: `parts(of:)` says which.
    public mutating func record(_ legs: some Collection<Leg>) {
        extensions[ExtensionMember.legs] = legs.isEmpty ? nil : Leg.json(legs)
    }

    /// Says which request the entry is about.
    public mutating func record(request: UniqueIdentifier?) {
        extensions[ExtensionMember.request] = request.map { .string($0.text) }
    }

    /// What the policy was asked to let somebody do, by the policy's word; `nil` when it has no such member.
    ///
    /// - Throws: `MessageError.malformed` when the member is not of the form.
    public func deed() throws(MessageError) -> String? {
        try member(ExtensionMember.deed) { $0.string }
    }

    /// Says what the policy was asked to let somebody do, by the policy's word.
    public mutating func record(deed: String?) {
        extensions[ExtensionMember.deed] = deed.map { .string($0) }
    }

    /// Says which second officer agreed.
    public mutating func record(second: Pseudonym?) {
        extensions[ExtensionMember.second] = second.map { .string($0.text) }
    }

    /// Says to which node the entry's message is addressed.
    public mutating func record(addressee: NodeName?) {
        extensions[ExtensionMember.addressee] = addressee.map { .string($0.text) }
    }

    /// Parts legs, in their order, so that this entry with any one part stays within `mostBytes`.
    ///
    /// Each part after the first is for an entry like this one with an identifier of its own.
    ///
    /// - Returns: one empty part for no legs.
    /// - Throws: `MessageError.malformed` when the entry has no room for a leg; what `bytes` throws.
    /// - Complexity: linear in the number of legs.
    public func parts(of legs: [Leg]) throws(MessageError) -> [[Leg]] {
        var bare = self
        bare.record([])
        // The member's name, its quotes and colon, the brackets, and a comma before or behind it.
        let frame = ExtensionMember.legs.utf8.count + 6
        let room = LedgerEntry.mostBytes - (try bare.bytes().count) - frame
        var parts: [[Leg]] = [[]]
        var used = 0
        for leg in legs {
            let size = leg.json.canonicalBytes.count + 1
            if used + size > room + 1 || parts[parts.count - 1].count == Leg.most {
                guard !parts[parts.count - 1].isEmpty else { throw ExtensionMember.noRoom }
                parts.append([])
                used = 0
            }
            guard size <= room + 1 else { throw ExtensionMember.noRoom }
            parts[parts.count - 1].append(leg)
            used += size
        }
        return parts
    }

    private func member<Value>(
        _ name: String, _ make: (JSONValue) -> Value?
    ) throws(MessageError) -> Value? {
        guard let value = extensions[name] else { return nil }
        guard let made = make(value) else { throw .malformed(member: name) }
        return made
    }
}

extension ExtensionMember {
    fileprivate static let noRoom = MessageError.malformed(member: legs)
}

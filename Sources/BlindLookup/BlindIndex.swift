public import Cryptography
public import Firearms

/// Names of firearms that a sealed store can be asked for without holding a serial that can be read.
///
/// A name is a code under the node's own key. Without the key nobody can tell which firearm it names, not even by
/// trying all serials; with a plain hash anybody could. Who has the store and the key can.
public struct BlindIndex: Sendable {
    private let key: HMACKey
    private static let use = "rastro-blind-index/1"

    /// The index of a node; `nil` where there is no memory for a key.
    ///
    /// - Parameter key: a key of the node's that never leaves it; another index has another.
    public init?(key: HMACKey) {
        // Derived, so that the same key may have other uses without its codes being of any use there.
        guard let derived = key.derived(for: BlindIndex.use) else { return nil }
        self.key = derived
    }

    /// The name of a form.
    public func name(of form: NormalForm) -> BlindName { BlindName(key.code(of: form.bytes)) }

    /// The names under which a firearm is stored: of its forms by all rules.
    ///
    /// - Returns: none when it has no form, because its maker is unknown or its serial was not read whole.
    public func names(of firearm: Descriptor) -> Set<BlindName> {
        Set(FormRule.allCases.flatMap { names(of: firearm, $0) })
    }

    /// The names under which a firearm is looked for by one rule, the likeliest first.
    public func names(of firearm: Descriptor, _ rule: FormRule) -> [BlindName] {
        NormalForm.forms(of: firearm, rule).map(name)
    }
}

/// A firearm's name in one node's blind index: 32 bytes that mean nothing elsewhere.
public struct BlindName: Hashable, Sendable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// How many bytes a name has.
    public static let size = HMACKey.size

    init(_ bytes: [UInt8]) { self.bytes = bytes }
}

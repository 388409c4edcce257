private import Synchronization

/// Something that becomes true once, seen by every thread.
final class Flag: Sendable {
    private let value = Atomic(false)

    /// Whether it is true.
    var isSet: Bool { value.load(ordering: .acquiring) }

    /// Makes it true.
    func set() { value.store(true, ordering: .releasing) }
}

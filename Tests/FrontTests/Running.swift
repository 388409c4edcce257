import Synchronization

/// Whether what runs is to go on.
final class Running: Sendable {
    private let value = Atomic(true)
    var goesOn: Bool { value.load(ordering: .relaxed) }
    func stop() { value.store(false, ordering: .relaxed) }
}

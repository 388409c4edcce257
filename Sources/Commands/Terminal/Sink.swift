/// Where text goes: a stream of the process, or a test's memory.
public protocol Sink: Sendable {
    /// Writes a text, whole; what can not be written is remembered as the failure.
    func write(_ text: String)
    /// Why a text could not be written, if ever one could not.
    var failure: String? { get }
}

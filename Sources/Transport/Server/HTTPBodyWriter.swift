/// Where a producer writes the body of an answer to.
public struct HTTPBodyWriter: Sendable {
    /// How many bytes may wait to be sent before a writer has to wait.
    public static let highWaterMark = 256 * 1024

    let pipe: BodyPipe

    /// Hands over the next bytes; returns when fewer than `highWaterMark` wait to be sent.
    ///
    /// - Throws: `readerLeft` when the client has gone, `cancelled` when the task was cancelled.
    public func write(_ bytes: [UInt8]) async throws(TransportError) {
        try await pipe.write(bytes)
    }

    /// Hands over a text in UTF-8.
    ///
    /// - Throws: `readerLeft` when the client has gone, `cancelled` when the task was cancelled.
    public func write(_ text: String) async throws(TransportError) {
        try await pipe.write(Array(text.utf8))
    }
}

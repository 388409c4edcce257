/// How the body of a request is taken in.
public enum HTTPBodyPlan: Equatable, Sendable {
    /// Whole, before the handler is run, up to so many bytes.
    case whole(limit: Int)
    /// Piece by piece, by the handler while it comes, up to so many bytes.
    case pieces(limit: Int)

    var limit: Int {
        switch self {
        case .whole(let limit), .pieces(let limit): limit
        }
    }
}

/// The body of a request, piece by piece as it comes; for one reader, once.
///
/// At most `HTTPBodyWriter.highWaterMark` bytes wait to be read: then the client has to wait. What is not read when the
/// handler answers is thrown away.
public struct HTTPBodyPieces: AsyncSequence, Sendable {
    let intake: BodyIntake

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator { Iterator(intake: intake) }

    /// Reads the pieces one after another.
    public struct Iterator: AsyncIteratorProtocol {
        let intake: BodyIntake

        /// The next piece, never an empty one; nil when the body is whole.
        ///
        /// - Throws: `bodyTooLarge` when it went on beyond its limit, `broken` when the client left before its end,
        ///   `cancelled` when the task was cancelled.
        public func next(isolation actor: isolated (any Actor)?) async throws(TransportError)
            -> [UInt8]?
        {
            try await intake.next()
        }

        /// The next piece, never an empty one; nil when the body is whole.
        ///
        /// - Throws: As the other one.
        public func next() async throws(TransportError) -> [UInt8]? {
            try await intake.next()
        }
    }
}

@available(*, unavailable)
extension HTTPBodyPieces.Iterator: Sendable {}

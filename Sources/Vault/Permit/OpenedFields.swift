internal import Cryptography
public import Exchange

/// The fields that were opened: there is one of it, it can not be copied, and with it they are wiped.
public struct OpenedFields: ~Copyable, Sendable {
    private let values: [FieldPath: SealedValue.Secrets]

    init(_ values: [FieldPath: SealedValue.Secrets]) { self.values = values }

    /// Which fields were opened, ascending.
    public var paths: [FieldPath] { values.keys.sorted { $0.text < $1.text } }

    /// Gives the fields to a body, ascending by their paths, and ends with it.
    ///
    /// What the body makes of the bytes is its own to wipe.
    public consuming func read<Failure: Error>(
        _ body: (FieldPath, Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        for path in paths {
            guard let secrets = values[path] else { continue }
            try secrets.value.withBytes { bytes throws(Failure) in try body(path, bytes) }
        }
    }

    /// Gives the fields and the openings of their commitments, for a bundle of evidence.
    public consuming func take() -> [FieldPath: SealedValue.Secrets] { values }
}

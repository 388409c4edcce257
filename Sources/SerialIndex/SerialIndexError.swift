/// Why an index can not be built, opened or searched.
public enum SerialIndexError: Error, Equatable, Sendable {
    /// A file can not be read or written; `reason` is the system's number for it.
    case io(path: String, reason: Int32)
    /// A file is no index.
    case notAnIndex(path: String)
    /// A file is an index of another version.
    case version(path: String, found: Int, expected: Int)
    /// A file has not the size that its header says.
    case size(path: String, found: Int, expected: Int)
    /// A part of a file is not as it was written.
    case damaged(path: String, part: String)
    /// More records or descriptors than an index can hold.
    case tooMany(limit: Int)
}

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
    /// More records than an index can hold, or a make, model or calibre with too high a number.
    case tooMany(limit: Int)
    /// A folder holds no register.
    case notARegister(path: String)
    /// A folder holds a register, or what is left of one, where a new one was to be made.
    case alreadyARegister(path: String)
    /// A file that the register's manifest names is not there.
    case missing(path: String)
    /// Somebody else writes to the register; readers may still read it.
    case inUse(path: String)
    /// A merge of the register is running already.
    case isMerging(path: String)
    /// A write failed so that what the disk has is not known; the register has to be opened anew.
    case mustReopen(path: String)
    /// The task was cancelled; nothing has changed.
    case cancelled
}

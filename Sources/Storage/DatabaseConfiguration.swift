/// Where a database is, whose it is and how it is to be used.
public struct DatabaseConfiguration: Sendable {
    /// What a commit withstands when it has returned.
    public enum Durability: Sendable {
        /// A failure of the power: the disk has confirmed every commit. For anything promised to somebody.
        case everyCommit
        /// A failure of the program, but not of the power, after which the last commits may be missing.
        ///
        /// What is there after it is whole all the same. For what can be made again.
        case program
    }

    /// What may be done with a database.
    public enum Access: Sendable {
        /// It is made when it is not there, and takes the migrations that it has not.
        case readingAndWriting
        /// It has to be there with all migrations, and is not written to.
        case readingOnly
    }

    /// The file.
    ///
    /// Its folder has to be there; the database keeps more files beside it.
    public var path: String
    /// The number by which a file is known to be of this program; not 0.
    public var application: Int32
    /// All migrations that the code knows, in order.
    public var migrations: [Migration]
    /// What may be done.
    public var access: Access
    /// What a commit withstands.
    public var durability: Durability
    /// How many can read at the same time; each has a thread of its own.
    public var readers: Int
    /// How long another process is waited for that writes to the same file.
    public var patience: Duration
    /// What statements may call beside the database's own functions, migrations too.
    public var functions: [StorageFunction]

    /// Makes a configuration; what is not said is the careful choice.
    public init(
        path: String, application: Int32, migrations: [Migration],
        access: Access = .readingAndWriting, durability: Durability = .everyCommit,
        readers: Int = 2, patience: Duration = .seconds(5), functions: [StorageFunction] = []
    ) {
        precondition(application != 0, "0 is what a file of no program says")
        precondition(readers > 0, "nobody could read")
        self.path = path
        self.application = application
        self.migrations = migrations
        self.access = access
        self.durability = durability
        self.readers = readers
        self.patience = patience
        self.functions = functions
    }
}

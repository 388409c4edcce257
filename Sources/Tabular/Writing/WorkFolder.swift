import Glibc

/// A folder of one's own beside other files, in which files are finished before they take their places.
///
/// Nobody but its owner can look into it, and it goes with whatever was not moved out of it.
@safe public struct WorkFolder: ~Copyable, Sendable {
    /// Where it is.
    public let path: String
    private let parent: String

    /// What the names of such folders begin with; folders of books are read without them.
    public static let beginning = ".rastro-"

    /// Makes a folder in another.
    public init(in parent: String) throws(TabularError) {
        self.parent = parent
        while true {
            let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
            let path = "\(parent)/\(WorkFolder.beginning)\(name)"
            if unsafe mkdir(path, 0o700) == 0 {
                self.path = path
                return
            }
            guard errno == EEXIST else { throw .cannotWrite(parent, code: errno) }
        }
    }

    deinit { WorkFolder.remove(path) }

    /// Removes such a folder with the files in it, as one that an interrupted process left.
    ///
    /// A link is not followed: what it leads to is somebody else's.
    public static func remove(_ path: String) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        guard let folder = unsafe fdopendir(descriptor) else {
            close(descriptor)
            return
        }
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { unsafe unlinkat(descriptor, name, 0) }
        }
        unsafe closedir(folder)
        unsafe rmdir(path)
    }

    /// Writes a file in the folder.
    public func write(_ bytes: [UInt8], named name: String) throws(TabularError) {
        var file = try AtomicFile(path: "\(path)/\(name)", permissions: 0o600)
        try file.write(bytes)
        try file.commit()
    }

    /// Moves a file out of the folder to its place, with the permissions given, over any that is there.
    public func move(
        _ name: String, to place: String, permissions: UInt32
    ) throws(TabularError) {
        guard unsafe chmod("\(path)/\(name)", mode_t(permissions)) == 0 else {
            throw .cannotWrite(place, code: errno)
        }
        try AtomicFile.move("\(path)/\(name)", to: place)
    }

    /// Waits until what was moved is on the disk under its new name.
    public func settle() {
        let folder = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}

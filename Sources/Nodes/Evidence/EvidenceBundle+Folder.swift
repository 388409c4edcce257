import Glibc

extension EvidenceBundle {
    /// Writes the bundle as a folder for its user alone (0700, files 0600), with the list of its files: whole, or not
    /// at all; durable on return.
    ///
    /// - Parameter path: where it is to be: nothing, or an empty folder, is there.
    /// - Throws: `NodeError.file`; then nothing is at the path that was not there before.
    public func write(to path: String) throws(NodeError) {
        let partial = try EvidenceBundle.makeBeside(path)
        do throws(NodeError) {
            for folder in Set(files.compactMap(\.folder)).sorted() {
                try PrivateFiles.makeFolder("\(partial)/\(folder)")
            }
            for file in files { try PrivateFiles.write(file.bytes, to: "\(partial)/\(file.path)") }
            try PrivateFiles.write(manifest, to: "\(partial)/\(EvidenceBundle.manifestName)")
            try PrivateFiles.rename(partial, to: path)
        } catch {
            EvidenceBundle.remove(partial)
            throw error
        }
    }

    /// Makes a folder of a name that nobody has, beside a path.
    private static func makeBeside(_ path: String) throws(NodeError) -> String {
        var name = Array((path + ".XXXXXX").utf8CString)
        let isMade = unsafe name.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
        }
        guard isMade else { throw .file(path: path, reason: errno) }
        return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes what was written so far: files and folders two deep.
    private static func remove(_ path: String) {
        for name in PrivateFiles.names(in: path) {
            let inner = "\(path)/\(name)"
            for file in PrivateFiles.names(in: inner) { unsafe unlink("\(inner)/\(file)") }
            if unsafe unlink(inner) != 0 { unsafe rmdir(inner) }
        }
        unsafe rmdir(path)
    }
}

extension EvidenceFile {
    /// The folder in which it lies; `nil` for none.
    fileprivate var folder: String? {
        let parts = path.split(separator: "/")
        return parts.count == 2 ? String(parts[0]) : nil
    }
}

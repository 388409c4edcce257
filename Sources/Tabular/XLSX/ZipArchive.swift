import CLibZip
import Glibc

/// A zip file opened for reading through libzip.
@safe final class ZipArchive {
    /// What errors call the file.
    let name: String
    private let archive: OpaquePointer

    /// Opens a zip file.
    ///
    /// - Throws: `damagedWorkbook` when its directory can not be read.
    init(path: String) throws(TabularError) {
        var code: Int32 = 0
        guard let archive = unsafe zip_open(path, ZIP_RDONLY, &code) else {
            if code == ZIP_ER_OPEN { throw .cannotOpen(path, code: errno) }
            throw .damagedWorkbook(path, part: "zip")
        }
        unsafe self.archive = archive
        name = path
    }

    /// Opens a zip file that is in memory.
    init(bytes: [UInt8], name: String) throws(TabularError) {
        // libzip keeps the pointer, and frees it with the source.
        guard let copy = unsafe malloc(max(1, bytes.count)) else {
            throw .tooLarge(name, part: "zip", limit: bytes.count)
        }
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            _ = unsafe memcpy(copy, start, bytes.count)
        }
        guard let source = unsafe zip_source_buffer_create(copy, UInt64(bytes.count), 1, nil)
        else {
            unsafe free(copy)
            throw .damagedWorkbook(name, part: "zip")
        }
        guard let archive = unsafe zip_open_from_source(source, ZIP_RDONLY, nil) else {
            unsafe zip_source_free(source)
            throw .damagedWorkbook(name, part: "zip")
        }
        unsafe self.archive = archive
        self.name = name
    }

    deinit {
        unsafe zip_discard(archive)
    }

    /// How many files it holds.
    var count: Int { unsafe Int(zip_get_num_entries(archive, 0)) }

    /// Tells whether it holds a file of this name.
    func holds(_ part: String) -> Bool { index(of: part) != nil }

    private func index(of part: String) -> UInt64? {
        // Names of parts are compared without regard to case (ISO 29500-2, 6.2.2.3).
        let index = unsafe zip_name_locate(archive, part, UInt32(ZIP_FL_NOCASE))
        return UInt64(exactly: index)
    }

    /// Opens a part of the workbook.
    ///
    /// - Parameter limit: The bytes that it may have once inflated.
    /// - Returns: `nil` when there is no such part.
    func open(
        _ part: String, limit: Int, limits: TableLimits
    ) throws(TabularError) -> ZipEntry? {
        guard let index = index(of: part) else { return nil }
        var status = unsafe zip_stat_t()
        unsafe zip_stat_init(&status)
        guard unsafe zip_stat_index(archive, index, 0, &status) == 0 else {
            throw .damagedWorkbook(name, part: part)
        }
        if unsafe status.encryption_method != UInt16(ZIP_EM_NONE) {
            throw .notATable(name, .encryptedWorkbook)
        }
        if unsafe status.size > UInt64(limit) {
            throw .tooLarge(name, part: part, limit: limit)
        }
        guard let file = unsafe zip_fopen_index(archive, index, 0) else {
            throw .damagedWorkbook(name, part: part)
        }
        let packed = unsafe Int(clamping: status.comp_size)
        let ratioLimit = max(limits.ratioBytes, packed.multipliedClamping(by: limits.ratio))
        return unsafe ZipEntry(
            file: file, archive: self, part: part, limit: min(limit, ratioLimit))
    }
}

/// One part of a workbook, inflated as it is read and never beyond its limit.
@safe final class ZipEntry {
    let part: String
    /// What stopped the reading, for whom the bytes pass through C.
    private(set) var failure: TabularError?
    private let file: OpaquePointer
    /// Kept, for the entry may not outlive it.
    private let archive: ZipArchive
    private let limit: Int
    private var count = 0

    @unsafe init(file: OpaquePointer, archive: ZipArchive, part: String, limit: Int) {
        unsafe self.file = file
        self.archive = archive
        self.part = part
        self.limit = limit
    }

    deinit {
        unsafe zip_fclose(file)
    }

    /// The name of the file that the part is in.
    var archiveName: String { archive.name }

    /// Reads on.
    ///
    /// - Returns: How many bytes were read; 0 at the end, -1 when `failure` says why not.
    @unsafe func read(into buffer: UnsafeMutableRawPointer, count size: Int) -> Int {
        guard failure == nil else { return -1 }
        let read = unsafe Int(zip_fread(file, buffer, UInt64(max(0, size))))
        if read < 0 {
            failure = .damagedWorkbook(archive.name, part: part)
            return -1
        }
        count += read
        if count > limit {
            // The directory's sizes are a claim: what comes out is what counts.
            failure = .tooLarge(archive.name, part: part, limit: limit)
            return -1
        }
        return read
    }
}

extension Int {
    /// The product, or the largest number when it is beyond that.
    func multipliedClamping(by factor: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}

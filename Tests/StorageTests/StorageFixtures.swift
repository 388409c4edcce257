import Glibc
import Storage
import Testing

/// A folder of one test, removed with it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/rastro-storage-XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template) != nil
        try #require(made)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in names { unsafe unlink(file(name)) }
        unsafe rmdir(path)
    }

    var names: [String] {
        var names: [String] = []
        guard let stream = unsafe opendir(path) else { return [] }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        unsafe closedir(stream)
        return names.sorted()
    }

    func file(_ name: String) -> String { path + "/" + name }

    func read(_ name: String) throws -> [UInt8] {
        let descriptor = unsafe open(file(name), O_RDONLY)
        try #require(descriptor >= 0, "\(name) can not be read")
        defer { close(descriptor) }
        var status = stat()
        unsafe fstat(descriptor, &status)
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        #expect(count == bytes.count)
        return bytes
    }

    func write(_ bytes: some Collection<UInt8>, to name: String) throws {
        let descriptor = unsafe open(file(name), O_CREAT | O_TRUNC | O_WRONLY, 0o600)
        try #require(descriptor >= 0, "\(name) can not be written")
        defer { close(descriptor) }
        let count = unsafe Array(bytes).withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        #expect(count == bytes.count)
    }

    func size(_ name: String) -> Int {
        var status = stat()
        return unsafe stat(file(name), &status) == 0 ? Int(status.st_size) : 0
    }

    func permissions(_ name: String) -> UInt32 {
        var status = stat()
        return unsafe stat(file(name), &status) == 0 ? status.st_mode & 0o777 : 0
    }
}

/// The state of a parcel, as an enumeration with raw values is kept.
enum ParcelState: String, StorageValue, CaseIterable {
    case packed, sent, lost
}

/// A small world of tables that the tests write to.
enum Sample {
    static let application: Int32 = 0x5261_7374

    static let migrations = [
        Migration(
            number: 1, name: "parcels",
            statements: [
                """
                CREATE TABLE parcel (
                    id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE, weight REAL, seal BLOB,
                    state TEXT NOT NULL DEFAULT 'packed', CHECK (weight > 0)
                ) STRICT
                """
            ]),
        Migration(
            number: 2, name: "stops",
            statements: [
                """
                CREATE TABLE stop (
                    id INTEGER PRIMARY KEY,
                    parcel INTEGER NOT NULL REFERENCES parcel (id) DEFERRABLE INITIALLY DEFERRED
                ) STRICT
                """,
                "CREATE INDEX stop_parcel ON stop (parcel)",
            ]),
    ]

    static func configuration(
        _ folder: TestFolder, file: String = "world.db", migrations: [Migration] = migrations,
        access: DatabaseConfiguration.Access = .readingAndWriting, readers: Int = 2,
        durability: DatabaseConfiguration.Durability = .program
    ) -> DatabaseConfiguration {
        DatabaseConfiguration(
            path: folder.file(file), application: application, migrations: migrations,
            access: access, durability: durability, readers: readers,
            patience: .milliseconds(200))
    }

    static func open(_ folder: TestFolder) async throws -> Database {
        try await Database.open(configuration(folder))
    }
}

extension Transaction where Access == Writing {
    func addParcel(_ id: Int, _ label: String) throws(StorageError) {
        try execute("INSERT INTO parcel (id, label) VALUES ($1, $2)", id, label)
    }
}

extension Transaction {
    func parcels() throws(StorageError) -> [Int: String] {
        let rows = try rows("SELECT id, label FROM parcel", as: Int.self, String.self)
        return Dictionary(uniqueKeysWithValues: rows)
    }

    func countOfParcels() throws(StorageError) -> Int {
        try value("SELECT count(*) FROM parcel")
    }
}

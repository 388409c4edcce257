import CSQLite

extension Connection {
    /// Makes a function known to the statements of this connection, and to no view or trigger of the file.
    func add(_ function: StorageFunction) throws(StorageError) {
        let context = unsafe Unmanaged.passRetained(FunctionContext(function)).toOpaque()
        // The context is given back by SQLite, also when this fails: sqlite.org/c3ref/create_function.html.
        let code = unsafe withHandle { database in
            unsafe sqlite3_create_function_v2(
                database, function.name, Int32(clamping: function.parameterCount),
                SQLITE_UTF8 | SQLITE_DIRECTONLY, context, call, nil, nil, release)
        }
        guard code == SQLITE_OK else { throw .cannotOpen(path: path, code: code) }
    }
}

/// What SQLite keeps of a function.
private final class FunctionContext: Sendable {
    let function: StorageFunction

    init(_ function: StorageFunction) { self.function = function }
}

private func release(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<FunctionContext>.fromOpaque(context).release()
}

private func call(
    _ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
) {
    guard let data = unsafe sqlite3_user_data(context) else { return }
    let function = unsafe Unmanaged<FunctionContext>.fromOpaque(data).takeUnretainedValue().function
    var read: [StoredValue] = []
    for place in 0..<Int(count) {
        guard let value = unsafe stored(values?[place]) else { break }
        read.append(value)
    }
    let result = read.count == Int(count) ? function.body(read) : nil
    switch result {
    case .null: unsafe sqlite3_result_null(context)
    case .integer(let number): unsafe sqlite3_result_int64(context, number)
    case .real(let number): unsafe sqlite3_result_double(context, number)
    case .text(var text):
        text.withUTF8 {
            unsafe csqlite_result_text(context, $0.baseAddress, UInt64($0.count))
        }
    case .bytes(let bytes):
        unsafe bytes.withUnsafeBytes {
            unsafe csqlite_result_blob(context, $0.baseAddress, UInt64($0.count))
        }
    case nil: unsafe sqlite3_result_error_code(context, SQLITE_CORRUPT)
    }
}

/// What a function is given; `nil` for a text that is not in UTF-8.
private func stored(_ value: OpaquePointer?) -> StoredValue? {
    switch unsafe sqlite3_value_type(value) {
    case SQLITE_INTEGER: return .integer(unsafe sqlite3_value_int64(value))
    case SQLITE_FLOAT: return .real(unsafe sqlite3_value_double(value))
    case SQLITE_TEXT:
        // The pointer first, then the size: sqlite.org/c3ref/value_blob.html.
        let start = unsafe sqlite3_value_text(value)
        let size = Int(unsafe sqlite3_value_bytes(value))
        let buffer = unsafe UnsafeBufferPointer(start: start, count: start == nil ? 0 : size)
        return unsafe String(validating: buffer, as: UTF8.self).map { .text($0) }
    case SQLITE_BLOB:
        let start = unsafe sqlite3_value_blob(value)
        let size = Int(unsafe sqlite3_value_bytes(value))
        let buffer = unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : size)
        return unsafe .bytes([UInt8](buffer))
    default: return .null
    }
}

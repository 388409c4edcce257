import CSQLite

/// What SQLite made of the text of a query; whoever holds it last finalises it.
@safe struct PreparedStatement {
    let raw: OpaquePointer
    /// For each value, in order, the place at which SQLite takes it; empty where it is the same order.
    private let places: [Int32]

    /// How many values the statement takes.
    var parameterCount: Int32 { unsafe sqlite3_bind_parameter_count(raw) }

    /// Takes what SQLite prepared, with its parameters in an order of their own.
    ///
    /// - Throws: `StorageError.parameterName` where they are not `$1`, `$2` and so on; it is then finalised.
    init(_ raw: OpaquePointer, of query: Query) throws(StorageError) {
        unsafe self.raw = raw
        let count = unsafe sqlite3_bind_parameter_count(raw)
        var places = [Int32](repeating: 0, count: Int(count))
        for place in 0..<count {
            let number = unsafe PreparedStatement.number(at: place + 1, of: raw)
            // A number that is beyond the count or comes again leaves another one without a value.
            guard let number, places.indices ~= number - 1, places[number - 1] == 0 else {
                unsafe sqlite3_finalize(raw)
                throw .parameterName(statement: query.label, place: Int(place) + 1)
            }
            places[number - 1] = place + 1
        }
        self.places = places.elementsEqual(1..<(count + 1)) ? [] : places
    }

    /// The place at which SQLite takes a value; values and places are counted from 1.
    func place(of value: Int32) -> Int32 {
        let index = Int(value) - 1
        return places.indices ~= index ? places[index] : value
    }

    func finalise() {
        unsafe sqlite3_finalize(raw)
    }

    /// The number of the value that SQLite takes at a place.
    ///
    /// SQLite numbers `?` and `?n` itself, and takes `$n` for a name.
    private static func number(at place: Int32, of raw: OpaquePointer) -> Int? {
        guard let name = unsafe sqlite3_bind_parameter_name(raw, place) else { return Int(place) }
        let text = unsafe String(cString: name)
        return text.hasPrefix("$") || text.hasPrefix("?") ? Int(text.dropFirst()) : nil
    }
}

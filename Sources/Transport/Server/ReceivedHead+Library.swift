internal import CMicroHTTPD

extension ReceivedHead {
    /// Takes the head of a request over from the library.
    init(
        of connection: OpaquePointer, method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?,
        target: [UInt8], mostFields: Int
    ) {
        self.init()
        self.method = unsafe method.flatMap { unsafe String(validatingCString: $0) } ?? ""
        self.version = unsafe version.flatMap { unsafe String(validatingCString: $0) } ?? ""
        self.target = target
        size = unsafe microhttpd_head_size(connection)
        let count = unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, nil, nil)
        guard count <= mostFields else {
            hasTooManyFields = true
            return
        }
        unsafe withUnsafeMutablePointer(to: &self) { head in
            _ = unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, Self.collect, head)
        }
    }

    private mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        // Both lie in what was received, the colon and any blanks between them; where they do not, the library has
        // put a value together from several lines.
        let from = unsafe name.baseAddress.map { UInt(bitPattern: $0) } ?? 0
        let to = unsafe value.baseAddress.map { UInt(bitPattern: $0) } ?? 0
        let between = to &- from &- UInt(name.count)
        guard (1...Self.mostBlanks).contains(between) else {
            isBroken = true
            return
        }
        valueSize += Int(between) - 1 + value.count
        guard let name = unsafe String(validating: name, as: UTF8.self),
            let value = unsafe String(validating: value, as: UTF8.self),
            let field = try? HTTPField(name, value)
        else {
            isBroken = true
            return
        }
        fields.append(field)
    }

    /// The most bytes between a name and its value.
    private static let mostBlanks: UInt = 64

    private static let collect: MHD_KeyValueIteratorN = {
        context, _, name, nameSize, value, valueSize in
        guard let context = unsafe context else { return .NO }
        unsafe context.assumingMemoryBound(to: ReceivedHead.self).pointee.add(
            UnsafeRawBufferPointer(start: name, count: name == nil ? 0 : nameSize),
            UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize))
        return .YES
    }
}

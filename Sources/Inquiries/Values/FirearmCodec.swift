import Encoding
import Exchange
import Firearms

extension RawDescriptor {
    /// The members of a description, in the order in which they are shown.
    private static var members: [(String, WritableKeyPath<RawDescriptor, String>)] {
        [
            ("make", \.make), ("importer", \.importer), ("model", \.model),
            ("calibre", \.calibre), ("kind", \.kind), ("country", \.country),
            ("serial", \.serial),
        ]
    }

    /// The description as a body carries it: as written, what is blank left out.
    var json: JSONValue {
        var object = JSONObject()
        for (name, path) in RawDescriptor.members { object.set(name, self[keyPath: path]) }
        return .object(object)
    }

    init(_ value: JSONValue, path place: String) throws(MessageError) {
        var reader = try MemberReader(value, path: place)
        self.init()
        for (name, path) in RawDescriptor.members { self[keyPath: path] = try reader.text(name) }
        _ = try reader.extensions()
    }
}

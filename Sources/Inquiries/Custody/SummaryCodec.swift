public import Books
public import Encoding
public import Exchange
public import Firearms

import Chronology
import SerialIndex

extension BookSummary {
    /// How much of a summary is read.
    public static let limits = JSONLimits(bytes: 8 << 20, depth: 12, members: 1 << 20)
    private static let mostShapes = 4096
    private static let mostQuarters = 4096
    private static let mostCounted = 1_000_000_000
    private static let longestShape = 64
    private static let version = 1
    /// The quarters of the years that a date can have.
    private static let quarters = -8000...33_000

    /// The summary's bytes, canonical JSON.
    public var bytes: [UInt8] {
        var object = JSONObject()
        object["v"] = .integer(Int64(BookSummary.version))
        object["made"] = madeOn.json
        object["makes"] = .array(makes.map(\.json))
        return JSONValue.object(object).canonicalBytes
    }

    /// Reads a summary; what its descriptions mean is said by the tables given.
    ///
    /// - Throws: `MessageError`: what is not of the form, by its path.
    public init(_ bytes: [UInt8], tables: ReferenceTables) throws(MessageError) {
        let value: JSONValue
        do {
            value = try JSONValue(canonical: bytes, limits: BookSummary.limits)
        } catch {
            throw .json(error)
        }
        var reader = try MemberReader(value)
        _ = try reader.number("v", in: BookSummary.version...BookSummary.version)
        guard let day = try reader.day("made") else { throw .missing(member: "made") }
        let elements = try reader.required("makes") { value in
            value.array.flatMap { $0.count <= BookSummary.mostMakes ? $0 : nil }
        }
        _ = try reader.extensions()
        var makes: [Make] = []
        for (place, element) in elements.enumerated() {
            makes.append(try Make(element, path: "makes.\(place)", tables: tables))
        }
        let codes = makes.map(\.make.description)
        guard zip(codes, codes.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .malformed(member: "makes")
        }
        self.init(makes: makes, madeOn: day)
    }

    fileprivate static func count(_ value: JSONValue) -> Int? { value.number(in: 0...mostCounted) }

    fileprivate static func shapes(_ value: JSONValue) -> [String: ShapeCounts.Shape]? {
        guard let elements = value.array, elements.count <= mostShapes else { return nil }
        var shapes: [String: ShapeCounts.Shape] = [:]
        var last = ""
        for element in elements {
            // Ascending, each once, so that counts have one text.
            guard let (signs, shape) = shape(element), last < signs else { return nil }
            shapes[signs] = shape
            last = signs
        }
        return shapes
    }

    /// A shape: its signs, how many have it, and the usual characters with their counts where they are told.
    private static func shape(_ value: JSONValue) -> (String, ShapeCounts.Shape)? {
        guard let parts = value.array, parts.count == 2 || parts.count == 4,
            let signs = parts[0].string, (1...longestShape).contains(signs.utf8.count),
            signs.utf8.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "A") }),
            let count = parts[1].number(in: 1...mostCounted)
        else { return nil }
        guard parts.count == 4 else { return (signs, .init(count: count, usual: [])) }
        guard count >= ShapeCounts.fewestForUsual, let characters = parts[2].string,
            let counts = parts[3].array?.map({ $0.number(in: 1...count) }),
            ShapeCounts.shape(of: Array(characters.utf8)) == signs,
            SerialPattern.significant(characters) == Array(characters.utf8),
            counts.count == signs.utf8.count, !counts.contains(nil)
        else { return nil }
        let usual = zip(characters.utf8, counts.compactMap(\.self)).map {
            ShapeCounts.Usual(character: $0, count: $1)
        }
        return (signs, .init(count: count, usual: usual))
    }

    fileprivate static func quarters(_ value: JSONValue) -> AcquisitionCounts? {
        guard let elements = value.array, elements.count <= mostQuarters else { return nil }
        var counts: [Int32: Int] = [:]
        var last = quarters.lowerBound - 1
        for element in elements {
            guard let parts = element.array, parts.count == 2,
                let quarter = parts[0].number(in: quarters), last < quarter,
                let count = parts[1].number(in: 1...mostCounted)
            else { return nil }
            counts[Int32(quarter)] = count
            last = quarter
        }
        return AcquisitionCounts(quarters: counts)
    }
}

extension BookSummary.Make {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["make"] = .string(make.description)
        object["descriptions"] = .array(
            descriptions.map { .array([$0.description.raw.json, .integer(Int64($0.count))]) })
        object["others"] = .integer(Int64(others))
        object["others_imported"] = .integer(Int64(othersImported))
        object["serials"] = .integer(Int64(shapes.serials))
        object["shapes"] = .array(
            shapes.shapes.sorted { $0.key < $1.key }.map { signs, shape in
                var parts: [JSONValue] = [.string(signs), .integer(Int64(shape.count))]
                if !shape.usual.isEmpty {
                    let characters = shape.usual.map(\.character)
                    parts.append(.string(String(decoding: characters, as: UTF8.self)))
                    parts.append(.array(shape.usual.map { .integer(Int64($0.count)) }))
                }
                return .array(parts)
            })
        object["quarters"] = .array(
            acquisitions.quarters.sorted { $0.key < $1.key }.map {
                .array([.integer(Int64($0.key)), .integer(Int64($0.value))])
            })
        return .object(object)
    }

    fileprivate init(
        _ value: JSONValue, path: String, tables: ReferenceTables
    ) throws(MessageError) {
        var reader = try MemberReader(value, path: path)
        let code = try reader.requiredText("make")
        let elements = try reader.required("descriptions") { value in
            value.array.flatMap { $0.count <= BookSummary.mostDescriptions ? $0 : nil }
        }
        var descriptions: [(description: BookDescription, count: Int)] = []
        for (place, element) in elements.enumerated() {
            let place = "\(reader.place("descriptions")).\(place)"
            guard let parts = element.array, parts.count == 2,
                let count = BookSummary.count(parts[1])
            else { throw .malformed(member: place) }
            let raw = try RawDescriptor(parts[0], path: place)
            guard raw.serial.isEmpty else { throw .malformed(member: place) }
            descriptions.append(
                (BookDescription(tables.describe(raw, readSerial: SerialReading.unread)), count))
        }
        let others = try reader.required("others", BookSummary.count)
        let imported = try reader.required("others_imported", BookSummary.count)
        let serials = try reader.required("serials", BookSummary.count)
        let shapes = try reader.required("shapes", BookSummary.shapes)
        let quarters = try reader.required("quarters", BookSummary.quarters)
        _ = try reader.extensions()
        guard imported <= others else { throw .malformed(member: reader.place("others_imported")) }
        self.init(
            make: FirmCode(code), descriptions: descriptions, others: others,
            othersImported: imported, shapes: ShapeCounts(shapes: shapes, serials: serials),
            acquisitions: quarters)
    }
}

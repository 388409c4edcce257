import Encoding
import FoundationEssentials
import Testing

/// Numbers that are the same on each run (SplitMix64).
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// What another reader of JSON makes of a text.
private struct OtherReading: Decodable {
    let value: JSONValue

    init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            value = .null
        } else if let bool = try? single.decode(Bool.self) {
            value = .bool(bool)
        } else if let number = try? single.decode(Int64.self) {
            value = .integer(number)
        } else if let text = try? single.decode(String.self) {
            value = .string(text)
        } else if let elements = try? single.decode([OtherReading].self) {
            value = .array(elements.map(\.value))
        } else {
            var object = JSONObject()
            for (name, member) in try single.decode([String: OtherReading].self) {
                object[name] = member.value
            }
            value = .object(object)
        }
    }
}

struct JSONPropertyTests {
    private static let letters = ["a", "b", "é", "€", "\u{1F600}", "\"", "\\", "/", "\n", "\u{7F}"]

    private func text(_ numbers: inout Numbers) -> String {
        (0..<Int.random(in: 0...4, using: &numbers))
            .compactMap { _ in Self.letters.randomElement(using: &numbers) }.joined()
    }

    private func value(_ numbers: inout Numbers, depth: Int) -> JSONValue {
        switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &numbers) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &numbers))
        case 2: return .integer(Int64.random(in: JSONValue.integers, using: &numbers))
        case 3: return .integer(Int64.random(in: -20...20, using: &numbers))
        case 4: return .string(text(&numbers))
        case 5:
            let count = Int.random(in: 0...4, using: &numbers)
            return .array((0..<count).map { _ in value(&numbers, depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...4, using: &numbers) {
                object[text(&numbers)] = value(&numbers, depth: depth - 1)
            }
            return .object(object)
        }
    }

    private func other(_ bytes: [UInt8]) -> JSONValue? {
        try? JSONDecoder().decode(OtherReading.self, from: Data(bytes)).value
    }

    @Test("every value comes back from its bytes, and another reader reads the same")
    func roundTrip() throws {
        var numbers = Numbers(state: 1)
        for _ in 0..<2000 {
            let made = value(&numbers, depth: 4)
            let bytes = made.canonicalBytes
            #expect(try JSONValue(canonical: bytes) == made)
            #expect(other(bytes) == made)
        }
    }

    @Test("of changed texts, those that are taken mean the same to another reader")
    func mutations() {
        var numbers = Numbers(state: 2)
        let marks = Array("{}[]\",:\\ \t0123456789-.eEtrufalsn\u{1}".utf8)
        var taken = 0
        for _ in 0..<20_000 {
            var bytes = value(&numbers, depth: 3).canonicalBytes
            for _ in 0...Int.random(in: 0...2, using: &numbers) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &numbers)
                let mark = marks.randomElement(using: &numbers) ?? 0
                switch Int.random(in: 0...2, using: &numbers) {
                case 0: bytes[place] = mark
                case 1: bytes.insert(mark, at: place)
                default: bytes.remove(at: place)
                }
            }
            do {
                let value = try JSONValue(parsing: bytes)
                taken += 1
                #expect(other(bytes) == value, "\(String(decoding: bytes, as: UTF8.self))")
            } catch JSONError.malformed(let fault, let place) {
                // These are JSON, and refused all the same; the other reader takes a last comma, too.
                let isStricter =
                    [.fraction, .range, .duplicate].contains(fault)
                    || follows(bytes.prefix(place), ",")
                #expect(
                    isStricter || other(bytes) == nil,
                    "\(fault): \(String(decoding: bytes, as: UTF8.self))")
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(taken > 1000)
    }

    /// Tells whether bytes end with a mark, blanks apart.
    private func follows(_ bytes: ArraySlice<UInt8>, _ mark: Unicode.Scalar) -> Bool {
        bytes.last { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: mark)
    }

    @Test("no bytes stop the reader")
    func noise() {
        var numbers = Numbers(state: 3)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...24, using: &numbers)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            _ = try? JSONValue(parsing: bytes)
        }
    }
}

import Encoding
import Testing

/// What a person types comes back as it was, or is noticed to be wrong where it is.
struct TypedTextTests {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private func sample(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
    }

    /// Computed by a program of its own.
    @Test("some texts never change")
    func fixed() throws {
        #expect(TypedText.encode([0]) == "0000G")
        #expect(TypedText.encode([0xFF, 0xFF, 0xFF]) == "ZZZZX-Y000K")
        #expect(TypedText.encode(Array("Rastro".utf8)) == Self.rastro)
        #expect(try TypedText.decode(Self.rastro) == Array("Rastro".utf8) + [0])
        #expect(TypedText.encode([]) == nil)
        #expect(TypedText.encode([UInt8](repeating: 0, count: TypedText.mostBytes + 1)) == nil)
    }

    private static let rastro = "A9GQ2-6X3JM-DW000"

    @Test("every length comes back, with zeros that fill the last group at most")
    func lengths() throws {
        for count in 1...TypedText.mostBytes {
            let bytes = sample(count)
            let read = try TypedText.decode(#require(TypedText.encode(bytes)))
            #expect(read.prefix(count) == bytes[...])
            #expect(read.count - count <= 2)
            #expect(read.dropFirst(count).allSatisfy { $0 == 0 })
        }
    }

    @Test("small letters, look-alikes, blanks and their absence are taken")
    func dresses() throws {
        let bytes = sample(47)
        let text = try #require(TypedText.encode(bytes))
        let plain = try TypedText.decode(text)
        let dresses = [
            text.lowercased(), text.filter { $0 != "-" }, " " + text.replacing("-", with: " \n"),
            text.replacing("0", with: "o"), text.replacing("1", with: "I"),
            text.replacing("1", with: "l"), text.replacing("0", with: "O"),
        ]
        for dress in dresses { #expect(try TypedText.decode(dress) == plain) }
    }

    @Test("each letter that is wrong is noticed in its group")
    func wrongLetters() throws {
        let text = Array(try #require(TypedText.encode(sample(20))))
        for place in text.indices where text[place] != "-" {
            for letter in Self.alphabet + ["U", "?", "é"] where letter != text[place] {
                var other = text
                other[place] = letter
                #expect(throws: TypedText.Fault.self) { try TypedText.decode(String(other)) }
                guard letter != "é" else { continue }
                #expect(throws: TypedText.Fault.mistyped(group: place / 6 + 1)) {
                    try TypedText.decode(String(other))
                }
            }
        }
    }

    @Test("neighbours and groups that are exchanged, left out or doubled are noticed")
    func exchanged() throws {
        let text = try #require(TypedText.encode(sample(20)))
        let letters = Array(text)
        for place in letters.indices.dropLast() {
            let (one, next) = (letters[place], letters[place + 1])
            guard one != next, one != "-", next != "-" else { continue }
            var other = letters
            other.swapAt(place, place + 1)
            #expect(throws: TypedText.Fault.mistyped(group: place / 6 + 1)) {
                try TypedText.decode(String(other))
            }
        }
        let groups = text.split(separator: "-")
        for one in groups.indices {
            for other in groups.indices where other > one {
                var exchanged = groups
                exchanged.swapAt(one, other)
                #expect(throws: TypedText.Fault.mistyped(group: one + 1)) {
                    try TypedText.decode(exchanged.joined(separator: "-"))
                }
            }
            var doubled = groups
            doubled.insert(groups[one], at: one)
            #expect(throws: TypedText.Fault.mistyped(group: one + 2)) {
                try TypedText.decode(doubled.joined(separator: "-"))
            }
            guard one + 1 < groups.count else { continue }
            var less = groups
            less.remove(at: one)
            #expect(throws: TypedText.Fault.mistyped(group: one + 1)) {
                try TypedText.decode(less.joined(separator: "-"))
            }
        }
    }

    @Test("what is cut, empty or too long is refused")
    func sizes() throws {
        let text = try #require(TypedText.encode(sample(20)))
        #expect(throws: TypedText.Fault.cut) { try TypedText.decode(String(text.dropLast())) }
        #expect(throws: TypedText.Fault.cut) { try TypedText.decode("") }
        #expect(throws: TypedText.Fault.cut) { try TypedText.decode(" - ") }
        #expect(throws: TypedText.Fault.tooLong) {
            try TypedText.decode(String(repeating: "0", count: 2000))
        }
    }
}

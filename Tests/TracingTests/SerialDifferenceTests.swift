import SerialIndex
import Testing
import Tracing

struct SerialDifferenceTests {
    private func differences(_ read: String, _ serial: String) -> [SerialDifference] {
        let elements: [SerialPattern.Element] = read.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "?"): .unknown
            case UInt8(ascii: "*"): .unknownRun
            default: .character(byte)
            }
        }
        return SerialDifference.between(SerialPattern(elements), Array(serial.utf8))
    }

    @Test("a serial that was read rightly shows no difference")
    func exact() {
        #expect(differences("ABC123", "ABC123").isEmpty)
        #expect(differences("", "").isEmpty)
    }

    @Test("each sort of mistake is told with its place")
    func mistakes() {
        #expect(
            differences("A8C123", "ABC123")
                == [.changed(read: 0x38, booked: 0x42, place: 2)])
        #expect(differences("ABC13", "ABC123") == [.missing(booked: 0x32, place: 5)])
        #expect(differences("ABC1923", "ABC123") == [.extra(read: 0x39, place: 5)])
        #expect(
            differences("ABC213", "ABC123")
                == [.exchanged(first: 0x31, second: 0x32, place: 4)])
    }

    @Test("what was marked as unread is told, and is no mistake")
    func marks() {
        #expect(differences("A?C123", "ABC123") == [.unknown(booked: 0x42, place: 2)])
        #expect(differences("ABC*", "ABC123") == [.run(booked: Array("123".utf8), place: 4)])
        #expect(differences("*", "").allSatisfy { !$0.isMistake })
    }

    @Test("two mistakes are told in the serial's order")
    func two() {
        let found = differences("8BC12", "ABC123")
        #expect(
            found == [
                .changed(read: 0x38, booked: 0x41, place: 1), .missing(booked: 0x33, place: 6),
            ])
    }
}

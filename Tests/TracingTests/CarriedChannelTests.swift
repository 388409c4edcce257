import SerialIndex
import Testing

@testable import Tracing

/// The channel is reached from outside only through whole traces; its arithmetic is held here.
struct CarriedChannelTests {
    private let channel = SerialChannel(Weights.carried.channelWeights)

    private func chance(_ reading: [UInt8], given serial: String) -> Double {
        channel.probability(
            of: SerialPattern(reading.map { .character($0) }),
            given: SerialPattern.significant(serial).compactMap(SerialCodes.code(of:))
                .map(Int.init))
    }

    private func chance(_ reading: String, given serial: String) -> Double {
        chance(Array(reading.utf8), given: serial)
    }

    @Test("the chances of all short readings of a serial add up to nearly one")
    func addUp() {
        let characters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        var sum = 0.0
        for first in characters {
            sum += chance([first], given: "A1")
            for second in characters {
                sum += chance([first, second], given: "A1")
                for third in characters { sum += chance([first, second, third], given: "A1") }
            }
        }
        // Readings of none and of four characters are left out; places at the ends count once more.
        #expect((0.9...1.1).contains(sum), "\(sum)")
    }

    @Test("a whole reading is likelier than a confused one, that than a changed one, that than two")
    func order() {
        let whole = chance("ABC1234", given: "ABC1234")
        let confused = chance("A8C1234", given: "ABC1234")
        let changed = chance("AWC1234", given: "ABC1234")
        let two = chance("AWC1934", given: "ABC1234")
        #expect(whole > confused && confused > changed && changed > two && two > 0)
    }

    @Test("more than two mistakes can not be read")
    func three() {
        #expect(chance("AWC1999", given: "ABC1234") == 0)
        #expect(chance("ABC1234567", given: "ABC1234") == 0)
    }

    @Test("each way of making one mistake is counted")
    func ways() {
        for reading in ["ABC123", "BC1234", "ABC12334", "ABC12934", "ACB1234", "ABC1243"] {
            #expect(chance(reading, given: "ABC1234") > 0, "\(reading)")
        }
    }

    @Test("characters marked as unread cost nothing, unread runs hide a stated number")
    func marks() {
        let serial = SerialPattern.significant("ABC1234").compactMap(SerialCodes.code(of:))
            .map(Int.init)
        func chance(_ elements: [SerialPattern.Element]) -> Double {
            channel.probability(of: SerialPattern(elements), given: serial)
        }
        let known = "ABC1234".utf8.map { SerialPattern.Element.character($0) }
        let marked = Array(known.prefix(3)) + [.unknown] + Array(known.suffix(3))
        let wrong = Array(known.prefix(2)) + [.character(0x58), .unknown] + Array(known.suffix(3))
        #expect(chance(marked) > 0.5)
        #expect(chance(wrong) < 0.01)
        let run = Array(known.prefix(5)) + [.unknownRun]
        let long = Array(known.prefix(1)) + [.unknownRun]
        #expect(chance(run) > chance(long) && chance(long) > 0)
    }
}

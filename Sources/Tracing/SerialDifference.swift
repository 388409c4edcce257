public import Language
public import SerialIndex

/// One way in which a reading departs from a serial of the books, for a person to check on the firearm.
public enum SerialDifference: Hashable, Sendable {
    /// One character was read for another; `place` counts the serial's characters from 1.
    case changed(read: UInt8, booked: UInt8, place: Int)
    /// The reading lacks a character of the serial.
    case missing(booked: UInt8, place: Int)
    /// The reading has a character that the serial has not, before the place.
    case extra(read: UInt8, place: Int)
    /// Two neighbours of the serial were exchanged.
    case exchanged(first: UInt8, second: UInt8, place: Int)
    /// A character marked as unknown, and what the serial has there.
    case unknown(booked: UInt8, place: Int)
    /// A run that could not be read, and what the serial has there.
    case run(booked: [UInt8], place: Int)

    /// Tells whether it is a mistake, rather than something that was marked as unread.
    public var isMistake: Bool {
        switch self {
        case .changed, .missing, .extra, .exchanged: true
        case .unknown, .run: false
        }
    }

    /// Tells whether a phrase is of a difference between serials, or that there is none.
    public static func tells(_ phrase: Phrase) -> Bool {
        phrase.key.split(separator: ".").prefix(2).elementsEqual(["tracing", "serial"])
    }

    /// The difference in words.
    public var phrase: Phrase {
        func text(_ bytes: UInt8...) -> Fact { .text(String(decoding: bytes, as: UTF8.self)) }
        switch self {
        case .changed(let read, let booked, let place):
            return Phrase(
                "tracing.serial.changed",
                ["read": text(read), "booked": text(booked), "place": .count(place)])
        case .missing(let booked, let place):
            return Phrase(
                "tracing.serial.missing", ["booked": text(booked), "place": .count(place)])
        case .extra(let read, let place):
            return Phrase("tracing.serial.extra", ["read": text(read), "place": .count(place)])
        case .exchanged(let first, let second, let place):
            return Phrase(
                "tracing.serial.exchanged",
                [
                    "booked": text(first, second), "read": text(second, first),
                    "place": .count(place),
                ])
        case .unknown(let booked, let place):
            return Phrase(
                "tracing.serial.unknown", ["booked": text(booked), "place": .count(place)])
        case .run(let booked, let place):
            let hidden = String(decoding: booked, as: UTF8.self)
            return Phrase(
                "tracing.serial.run", ["booked": .text(hidden), "place": .count(place)])
        }
    }

    /// The differences between a reading and a serial, in the serial's order, fewest mistakes first.
    ///
    /// - Complexity: O(reading x serial).
    public static func between(_ pattern: SerialPattern, _ serial: [UInt8]) -> [SerialDifference] {
        var table = Alignment(elements: pattern.elements, serial: serial)
        return table.differences()
    }
}

/// The cheapest way from a serial to a reading, kept as a table of costs to be walked back.
private struct Alignment {
    private let elements: [SerialPattern.Element]
    private let serial: [UInt8]
    private var costs: [[Int]]

    init(elements: [SerialPattern.Element], serial: [UInt8]) {
        self.elements = elements
        self.serial = serial
        costs = Array(
            repeating: Array(repeating: .max / 2, count: elements.count + 1),
            count: serial.count + 1)
        for at in 0...serial.count {
            for read in 0...elements.count {
                costs[at][read] = at == 0 && read == 0 ? 0 : steps(at, read).map(\.cost).min() ?? 0
            }
        }
    }

    /// The ways to reach a cell: where from, at what cost, and the difference made.
    private func steps(
        _ at: Int, _ read: Int
    ) -> [(at: Int, read: Int, cost: Int, difference: SerialDifference?)] {
        var ways: [(at: Int, read: Int, cost: Int, difference: SerialDifference?)] = []
        let element = read > 0 ? elements[read - 1] : nil
        if at > 0, read > 0, let element {
            switch element {
            case .character(let byte) where byte == serial[at - 1]:
                ways.append((at - 1, read - 1, costs[at - 1][read - 1], nil))
            case .character(let byte):
                let changed = SerialDifference.changed(
                    read: byte, booked: serial[at - 1], place: at)
                ways.append((at - 1, read - 1, costs[at - 1][read - 1] + 1, changed))
            case .unknown:
                let unknown = SerialDifference.unknown(booked: serial[at - 1], place: at)
                ways.append((at - 1, read - 1, costs[at - 1][read - 1], unknown))
            case .unknownRun:
                break
            }
        }
        if element == .unknownRun {
            for start in 0...at {
                let hidden = Array(serial[start..<at])
                let run = SerialDifference.run(booked: hidden, place: start + 1)
                ways.append((start, read - 1, costs[start][read - 1], run))
            }
        } else {
            if at > 0 {
                let missing = SerialDifference.missing(booked: serial[at - 1], place: at)
                ways.append((at - 1, read, costs[at - 1][read] + 1, missing))
            }
            if read > 0, case .character(let byte) = element {
                let extra = SerialDifference.extra(read: byte, place: at + 1)
                ways.append((at, read - 1, costs[at][read - 1] + 1, extra))
            }
            if let exchange = exchange(at, read) { ways.append(exchange) }
        }
        return ways
    }

    private func exchange(
        _ at: Int, _ read: Int
    ) -> (at: Int, read: Int, cost: Int, difference: SerialDifference?)? {
        guard at > 1, read > 1, case .character(let last) = elements[read - 1],
            case .character(let first) = elements[read - 2], first == serial[at - 1],
            last == serial[at - 2], first != last
        else { return nil }
        let exchanged = SerialDifference.exchanged(first: last, second: first, place: at - 1)
        return (at - 2, read - 2, costs[at - 2][read - 2] + 1, exchanged)
    }

    mutating func differences() -> [SerialDifference] {
        var found: [SerialDifference] = []
        var at = serial.count
        var read = elements.count
        while at > 0 || read > 0 {
            // Prefer the plain way among those that cost the same: it stands first.
            guard let way = steps(at, read).first(where: { $0.cost == costs[at][read] }) else {
                break
            }
            if let difference = way.difference { found.append(difference) }
            (at, read) = (way.at, way.read)
        }
        return found.reversed()
    }
}

import SerialIndex

/// The shapes of the serials that a maker gives, learnt from those in its book.
///
/// What a serial outside the books may look like: by it the chance of a reading is reckoned for a
/// firearm that is in none of them, the rival of every candidate.
struct SerialShapes: Sendable {
    /// A row of characters and classes, and the share of serials that have it.
    struct Shape: Sendable {
        let places: [SerialChannel.Place]
        let share: Double
    }

    /// A character that this share of a shape's serials have at a place belongs to the shape.
    private static let fixedShare = 0.98
    /// Fewer serials than this say nothing about fixed characters.
    private static let fewestForFixed = 25
    /// Rarer shapes are slips of the pen.
    private static let rarestShape = 0.002
    /// The share left to serials of a shape that the book does not have.
    private static let unseenShare = 0.03

    let shapes: [Shape]
    /// How many serials they were learnt from.
    let count: Int

    /// Learns the shapes of serials.
    ///
    /// - Parameter fixed: the share of serials outside the book that have its fixed characters too.
    init(learningFrom serials: [[UInt8]], fixed: Double) {
        var groups: [String: [[UInt8]]] = [:]
        for serial in serials where !serial.isEmpty {
            let signature = serial.map {
                $0 < UInt8(ascii: "A") ? UInt8(ascii: "0") : UInt8(ascii: "A")
            }
            groups[String(decoding: signature, as: UTF8.self), default: []].append(serial)
        }
        let total = Double(serials.count)
        let least = max(2, SerialShapes.rarestShape * total)
        let usual = groups.filter { Double($0.value.count) >= least || total < 50 }
            .sorted { ($0.value.count, $0.key) > ($1.value.count, $1.key) }
        var shapes: [Shape] = []
        for (_, group) in usual {
            let share = Double(group.count) / total
            shapes += SerialShapes.readings(of: SerialShapes.places(of: group), group[0]).map {
                Shape(places: $0.places, share: share * $0.share(fixed))
            }
        }
        // A serial of any other shape: as long as the usual ones, of any characters.
        let lengths = Set(shapes.map(\.places.count))
        for length in lengths.sorted() {
            shapes.append(
                Shape(
                    places: Array(repeating: SerialChannel.anyCharacter, count: length),
                    share: SerialShapes.unseenShare / Double(lengths.count)))
        }
        self.shapes = shapes
        count = serials.count
    }

    /// What the fixed characters of a shape may mean, and how likely each meaning is.
    ///
    /// They may belong to the maker's every serial; or the letters may, while the digits are only the
    /// beginning of the one production run that the book has; or neither may.
    private static func readings(
        of places: [SerialChannel.Place], _ serial: [UInt8]
    ) -> [(places: [SerialChannel.Place], share: (Double) -> Double)] {
        let free = classes(of: serial)
        let lettered = zip(places, free).map { place, any in
            any == SerialChannel.anyLetter ? place : any
        }
        if places == free { return [(places, { _ in 1 })] }
        if lettered == free || lettered == places {
            return [(places, { $0 }), (free, { 1 - $0 })]
        }
        return [
            (places, { $0 }), (lettered, { (1 - $0) * $0 }), (free, { (1 - $0) * (1 - $0) }),
        ]
    }

    /// The classes of a serial's characters: any digit, any letter.
    private static func classes(of serial: [UInt8]) -> [SerialChannel.Place] {
        serial.map { byte in
            place(of: byte) < 10
                ? SerialChannel.anyDigit : SerialChannel.anyLetter
        }
    }

    private static func places(of serials: [[UInt8]]) -> [SerialChannel.Place] {
        serials[0].indices.map { place in
            var counts = [Int](repeating: 0, count: ChannelWeights.characters)
            for serial in serials { counts[SerialShapes.place(of: serial[place])] += 1 }
            let most = counts.indices.max { counts[$0] < counts[$1] } ?? 0
            let isFixed =
                serials.count >= fewestForFixed
                && Double(counts[most]) >= fixedShare * Double(serials.count)
            if isFixed { return most }
            return classes(of: [serials[0][place]])[0]
        }
    }

    /// The code of a significant character; only such are learnt from.
    private static func place(of byte: UInt8) -> SerialChannel.Place {
        Int(SerialCodes.code(of: byte) ?? 0)
    }

    /// Tells whether a whole reading has one of the shapes, as it stands.
    func hasShape(of serial: [UInt8]) -> Bool {
        shapes.contains { shape in
            shape.places.count == serial.count
                && zip(shape.places, serial).allSatisfy { place, byte in
                    let code = SerialShapes.place(of: byte)
                    return switch place {
                    case SerialChannel.anyDigit: (code < 10)
                    case SerialChannel.anyLetter: !(code < 10)
                    case SerialChannel.anyCharacter: false
                    default: place == code
                    }
                }
        }
    }

    /// The chance of a pattern for a firearm of this maker that is not in the books.
    func probability(of pattern: SerialPattern, through channel: SerialChannel) -> Double {
        shapes.reduce(0) { sum, shape in
            sum + shape.share * channel.probability(of: pattern, given: shape.places)
        }
    }
}

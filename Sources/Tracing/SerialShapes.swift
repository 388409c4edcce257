import Books
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
    /// Rarer shapes are slips of the pen.
    private static let rarestShape = 0.002
    /// The share left to serials of a shape that the book does not have.
    private static let unseenShare = 0.03

    let shapes: [Shape]
    /// How many serials they were learnt from.
    let count: Int

    /// Learns the shapes of distinct serials.
    ///
    /// - Parameter fixed: the share of serials outside the book that have its fixed characters too.
    init(learningFrom serials: some Collection<[UInt8]>, fixed: Double) {
        self.init(ShapeCounts(of: serials), fixed: fixed)
    }

    /// Takes the shapes of serials that were counted.
    init(_ counted: ShapeCounts, fixed: Double) {
        let total = Double(counted.serials)
        let least = max(2, SerialShapes.rarestShape * total)
        let usual = counted.shapes.filter { Double($0.value.count) >= least || total < 50 }
            .sorted { ($0.value.count, $0.key) > ($1.value.count, $1.key) }
        var shapes: [Shape] = []
        for (signs, group) in usual {
            let share = Double(group.count) / total
            let free = SerialShapes.classes(of: signs)
            shapes += SerialShapes.readings(of: SerialShapes.places(of: group, free), free).map {
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
        count = counted.serials
    }

    /// What the fixed characters of a shape may mean, and how likely each meaning is.
    ///
    /// They may belong to the maker's every serial; or the letters may, while the digits are only the
    /// beginning of the one production run that the book has; or neither may.
    private static func readings(
        of places: [SerialChannel.Place], _ free: [SerialChannel.Place]
    ) -> [(places: [SerialChannel.Place], share: (Double) -> Double)] {
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

    /// The classes of a shape's characters: any digit, any letter.
    private static func classes(of signs: String) -> [SerialChannel.Place] {
        signs.utf8.map {
            $0 == UInt8(ascii: "0") ? SerialChannel.anyDigit : SerialChannel.anyLetter
        }
    }

    /// The places of a shape, those where nearly all have one character by that character.
    private static func places(
        of shape: ShapeCounts.Shape, _ free: [SerialChannel.Place]
    ) -> [SerialChannel.Place] {
        guard shape.count >= ShapeCounts.fewestForUsual, shape.usual.count == free.count else {
            return free
        }
        return zip(shape.usual, free).map { usual, any in
            Double(usual.count) >= fixedShare * Double(shape.count)
                ? place(of: usual.character) : any
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
    func probability(of pattern: inout PatternReader) -> Double {
        shapes.reduce(0) { sum, shape in
            sum + shape.share * pattern.probability(given: shape.places)
        }
    }
}

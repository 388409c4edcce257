/// The form of a maker's serials: letters and digits that count up, and what always stands there.
struct SerialForm: Sendable {
    private enum Place: Sendable {
        case letter, digit, year
        case fixed(UInt8)
        case number
    }

    /// The highest plain number of the old firearms that were numbered from 1.
    private static let highestNumber: UInt64 = 380_000

    private let places: [Place]
    /// How many serials of one year the form has.
    let count: UInt64

    /// Reads a form as the table of makes writes it.
    init(_ text: String) {
        var places: [Place] = []
        var count: UInt64 = 1
        var isQuoted = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "'"): isQuoted.toggle()
            case UInt8(ascii: "A") where !isQuoted:
                places.append(.letter)
                count *= 26
            case UInt8(ascii: "9") where !isQuoted:
                places.append(.digit)
                count *= 10
            case UInt8(ascii: "Y") where !isQuoted: places.append(.year)
            case UInt8(ascii: "N") where !isQuoted:
                places.append(.number)
                count *= SerialForm.highestNumber
            default: places.append(.fixed(byte))
            }
        }
        self.places = places
        self.count = count
    }

    /// The serial of a count, below ``count``, and a year; the last place turns fastest.
    func serial(_ number: UInt64, year: Int) -> String {
        var rest = number
        var reversed: [UInt8] = []
        for place in places.reversed() {
            switch place {
            case .letter:
                reversed.append(UInt8(ascii: "A") + UInt8(rest % 26))
                rest /= 26
            case .digit:
                reversed.append(UInt8(ascii: "0") + UInt8(rest % 10))
                rest /= 10
            case .year:
                let short = ((year % 100) + 100) % 100
                reversed.append(UInt8(ascii: "0") + UInt8(short % 10))
                reversed.append(UInt8(ascii: "0") + UInt8(short / 10))
            case .fixed(let byte): reversed.append(byte)
            case .number:
                reversed += String(1 + rest % SerialForm.highestNumber).utf8.reversed()
                rest /= SerialForm.highestNumber
            }
        }
        return String(decoding: reversed.reversed(), as: UTF8.self)
    }
}

/// Numbers the firearms of one form in lots, as a factory does: neighbours differ in a character.
struct SerialLots: Sendable {
    private let form: SerialForm
    private var used: Set<UInt64> = []
    private var next: UInt64 = 0
    private var left = 0

    init(_ form: SerialForm) { self.form = form }

    /// The next number, which no firearm of the form has; `nil` when all are given out.
    mutating func number(_ random: inout TrainingRandom) -> UInt64? {
        guard UInt64(used.count) < form.count else { return nil }
        if left == 0 {
            next = UInt64(random.below(Int(form.count)))
            left = random.within(25...700)
        }
        left -= 1
        // Now and then a number goes to another customer.
        let step = random.chance(0.2) ? UInt64(random.within(2...5)) : 1
        next = (next + step) % form.count
        while !used.insert(next).inserted { next = (next + 1) % form.count }
        return next
    }
}

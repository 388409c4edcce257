/// What the index answers: the likeliest records, and what else the probability may belong to.
public struct SerialAnswer: Sendable {
    /// A record that may be the one that was meant.
    public struct Candidate: Hashable, Sendable {
        /// The record's number, as the index was told it.
        public let identifier: UInt32
        /// Which of the segments searched has it.
        public let segment: Int
        /// What the record is.
        public let descriptor: SerialDescriptor
        /// The record's serial.
        public let serial: PackedSerial
        /// The probability that it is the one.
        public let probability: Double
        /// The chance of the reading, given the record's serial.
        public let reading: Double
        /// The chance of the description, given the record's.
        public let evidence: Double
    }

    /// The likeliest records, as many as were asked for.
    public var candidates: [Candidate] = []
    /// The probability that the firearm is in none of the records.
    public var absent = 0.0
    /// A bound on the probability that belongs to records that were not looked at.
    public var unresolved = 0.0
    /// How many records have some probability.
    public var count = 0
    /// How many of them it takes to hold 95 % of the probability; absence counts as one.
    public var credible = 0
    /// Tells whether records two mistakes away were looked at.
    public var lookedAtPairs = false
    /// The weight of everything together: the chance of the question, but for a constant.
    public var weight = 0.0

    /// An answer in which nothing was found.
    public init() {}
}

/// The significant characters of a serial in a value that needs no memory of its own.
public struct PackedSerial: Hashable, Sendable, CustomStringConvertible {
    private var low: UInt128 = 0
    private var high: UInt64 = 0
    private let count: UInt8

    init(_ codes: some Collection<UInt8>) {
        count = UInt8(codes.count)
        for (place, code) in codes.enumerated() {
            let byte = SerialCodes.byte(of: code)
            if place < 16 {
                low |= UInt128(byte) << UInt128(place * 8)
            } else {
                high |= UInt64(byte) << UInt64(place * 8 - 128)
            }
        }
    }

    /// The characters in ASCII.
    public var bytes: [UInt8] {
        (0..<Int(count)).map { place -> UInt8 in
            if place < 16 { return UInt8(truncatingIfNeeded: low >> UInt128(place * 8)) }
            return UInt8(truncatingIfNeeded: high >> UInt64(place * 8 - 128))
        }
    }

    /// The serial as text.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

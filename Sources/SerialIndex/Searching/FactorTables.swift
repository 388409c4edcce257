/// The factors of the present question, by number, relative to the usual ones.
struct FactorTables: ~Copyable {
    private var makes = FactorTable()
    private var models = FactorTable()
    private var calibres = FactorTable()
    /// The product of the usual factors.
    private(set) var usual = 1.0

    /// Makes room for numbers below the given ones.
    mutating func resize(makes: Int, models: Int, calibres: Int) {
        self.makes.resize(makes)
        self.models.resize(models)
        self.calibres.resize(calibres)
    }

    /// Sets the factors of a question, or takes them back.
    mutating func set(_ evidence: SerialEvidence, back: Bool = false) {
        makes.set(evidence.make, back: back)
        models.set(evidence.model, back: back)
        calibres.set(evidence.calibre, back: back)
        usual = evidence.make.usual * evidence.model.usual * evidence.calibre.usual
    }

    /// The factor of a make alone, relative to the usual one.
    @inline(__always)
    func make(_ number: UInt32) -> Double { makes.factor(number) }

    /// The factor of a description.
    @inline(__always)
    func factor(_ row: DescriptorRow) -> Double {
        usual * makes.factor(row.make) * models.factor(row.model) * calibres.factor(row.calibre)
    }
}

/// The factors of one field, relative to the usual one.
struct FactorTable: ~Copyable {
    private var known = GrowingBuffer<Double>(capacity: 64)
    /// The factor of what a record does not say.
    private var unknown = 1.0

    /// Makes room for numbers below one.
    mutating func resize(_ count: Int) {
        while known.count < count { known.append(1) }
    }

    /// Sets the listed factors, or takes them back.
    mutating func set(_ field: SerialEvidence.Field, back: Bool) {
        // Of a number that stands twice, the first counts.
        for listed in field.listed.reversed() {
            let factor = back ? 1 : listed.factor / field.usual
            if listed.number < UInt32(truncatingIfNeeded: known.count) {
                known[Int(listed.number)] = factor
            } else if listed.number == SerialDescriptor.unknown {
                unknown = factor
            }
        }
    }

    /// The factor of a number.
    @inline(__always)
    func factor(_ number: UInt32) -> Double {
        number < UInt32(truncatingIfNeeded: known.count)
            ? known[Int(truncatingIfNeeded: number)] : unknown
    }
}

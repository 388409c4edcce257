/// Describes firearms whole: their texts by the reference tables, their serials by the reader.
///
/// The caller owns it, one for each thread; what it has once understood it remembers.
public struct FirearmDescriber: Sendable {
    private var describer: Describer
    private let reader: SerialReader
    /// Which firms make a model, by its folded name; a model of no firm is there with none.
    private let makersOfModel: [String: Set<FirmCode>]

    /// Makes a describer with nothing remembered.
    ///
    /// - Complexity: O(n) in the number of models.
    public init(tables: ReferenceTables, reader: SerialReader = SerialReader()) {
        describer = Describer(tables: tables)
        self.reader = reader
        var makers: [String: Set<FirmCode>] = [:]
        for model in tables.models {
            for name in [model.name] + model.aliases {
                makers[SerialModels.folded(name), default: []].formUnion(model.firms)
            }
        }
        makersOfModel = makers
    }

    /// Reads all fields of a description.
    public mutating func describe(_ raw: RawDescriptor) -> Descriptor {
        var described = describer.describe(raw, readSerial: SerialReading.unread)
        let makes = Set(described.make.values)
        let known = makersOfModel
        let models = SerialModels(
            isOfMake: { known[$0].map { !$0.isDisjoint(with: makes) } ?? false },
            isKnown: { known[$0] != nil })
        described.serial = reader.read(raw.serial, beside: raw, models: models)
        return described
    }
}

extension SerialReading {
    /// A serial that is kept as written and not looked into: a book's, which is taken at its word.
    public static func unread(_ raw: RawDescriptor) -> SerialReading {
        SerialReading(raw: raw.serial, kind: .absent)
    }
}

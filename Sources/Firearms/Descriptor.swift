/// The texts that describe a firearm, as a row, a form or a book has them.
public struct RawDescriptor: Hashable, Sendable {
    /// The maker or brand, as written.
    public var make: String
    /// The importer, as written; empty when none was given.
    public var importer: String
    /// The model, as written.
    public var model: String
    /// The calibre or gauge, as written.
    public var calibre: String
    /// The kind of firearm, as written.
    public var kind: String
    /// The country of manufacture, as written.
    public var country: String
    /// The serial, as written.
    public var serial: String

    /// Makes a raw description; a text that was not given is empty.
    public init(
        make: String = "", importer: String = "", model: String = "", calibre: String = "",
        kind: String = "", country: String = "", serial: String = ""
    ) {
        self.make = make
        self.importer = importer
        self.model = model
        self.calibre = calibre
        self.kind = kind
        self.country = country
        self.serial = serial
    }
}

/// What a firearm is said to be: every field as written beside what the tables make of it.
///
/// The fields are read together, because a text often stands in the wrong column: a kind or a model
/// in the make's, an importer as the maker.
public struct Descriptor: Hashable, Sendable {
    /// The texts as they were written.
    public let raw: RawDescriptor
    /// The maker: codes of firms.
    public let make: Normalised<FirmCode>
    /// The importer: codes of firms.
    public let importer: Normalised<FirmCode>
    /// The model: canonical names.
    public let model: Normalised<String>
    /// The calibre: codes of calibre families.
    public let calibre: Normalised<CalibreCode>
    /// The kind of firearm.
    public let kind: Normalised<Kind>
    /// The country of manufacture.
    public let country: Normalised<CountryCode>
    /// The serial.
    public internal(set) var serial: SerialReading

    /// Makes a description from its normalised fields.
    public init(
        raw: RawDescriptor, make: Normalised<FirmCode>, importer: Normalised<FirmCode>,
        model: Normalised<String>, calibre: Normalised<CalibreCode>, kind: Normalised<Kind>,
        country: Normalised<CountryCode>, serial: SerialReading
    ) {
        self.raw = raw
        self.make = make
        self.importer = importer
        self.model = model
        self.calibre = calibre
        self.kind = kind
        self.country = country
        self.serial = serial
    }
}

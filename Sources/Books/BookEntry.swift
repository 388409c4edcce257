public import Chronology
public import Firearms
import SerialIndex

/// Who a firearm came from or went to, as a book writes it.
public struct Party: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The name as written.
    public let name: String
    /// The address or the licence number as written.
    public let addressOrLicence: String

    /// Makes a party.
    public init(name: String, addressOrLicence: String) {
        self.name = name
        self.addressOrLicence = addressOrLicence
    }

    /// Tells whether nothing was written.
    public var isBlank: Bool { name.isEmpty && addressOrLicence.isEmpty }

    /// Nothing that names anyone: a party may be a private person.
    public var description: String { "(party withheld)" }
    /// Nothing that names anyone.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// One line of a bound book: a firearm's acquisition and its disposition (27 CFR 478.125(e)).
///
/// A value that never changes; an object only because a ranking moves thousands of them.
public final class BookEntry: Hashable, Sendable {
    /// The line of the book's file.
    public let row: Int
    /// What the firearm is, as the book writes it and as the tables understand it.
    public let firearm: BookDescription
    /// The serial as the book writes it.
    public let serial: String
    /// The day of the acquisition, when it could be read.
    public let acquiredOn: Day?
    /// Who the firearm came from.
    public let acquiredFrom: Party
    /// What became of it.
    public let disposition: Disposition

    /// Makes a line.
    public init(
        row: Int, firearm: BookDescription, serial: String, acquiredOn: Day?,
        acquiredFrom: Party, disposition: Disposition
    ) {
        self.row = row
        self.firearm = firearm
        self.serial = serial
        self.acquiredOn = acquiredOn
        self.acquiredFrom = acquiredFrom
        self.disposition = disposition
    }

    /// Tells whether two lines stand in the same place and say the same.
    public static func == (left: BookEntry, right: BookEntry) -> Bool {
        left === right
            || left.row == right.row && left.serial == right.serial && left.firearm == right.firearm
                && left.event == right.event
    }

    /// Feeds what stands in the line, and where.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(row)
        hasher.combine(serial)
        hasher.combine(firearm)
        hasher.combine(event)
    }
}

extension BookEntry {
    /// What a line says happened, apart from where it stands and how it describes the firearm.
    public struct Event: Hashable, Sendable {
        private let acquiredOn: Day?
        private let acquiredFrom: Party
        private let disposition: Disposition

        init(_ entry: BookEntry) {
            acquiredOn = entry.acquiredOn
            acquiredFrom = entry.acquiredFrom
            disposition = entry.disposition
        }
    }

    /// What this line says happened.
    public var event: Event { Event(self) }
}

/// What a firearm is, as a book writes it, with what the reference tables make of it.
///
/// A value that never changes; an object only because many lines share one.
public final class BookDescription: Hashable, Sendable {
    /// The texts, without the serial.
    public let raw: RawDescriptor
    /// The makers that may be meant.
    public let makes: Set<FirmCode>
    /// The importers that may be meant.
    public let importers: Set<FirmCode>
    /// The calibres that may be meant.
    public let calibres: [CalibreCode]
    /// The kinds that may be meant.
    public let kinds: [Kind]
    /// The canonical models that may be meant.
    public let models: Set<String>
    /// The significant characters of the model as written.
    public let significantModel: [UInt8]
    /// What the firearm is, spellings aside.
    public let likeness: FirearmLikeness

    /// Takes what matters for comparing from a description that the tables made.
    public init(_ described: Descriptor) {
        var raw = described.raw
        raw.serial = ""
        self.raw = raw
        makes = Set(described.make.values)
        importers = Set(described.importer.values)
        calibres = described.calibre.values
        kinds = described.kind.values
        models = Set(described.model.values)
        significantModel = SerialPattern.significant(raw.model)
        likeness = FirearmLikeness(described)
    }

    /// Tells whether two descriptions are written alike and understood alike.
    public static func == (left: BookDescription, right: BookDescription) -> Bool {
        left === right
            || left.raw == right.raw && left.makes == right.makes
                && left.importers == right.importers && left.calibres == right.calibres
                && left.kinds == right.kinds && left.models == right.models
    }

    /// Feeds what is written, by which nearly all descriptions differ.
    public func hash(into hasher: inout Hasher) { hasher.combine(raw) }
}

/// What a book says became of a firearm.
public enum Disposition: Hashable, Sendable {
    /// It went to a licensee, by licence number.
    case licensee(number: String, name: String, on: Day?)
    /// It was sold to somebody without a licence; the document is the form's number.
    case retail(buyer: Party, born: String, document: String, on: Day?)
    /// It was reported stolen or lost.
    case theftOrLoss(on: Day?)
    /// It was exported, or sold to a foreign government.
    case exported(to: String, on: Day?)
    /// It was sold to a police force or another agency of the government.
    case government(agency: String, on: Day?)
    /// Nothing was written: the book can not account for the firearm.
    case missing

    /// The day of the disposition, when the book has it.
    public var day: Day? {
        switch self {
        case .licensee(_, _, let day), .retail(_, _, _, let day), .theftOrLoss(let day),
            .exported(_, let day), .government(_, let day):
            day
        case .missing: nil
        }
    }
}

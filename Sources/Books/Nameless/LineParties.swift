import Chronology

/// Whom a line says that its firearm came from, and what became of it.
///
/// Of a book that names nobody, a person is a tag: equal for the same person of one firearm, and nothing more.
public struct LineParties: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// Who the firearm came from.
    public let from: Party
    /// What became of it; its day is in the book's columns.
    public let disposition: Disposition

    /// Makes the parties of a line; the day of the disposition is left out.
    public init(from: Party, disposition: Disposition) {
        self.from = from
        self.disposition = disposition.on(nil)
    }

    /// Nothing that names anyone.
    public var description: String { "(parties withheld)" }
    /// Nothing that names anyone.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Disposition {
    /// The same disposition on another day.
    func on(_ day: Day?) -> Disposition {
        switch self {
        case .licensee(let number, let name, _): .licensee(number: number, name: name, on: day)
        case .retail(let buyer, let born, let document, _):
            .retail(buyer: buyer, born: born, document: document, on: day)
        case .theftOrLoss: .theftOrLoss(on: day)
        case .exported(let name, _): .exported(to: name, on: day)
        case .government(let agency, _): .government(agency: agency, on: day)
        case .missing: .missing
        }
    }
}

extension LineParties {
    /// What stands for each disposition.
    private enum Kind: UInt8 {
        case missing, licensee, retail, theft, export, government
    }

    /// The bytes of parties that name nobody: a buyer's day of birth and document are not among them.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        func add(_ kind: Kind, _ texts: String...) {
            writer.add(kind.rawValue)
            for text in [from.name, from.addressOrLicence] + texts { writer.add(text) }
        }
        switch disposition {
        case .missing: add(.missing)
        case .licensee(let number, let name, _): add(.licensee, number, name)
        case .retail(let buyer, _, _, _): add(.retail, buyer.name, buyer.addressOrLicence)
        case .theftOrLoss: add(.theft)
        case .exported(let name, _): add(.export, name)
        case .government(let agency, _): add(.government, agency)
        }
        return writer.bytes
    }

    /// Reads the bytes of parties; `nil` for anything else.
    ///
    /// What fills them up behind is zeros.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        do throws(LinesFileError) {
            guard let kind = Kind(rawValue: try reader.number()) else { return nil }
            let from = Party(name: try reader.text(), addressOrLicence: try reader.text())
            let disposition: Disposition
            switch kind {
            case .missing: disposition = .missing
            case .licensee:
                disposition = .licensee(
                    number: try reader.text(), name: try reader.text(), on: nil)
            case .retail:
                disposition = .retail(
                    buyer: Party(name: try reader.text(), addressOrLicence: try reader.text()),
                    born: "", document: "", on: nil)
            case .theft: disposition = .theftOrLoss(on: nil)
            case .export: disposition = .exported(to: try reader.text(), on: nil)
            case .government: disposition = .government(agency: try reader.text(), on: nil)
            }
            guard bytes.suffix(reader.rest).allSatisfy({ $0 == 0 }) else { return nil }
            self.init(from: from, disposition: disposition)
        } catch {
            return nil
        }
    }
}

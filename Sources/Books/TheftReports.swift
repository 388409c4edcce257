import SerialIndex

/// The thefts and losses that licensees reported (form 3310.11): who, and which firearm.
public struct TheftReports: Sendable {
    /// One reported firearm.
    public struct Report: Hashable, Sendable {
        /// The number of the licence that reported it, as written.
        public let licence: String
        /// The maker, as written.
        public let make: String
        /// The serial, as written.
        public let serial: String

        /// Makes a report.
        public init(licence: String, make: String, serial: String) {
            self.licence = licence
            self.make = make
            self.serial = serial
        }
    }

    private let serials: [String: Set<[UInt8]>]

    /// Gathers reports by licence.
    public init(_ reports: some Sequence<Report> = EmptyCollection<Report>()) {
        var serials: [String: Set<[UInt8]>] = [:]
        for report in reports {
            let key = LicenceNumber.folded(report.licence)
            serials[key, default: []].insert(SerialPattern.significant(report.serial))
        }
        self.serials = serials
    }

    /// Tells whether a licensee reported a serial stolen or lost, in any of its spellings.
    public func has(licence: String, serials spellings: some Sequence<[UInt8]>) -> Bool {
        guard let reported = serials[LicenceNumber.folded(licence)] else { return false }
        return spellings.contains(where: reported.contains)
    }
}

/// The multiple-sale reports (forms 3310.4 and 3310.12): firearms sold together to one buyer.
///
/// Only the firearms are kept: a trace may weigh that a firearm stands on a report, and must not
/// ask who else is on it.
public struct MultipleSales: Sendable {
    private let firearms: Set<Entry>

    private struct Entry: Hashable {
        let licence: String
        let serial: [UInt8]
    }

    /// Gathers the firearms of reports: the dealer's licence and each serial.
    public init(_ sales: some Sequence<(licence: String, serial: String)> = []) {
        firearms = Set(
            sales.map { sale in
                Entry(
                    licence: LicenceNumber.folded(sale.licence),
                    serial: SerialPattern.significant(sale.serial))
            })
    }

    /// Tells whether a dealer reported a firearm as part of a multiple sale.
    public func has(licence: String, serial: [UInt8]) -> Bool {
        firearms.contains(Entry(licence: LicenceNumber.folded(licence), serial: serial))
    }
}

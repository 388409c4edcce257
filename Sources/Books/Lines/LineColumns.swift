import Chronology

/// The columns of a book's lines: what is asked of many lines at once, and names no person.
struct LineColumns: Sendable, Equatable {
    var descriptionOf: [UInt16] = []
    var rows: [Int32] = []
    var acquired: [Int32] = []
    var disposed: [Int32] = []
    /// Where each line's serial begins in `serials`; the last one's end follows.
    var serialStarts: [UInt32] = [0]
    var serials: [UInt8] = []

    /// Stands for a day that was not written or could not be read.
    private static let noDay = Int32.min

    var count: Int { rows.count }

    mutating func append(_ line: BookLine, description: Int) {
        descriptionOf.append(UInt16(clamping: description))
        rows.append(Int32(clamping: line.row))
        acquired.append(line.acquisition.on?.number ?? LineColumns.noDay)
        disposed.append(line.disposition.on?.number ?? LineColumns.noDay)
        serials.append(contentsOf: line.serial.utf8)
        serialStarts.append(UInt32(serials.count))
    }

    func serial(of line: Int) -> String {
        let extent = Int(serialStarts[line])..<Int(serialStarts[line + 1])
        return String(decoding: serials[extent], as: UTF8.self)
    }

    func acquiredOn(_ line: Int) -> Day? { day(acquired[line]) }

    func disposedOn(_ line: Int) -> Day? { day(disposed[line]) }

    private func day(_ number: Int32) -> Day? {
        number == LineColumns.noDay ? nil : Day(number: number)
    }
}

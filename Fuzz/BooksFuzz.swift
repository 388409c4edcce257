// Reads any bytes as the file of a book that a node has taken in, whole and part by part, as if they had been deciphered:
// what is read comes back as it was, and takes no more memory than the bytes allow.
import Books
import Exchange
@testable import Nodes
import Vault

private func readParts(_ bytes: [UInt8]) {
    if let header = try? BookHeader(bytes) {
        precondition(header.bytes == bytes && BookHeader.isLicence(header.licence))
        precondition(header.fileBytes >= BookHeader.size && header.lines <= BookColumns.mostLines)
    }
    if let columns = BookColumns(bytes) {
        precondition(columns.bytes == bytes)
        for line in 0..<min(columns.count, 64) {
            _ = columns.serial(ofLine: line)
            _ = columns.row(ofLine: line)
        }
    }
    if let parties = LineParties(bytes) {
        precondition(bytes.starts(with: parties.bytes) && LineParties(parties.bytes) == parties)
    }
    for lines in 0...3 {
        guard let part = BookIndexPart(bytes, lines: lines) else { continue }
        precondition(part.bytes == bytes && part.columns.count == lines && part.lineBytes >= 0)
    }
}

private func readLine(_ bytes: [UInt8]) {
    guard let owner = NodeName("us.trace.example"),
        let book = UniqueIdentifier("019b76da-a87b-7101-8101-010101010101")
    else { preconditionFailure("two words of the form") }
    let place = SealedLine.Place(owner: owner, book: book, line: 7)
    guard let line = SealedLine(bytes, at: place) else { return }
    precondition(bytes.starts(with: line.bytes) && SealedLine(line.bytes, at: place) == line)
    precondition((1...SealedLine.mostFields).contains(line.paths.count))
    precondition(line.paths.allSatisfy(line.has))
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    readParts(bytes)
    readLine(bytes)
    return 0
}

import Firearms
import Language
import SerialIndex

/// A serial as it was read beside the book's, place by place.
struct SerialComparison {
    /// How the two agree at one place.
    enum Kind: Equatable {
        case same
        /// Another character was read.
        case substituted
        /// The book has a character that was not read.
        case missing
        /// A character was read that the book does not have.
        case extra
        /// The character was read one place away, in exchange for its neighbour.
        case swapped
        /// The character was known to be there and could not be read.
        case unread
    }

    /// One place: what was read, what the book has, and how they agree.
    struct Cell: Equatable {
        let read: UInt8?
        let book: UInt8?
        let kind: Kind
    }

    let cells: [Cell]

    /// Longer serials are shown, not compared.
    static let longest = 24

    /// Compares a reading, in the way of understanding it that is nearest, with a book's serial.
    ///
    /// - Returns: `nil` when there is nothing to compare, or too much.
    init?(reading: SerialReading, book: String) {
        let characters = SerialPattern.significant(book)
        guard !characters.isEmpty, characters.count <= SerialComparison.longest else { return nil }
        var best: (cost: Int, cells: [Cell])?
        for way in reading.interpretations.prefix(8) {
            let elements = way.pattern.elements
            guard elements.count <= SerialComparison.longest else { continue }
            let aligned = Alignment(elements, characters).result
            if best.map({ aligned.cost < $0.cost }) ?? true { best = aligned }
        }
        guard let best, best.cells.count <= SerialComparison.longest else { return nil }
        cells = best.cells
    }

    var isSame: Bool { cells.allSatisfy { $0.kind == .same } }

    /// What is unlike, place by place, in words.
    var differences: [Phrase] {
        var phrases: [Phrase] = []
        var place = 0
        var index = 0
        while index < cells.count {
            let cell = cells[index]
            if cell.book != nil { place += 1 }
            let facts: [String: Fact] = [
                "place": .count(place), "next": .count(place + 1),
                "read": SerialComparison.fact(cell.read),
                "book": SerialComparison.fact(cell.book),
            ]
            switch cell.kind {
            case .same: break
            case .substituted: phrases.append(Phrase("report.serial.substituted", facts))
            case .missing: phrases.append(Phrase("report.serial.missing", facts))
            case .extra: phrases.append(Phrase("report.serial.extra", facts))
            case .unread: phrases.append(Phrase("report.serial.unread", facts))
            case .swapped:
                phrases.append(Phrase("report.serial.swapped", facts))
                place += 1
                index += 1
            }
            index += 1
        }
        return phrases
    }

    private static func fact(_ byte: UInt8?) -> Fact {
        .text(byte.map { String(UnicodeScalar($0)) } ?? "")
    }
}

/// The cheapest way to lay a pattern over a serial: one mistake for each unlike place.
private struct Alignment {
    private typealias Cell = SerialComparison.Cell
    private let elements: [SerialPattern.Element]
    private let book: [UInt8]
    private var costs: [[Int]]

    init(_ elements: [SerialPattern.Element], _ book: [UInt8]) {
        self.elements = elements
        self.book = book
        let row = Array(repeating: Int.max / 2, count: book.count + 1)
        costs = Array(repeating: row, count: elements.count + 1)
        for i in 0...elements.count {
            for j in 0...book.count {
                costs[i][j] = i == 0 && j == 0 ? 0 : steps(to: i, j).map(\.cost).min() ?? 0
            }
        }
    }

    /// The ways to come to a place of the table: from where, for how much, with which cells.
    private func steps(
        to i: Int, _ j: Int
    ) -> [(i: Int, j: Int, cost: Int, cells: [Cell])] {
        var steps: [(i: Int, j: Int, cost: Int, cells: [Cell])] = []
        func add(_ di: Int, _ dj: Int, _ cost: Int, _ cells: [Cell]) {
            steps.append((i - di, j - dj, costs[i - di][j - dj] + cost, cells))
        }
        let element = i > 0 ? elements[i - 1] : nil
        let letter = j > 0 ? book[j - 1] : nil
        if let element, let letter {
            switch element {
            case .character(let read):
                let isSame = read == letter
                let kind = isSame ? SerialComparison.Kind.same : .substituted
                add(1, 1, isSame ? 0 : 10, [Cell(read: read, book: letter, kind: kind)])
            case .unknown: add(1, 1, 0, [Cell(read: nil, book: letter, kind: .unread)])
            case .unknownRun: add(0, 1, 0, [Cell(read: nil, book: letter, kind: .unread)])
            }
            if let swapped = swap(i, j) { add(2, 2, 10, swapped) }
        }
        if let element {
            switch element {
            case .character(let read): add(1, 0, 11, [Cell(read: read, book: nil, kind: .extra)])
            case .unknown: add(1, 0, 11, [])
            case .unknownRun: add(1, 0, 0, [])
            }
        }
        if let letter { add(0, 1, 11, [Cell(read: nil, book: letter, kind: .missing)]) }
        return steps
    }

    private func swap(_ i: Int, _ j: Int) -> [Cell]? {
        guard i > 1, j > 1, case .character(let first) = elements[i - 2],
            case .character(let second) = elements[i - 1],
            first != second, first == book[j - 1], second == book[j - 2]
        else { return nil }
        return [
            Cell(read: first, book: second, kind: .swapped),
            Cell(read: second, book: first, kind: .swapped),
        ]
    }

    var result: (cost: Int, cells: [SerialComparison.Cell]) {
        var cells: [Cell] = []
        var (i, j) = (elements.count, book.count)
        while i > 0 || j > 0 {
            let best = steps(to: i, j).min { $0.cost < $1.cost }
            guard let best else { break }
            cells.insert(contentsOf: best.cells, at: 0)
            (i, j) = (best.i, best.j)
        }
        return (costs[elements.count][book.count], cells)
    }
}

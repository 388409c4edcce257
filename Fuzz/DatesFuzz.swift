// Reads any text as the dates of a column, a line each: no range ends before it begins, and a day
// that is read is read again from its ISO form.
import Chronology
import Tabular

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
    let lines = unsafe String(decoding: bytes, as: UTF8.self)
        .split(whereSeparator: \.isNewline).map(String.init)
    let column = DateColumn.decide(over: lines, today: Day(number: 20_523))
    for line in lines {
        switch column.read(line) {
        case .exact(let day): precondition(column.read(day.description) == .exact(day))
        case .range(let range): precondition(range.first < range.last)
        case .blank, .unreadable: break
        }
    }
    return 0
}

// Reads any bytes as a table: what is found must not depend on the blocks they come in.
import Tabular

private func events(_ bytes: [UInt8], block: Int) -> ([TableEvent], TabularError?) {
    var options = ReadOptions()
    options.limits.blockBytes = block
    options.limits.sampleBytes = 256
    options.limits.rowBytes = 300
    options.limits.cellBytes = 100
    options.limits.columns = 40
    var events: [TableEvent] = []
    do throws(TabularError) {
        var reader = try TableReader(bytes: bytes, name: "fuzz", options: options)
        let width = reader.description.header.count
        while let event = try reader.next() {
            if case .row(let row) = event { precondition(row.cells.count == width) }
            events.append(event)
        }
        _ = reader.warnings.map(\.phrase)
        return (events, nil)
    } catch {
        return (events, error)
    }
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    // The sample is whole blocks, so the sizes agree on what it is: 256 bytes.
    let (one, oneError) = events(bytes, block: 256)
    let (other, otherError) = events(bytes, block: 1)
    precondition(one == other && oneError == otherError, "the blocks make a difference")
    return 0
}

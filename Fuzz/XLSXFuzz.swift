// Reads any bytes as a workbook, with small limits so that a large one is soon refused.
//
// A zip file is checked by sums, which a fuzzer does not hit: so the bytes are also set into a whole
// workbook as its sheet, its shared texts and its styles.
import Tabular

private func read(_ bytes: [UInt8]) {
    var options = ReadOptions()
    options.limits.sheetBytes = 1 << 20
    options.limits.partBytes = 1 << 18
    options.limits.sheetCells = 10_000
    options.limits.cellBytes = 2_000
    do throws(TabularError) {
        var reader = try TableReader(bytes: bytes, name: "fuzz", options: options)
        let width = reader.description.header.count
        while let event = try reader.next() {
            if case .row(let row) = event { precondition(row.cells.count == width) }
        }
    } catch {
        _ = error.phrase
    }
}

/// A zip file of parts that are stored as they are.
private func zip(_ parts: [(String, [UInt8])]) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(value >> ($0 * 8) & 0xFF) }
    }
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in parts {
        let fields =
            number(20, 2) + number(0, 8) + number(Int(sum(content)), 4)
            + number(content.count, 4) + number(content.count, 4) + number(name.utf8.count, 2)
        directory += number(0x0201_4B50, 4) + number(20, 2) + fields + number(0, 12)
        directory += number(bytes.count, 4) + Array(name.utf8)
        bytes += number(0x0403_4B50, 4) + fields + number(0, 2) + Array(name.utf8) + content
    }
    return bytes + directory + number(0x0605_4B50, 4) + number(0, 4) + number(parts.count, 2)
        + number(parts.count, 2) + number(directory.count, 4) + number(bytes.count, 4)
        + number(0, 2)
}

private func sum(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 {
            let half = sum >> 1
            sum = sum & 1 == 1 ? half ^ 0xEDB8_8320 : half
        }
    }
    return ~sum
}

private let relations = """
    <R><Relationship Id="s" Type="t/worksheet" Target="s.xml"/>\
    <Relationship Id="x" Type="t/sharedStrings" Target="t.xml"/>\
    <Relationship Id="y" Type="t/styles" Target="f.xml"/></R>
    """
private let workbook = "<w xmlns:r=\"r\"><sheet name=\"one\" r:id=\"s\"/></w>"
private let sheet = """
    <w><sheetData><row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row><c t="s"><v>0</v>\
    </c><c s="1"><v>40301.5</v></c></row></sheetData></w>
    """
private let texts = "<sst><si><t>one</t></si></sst>"
private let styles = "<s><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></s>"

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    read(bytes)
    let whole = [sheet, texts, styles].map { Array($0.utf8) }
    for place in 0..<3 {
        var parts = whole
        parts[place] = bytes
        read(
            zip([
                ("xl/workbook.xml", Array(workbook.utf8)),
                ("xl/_rels/workbook.xml.rels", Array(relations.utf8)), ("xl/s.xml", parts[0]),
                ("xl/t.xml", parts[1]), ("xl/f.xml", parts[2]),
            ]))
    }
    return 0
}

// Reads any bytes as a column of the damaged-serial benchmark, and as its queries and its description.
import SerialIndex
import Trials

private let heading = Array(
    "qid\tcls\tmake_txt\tmodel_txt\tcal_txt\tnorm_txt\ttrue_id\n".utf8)

private func readColumn(_ bytes: [UInt8]) {
    guard let column = try? ColumnFile(bytes: bytes, path: "fuzz.npy") else { return }
    precondition(column.rows * column.width * column.kind.size < bytes.count)
    if column.rows > 0, column.width > 0 {
        _ = column.number(0, 0)
        _ = column.number(column.rows - 1, column.width - 1)
    }
    try? column.require(.bytes, rows: nil, width: 1...64)
}

private func readQueries(_ bytes: [UInt8]) {
    guard let read = try? TrialQueries(tsv: bytes, path: "fuzz.tsv", records: 100) else { return }
    precondition(!read.queries.isEmpty)
    for query in read.queries {
        precondition((-1..<100).contains(query.truth))
        precondition((1...SerialCodes.longest).contains(query.pattern.elements.count))
        precondition(query.pattern.knownCount > 0)
    }
}

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzTrials(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    readColumn(bytes)
    readQueries(bytes)
    readQueries(heading + bytes)
    if let words = try? TrialWords(json: bytes, path: "fuzz.json") {
        precondition(words.models.allSatisfy { words.makes.indices.contains($0.make) })
    }
    do throws(TrialsError) {
        _ = try TrialWeights(text: String(decoding: bytes, as: UTF8.self), file: "fuzz.weights")
    } catch {
        _ = error.phrase
    }
    return 0
}

import SerialIndex
import Testing
import Trials

struct TrialSetTests {
    @Test("records have the descriptions that their columns say, each distinct one once")
    func descriptors() throws {
        let set = try Fixture.set()
        #expect(set.count == 4)
        #expect(
            set.descriptors == [
                SerialDescriptor(make: 0, model: 0, calibre: 0),
                SerialDescriptor(make: 0, model: 1, calibre: 1),
                SerialDescriptor(make: 1, model: 2, calibre: 0),
            ])
        #expect((0..<4).map { set.descriptor(of: $0) } == [0, 1, 2, 2])
    }

    @Test("a number that names nothing is refused with its record")
    func numbers() {
        #expect(throws: TrialsError.number(path: "model.npy", row: 1, found: 3, most: 2)) {
            try Fixture.set(models: [0, 3, 2, 2])
        }
        #expect(throws: TrialsError.number(path: "cal.npy", row: 3, found: 2, most: 1)) {
            try Fixture.set(calibres: [0, 1, 0, 2])
        }
        #expect(throws: TrialsError.otherMake(path: "make.npy", row: 2, found: 0, expected: 1)) {
            try Fixture.set(makes: [0, 0, 0, 1])
        }
    }

    @Test("columns of another length are refused")
    func lengths() {
        #expect(throws: TrialsError.shape(path: "make.npy", found: "(3,)", expected: "(4,)")) {
            try Fixture.set(makes: [0, 0, 1])
        }
    }

    @Test(
        "a description that does not hold together is refused where it does not",
        arguments: [
            ("{", "JSON"), ("[]", "JSON"), ("{}", "N"), (#""N": 4"#, "JSON"),
            (Fixture.json.replacing(#""N": 4"#, with: #""N": 0"#), "N"),
            (Fixture.json.replacing(#""N": 4"#, with: #""N": "four""#), "N"),
            (Fixture.json.replacing(#""cals": ["9MM", "22LR"]"#, with: #""cals": []"#), "cals"),
            (Fixture.json.replacing(#""make": 1"#, with: #""make": 2"#), "models.2"),
            (Fixture.json.replacing(#""models": [2]"#, with: #""models": [0]"#), "makes.1"),
            (Fixture.json.replacing(#""models": [2]"#, with: #""models": [9]"#), "makes.1"),
            (Fixture.json.replacing(#""name": "OESTE", "#, with: ""), "makes.1.name"),
        ])
    func descriptions(json: String, field: String) {
        #expect(throws: TrialsError.description(path: "meta.json", field: field)) {
            try TrialWords(json: Array(json.utf8), path: "meta.json")
        }
    }
}

struct TrialQueryTests {
    @Test("a query is read with its texts, its reading and its truth")
    func reads() throws {
        let queries = try Fixture.queries([
            Fixture.line(0, "a", "AB1234", 0, make: "OESTE", model: "A1", calibre: "9MM"),
            Fixture.line(1, "h", "A?12*", 1), "", Fixture.line(2, "k", "Z9", -1),
        ])
        #expect(queries.map(\.identifier) == [0, 1, 2])
        #expect(queries.map(\.kind) == [.exact, .unknown, .absent])
        #expect(queries[0].make == "OESTE" && queries[0].model == "A1")
        #expect(queries[0].calibre == "9MM" && queries[1].make.isEmpty)
        #expect(queries.map(\.pattern.description) == ["AB1234", "A?12*", "Z9"])
        #expect(queries.map(\.truth) == [0, 1, -1])
    }

    @Test(
        "a cell that can not be used is refused with its line and column",
        arguments: [
            (Fixture.line(-1, "a", "A1", 0), "qid", "-1"),
            (Fixture.line(1, "z", "A1", 0), "cls", "z"),
            (Fixture.line(1, "a", "", 0), "norm_txt", ""),
            (Fixture.line(1, "a", "a1", 0), "norm_txt", "a1"),
            (Fixture.line(1, "h", "??*", 0), "norm_txt", "??*"),
            (Fixture.line(1, "i", "*A*B*", 0), "norm_txt", "*A*B*"),
            (
                Fixture.line(1, "a", "ABCDEFGHIJKLMNOPQRSTUVWXY", 0), "norm_txt",
                "ABCDEFGHIJKLMNOPQRSTUVWXY"
            ),
            (Fixture.line(1, "a", "A1", 4), "true_id", "4"),
            (Fixture.line(1, "a", "A1", -1), "true_id", "-1"),
            (Fixture.line(1, "k", "A1", 1), "true_id", "1"),
        ])
    func cells(line: String, column: String, found: String) {
        let expected = TrialsError.queryCell(path: "q.tsv", line: 2, column: column, found: found)
        #expect(throws: expected) { try Fixture.queries([line]) }
    }

    @Test(
        "rows of another width, a heading without a column and a file without queries are refused")
    func shapes() {
        #expect(throws: TrialsError.queryCells(path: "q.tsv", line: 3, found: 2, expected: 12)) {
            try Fixture.queries([Fixture.line(0, "a", "A1", 0), "1\ta"])
        }
        #expect(throws: TrialsError.noQueries(path: "q.tsv")) { try Fixture.queries([]) }
        #expect(throws: TrialsError.noQueries(path: "q.tsv")) {
            try TrialQueries(tsv: [], path: "q.tsv", records: 4)
        }
        #expect(throws: TrialsError.noQueryColumn(path: "q.tsv", column: "cls")) {
            try TrialQueries(tsv: Array("qid\tclass\n".utf8), path: "q.tsv", records: 4)
        }
    }
}

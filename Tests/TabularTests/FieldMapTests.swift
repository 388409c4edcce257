import Tabular
import Testing

struct FieldMapTests {
    private let fields = [
        FieldSpec(
            id: "serial", headings: ["serial number", "matrícula", "número de serie", "serial"],
            isNeeded: true, content: { $0.utf8.contains { (0x30...0x39).contains($0) } }),
        FieldSpec(
            id: "make", headings: ["make", "manufacturer", "marca", "brand"], isNeeded: true),
        FieldSpec(
            id: "calibre", headings: ["calibre", "caliber"],
            content: { ["9mm", "9 mm", ".38", ".45", "7.62"].contains($0) }),
        FieldSpec(id: "model", headings: ["model", "modelo"]),
        FieldSpec(
            id: "recovered", headings: ["recovery date", "fecha de aseguramiento"],
            content: { $0.contains("/") }),
    ]

    private func propose(
        _ header: [String], _ samples: [[String]] = [], given: [String: String] = [:]
    ) throws(MappingError) -> [String: String] {
        let map = try FieldMap.propose(
            header: header, samples: samples, fields: fields, given: given)
        return Dictionary(uniqueKeysWithValues: map.assignments.map { ($0.field, $0.heading) })
    }

    @Test(
        "a heading is known whatever its dress",
        arguments: [
            "MATRÍCULA", "matricula", "MatrÃ­cula", "Matr\u{FFFD}cula", "Matriucla", "Serial #",
            "SERIAL_NUMBER", "serialNumber", "Serial  No.", "No. de serie",
            "Número de serie (arma)",
        ])
    func dress(heading: String) throws {
        #expect(try propose([heading, "Marca"]) == ["serial": heading, "make": "Marca"])
    }

    @Test("headings that share but a weak word are not mixed up")
    func weakWords() throws {
        let map = try propose(["serial", "make", "Purchase date", "Serial type", "Date of birth"])
        #expect(map == ["serial": "serial", "make": "make"])
    }

    @Test("what stands in the cells decides between rivals, and finds a column nobody named")
    func content() throws {
        let rows = [
            ["AB12", "x", "COLT", "9mm", ""], ["AB13", "y", "RUGER", ".38", ""],
            ["AB14", "z", "COLT", ".45", ""],
        ]
        let map = try FieldMap.propose(
            header: ["Serial A", "Serial B", "make", "?", "calibre"], samples: rows,
            fields: fields)
        #expect(map.column(of: "serial") == 0)
        #expect(map.assignments.first { $0.field == "serial" }?.basis == .nameAndContent)
        #expect(map.column(of: "make") == 2)
        // A blank column of the right name keeps its name.
        #expect(map.column(of: "calibre") == 4)
        let other = try FieldMap.propose(
            header: ["serial", "b", "make", "?", "e"], samples: rows, fields: fields)
        #expect(other.column(of: "calibre") == 3)
        #expect(other.assignments.first { $0.field == "calibre" }?.basis == .content)
        #expect(other.assignments.first { $0.field == "calibre" }?.example == "9mm")
        #expect(other.otherColumns == [1, 4])
    }

    @Test("two columns that claim a field equally are an error that names both")
    func rivals() {
        #expect(
            throws: MappingError.rivals(
                field: "recovered", first: "Mex Recovery date", second: "US Recovery date")
        ) {
            try propose(["serial", "make", "Mex Recovery date", "US Recovery date"])
        }
        #expect(throws: MappingError.rivals(field: "make", first: "B", second: "C")) {
            try propose(["serial", "make", "make"])
        }
    }

    @Test("a mapping settles a rivalry: by choosing one, or by leaving one alone")
    func settled() throws {
        let header = ["serial", "make", "Mex Recovery date", "US Recovery date"]
        #expect(
            try propose(header, given: ["US Recovery date": "recovered"])["recovered"]
                == "US Recovery date")
        #expect(
            try propose(header, given: ["d": FieldMap.ignored])["recovered"]
                == "Mex Recovery date")
    }

    @Test("a field that is needed and has no column is an error that names it")
    func unmapped() {
        let header = ["folio", "make"]
        let error = MappingError.unmapped(fields: ["serial"], headings: header)
        #expect(throws: error) { try propose(header) }
    }

    @Test("a given mapping wins over names, by heading, letter or number")
    func given() throws {
        for key in ["código", "CODIGO", "B", "b", "2"] {
            let map = try propose(["serial", "Código", "make"], given: [key: "serial"])
            #expect(map["serial"] == "Código", "\(key)")
        }
    }

    @Test("a mapping that names what is not there is refused")
    func wrongGiven() {
        let header = ["serial", "make", "x", "x"]
        #expect(throws: MappingError.unknownHeading("y", headings: header)) {
            try propose(header, given: ["y": "model"])
        }
        #expect(throws: MappingError.unknownHeading("9", headings: header)) {
            try propose(header, given: ["9": "model"])
        }
        #expect(throws: MappingError.unknownField("modle", fields: fields.map(\.id))) {
            try propose(header, given: ["make": "modle"])
        }
        #expect(throws: MappingError.fieldTwice("model", first: "make", second: "serial")) {
            try propose(header, given: ["make": "model", "serial": "model"])
        }
        #expect(throws: MappingError.columnTwice("serial", first: "make", second: "model")) {
            try propose(header, given: ["A": "make", "serial": "model"])
        }
        #expect(throws: MappingError.ambiguousHeading("x", letters: ["C", "D"])) {
            try propose(header, given: ["x": "model"])
        }
    }

    @Test("mappings are read from an argument and from a file, and back")
    func texts() throws {
        #expect(
            try Mapping.parse(argument: "folio=reference, marca = make")
                == ["folio": "reference", "marca": "make"])
        #expect(
            try Mapping.parse(argument: "Calle, número=address,a=b=c")
                == ["Calle, número": "address", "a=b": "c"])
        #expect(throws: MappingError.badItem("marca", line: 0)) {
            try Mapping.parse(argument: "folio=reference,marca")
        }
        #expect(
            try Mapping.parse(text: "# a remark\r\n\r\nNo. de serie = serial\nA=make\n")
                == ["No. de serie": "serial", "A": "make"])
        #expect(throws: MappingError.badItem("nothing", line: 2)) {
            try Mapping.parse(text: "a = b\nnothing\n")
        }
        let header = ["# serie", "make", "make"]
        let map = try FieldMap.propose(
            header: header, samples: [], fields: fields, given: ["A": "serial", "B": "make"])
        #expect(Mapping.text(of: map, header: header) == "A = serial\nB = make\n")
        let folder = try Folder()
        let path = "\(folder.path)/m.map"
        try Mapping.save(map, header: header, path: path)
        #expect(try Mapping.load(path: path) == ["A": "serial", "B": "make"])
        #expect(folder.names == ["m.map"])
        #expect(throws: MappingError.file(.cannotOpen("\(path)x", code: 2))) {
            try Mapping.load(path: path + "x")
        }
    }
}

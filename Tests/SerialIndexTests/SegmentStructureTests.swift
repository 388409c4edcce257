import Testing

@testable import SerialIndex

struct SegmentStructureTests {
    private func layout(_ serials: [String]) async throws -> (slower: Int, faster: Int) {
        let segment = try await SerialSegment.of(serials)
        let plan = unsafe segment.view.plans[0]
        return (plan.slower, plan.faster)
    }

    @Test(
        "the places that run inside a block are those of the digits that run",
        arguments: [
            ("plain", 4, 5), ("constant tail", 3, 4), ("tail of two", 3, 4), ("first two", 0, 1),
        ])
    func runningDigits(name: String, slower: Int, faster: Int) async throws {
        let serials = (0..<100).map { index -> String in
            let number = String(10_000 + index)
            return switch name {
            case "plain": "A" + number
            case "constant tail": number + "LL001"
            case "tail of two": number + "X7"
            default: number.suffix(2) + "AB" + "1234"
            }
        }
        let found = try await layout(serials)
        #expect(found.slower == slower)
        #expect(found.faster == faster)
    }

    @Test("serials with one digit or none have one place that runs, or the last")
    func fewDigits() async throws {
        var found = try await layout(["ABC"])
        #expect(found == (-1, 2))
        found = try await layout(["A5BC"])
        #expect(found == (-1, 1))
    }

    @Test("shapes that are sorted in several goes become the same file", arguments: [7, 20, 90])
    func goes(mostAtOnce: Int) async throws {
        for kind in SerialWorld.Kind.allCases {
            let world = SerialWorld(kind, seed: 11)
            func bytes(_ mostAtOnce: Int) async throws -> [UInt8] {
                var partitions = ShapePartitions(spool: nil)
                for record in world.records {
                    unsafe record.codes.withUnsafeBufferPointer { codes in
                        unsafe partitions.add(
                            codes: codes, identifier: record.identifier,
                            descriptor: UInt32(record.descriptor))
                    }
                }
                let lines = DescriptorLines(world.descriptors)
                let assembler = ShapeAssembler(
                    parts: [partitions], lines: lines, mostAtOnce: mostAtOnce)
                var parts = try SegmentParts(
                    descriptors: world.descriptors, lines: lines, spooledIn: nil)
                try await assembler.assemble(tasks: 2, into: &parts)
                let sink = MemorySink()
                try parts.write(to: sink)
                return sink.bytes
            }
            #expect(try await bytes(mostAtOnce) == bytes(.max), "\(kind)")
        }
    }

    @Test(
        "sorting keeps the order of like keys and orders the others as the standard sort does",
        arguments: [0, 1, 2, 511, 512, 513, 3000], [1, 11, 12, 40, 64])
    func radixSort(count: Int, bits: Int) {
        var generator = SeededGenerator(seed: UInt64(count * 100 + bits))
        let items = (0..<count).map { index in
            PackedItem(
                key: generator.next() >> UInt64(64 - bits) & ~(generator.next() % 3),
                identifier: UInt32(index), descriptor: UInt32(index % 5))
        }
        var sorted = items
        RadixSort.sort(&sorted, bits: bits)
        let expected = items.enumerated().sorted {
            ($0.element.key, $0.offset) < ($1.element.key, $1.offset)
        }
        #expect(sorted.map(\.identifier) == expected.map(\.element.identifier))
        #expect(sorted.map(\.key) == expected.map(\.element.key))
        #expect(sorted.map(\.descriptor) == expected.map(\.element.descriptor))
    }

    @Test(
        "the codes of a serial are those of its letters and digits, 24 at the most",
        arguments: [
            ("", []), ("--/ .", []), ("ñ€😀", []), ("0-9 a z A Z", [0, 9, 10, 35, 10, 35]),
            ("\u{0}1\u{7F}", [1]),
        ] as [(String, [UInt8])])
    func codes(text: String, expected: [UInt8]) {
        #expect(SerialCodes(text).codes == expected)
        #expect(SerialCodes(significant: text.utf8).codes == expected)
    }

    @Test("every byte that has a code has it back", arguments: 0...255)
    func bytes(byte: Int) {
        guard let code = SerialCodes.code(of: UInt8(byte)) else {
            #expect(SerialPattern.significant(String(UnicodeScalar(UInt8(byte)))).isEmpty)
            return
        }
        let upper = SerialPattern.significant(String(UnicodeScalar(UInt8(byte))))
        #expect([SerialCodes.byte(of: code)] == upper)
        #expect(SerialCodes.isLetter(code) == (upper[0] >= 65))
        #expect(SerialCodes.value(of: code) < (SerialCodes.isLetter(code) ? 26 : 10))
    }

    @Test("a serial packs and unpacks at every length", arguments: 0...24)
    func packed(length: Int) {
        let codes = (0..<length).map { UInt8($0 * 7 % 36) }
        let packed = PackedSerial(codes)
        #expect(packed.bytes == codes.map(SerialCodes.byte(of:)))
        #expect(packed.description == String(decoding: packed.bytes, as: UTF8.self))
        #expect(packed == PackedSerial(codes))
        if length > 0 { #expect(packed != PackedSerial(codes.dropLast())) }
    }

    @Test("a long serial is cut where it is packed", arguments: [24, 25, 100])
    func cut(length: Int) {
        #expect(SerialCodes(String(repeating: "a", count: length)).codes.count == 24)
    }

    @Test(
        "a shape says what a serial looks like",
        arguments: [
            ("1", 1, 0, 4, 10.0), ("A", 1, 1, 5, 26), ("A1B", 3, 0b101, 14, 6760),
            ("123456789012345678901234", 24, 0, 96, 1e24),
        ])
    func shapes(serial: String, length: Int, letters: UInt32, bits: Int, universe: Double) {
        let shape = SerialShape(of: SerialCodes(serial).codes)
        #expect(shape.length == length)
        #expect(shape.letters == letters)
        #expect(shape.totalBits == bits)
        #expect(abs(shape.universe / universe - 1) < 1e-12)
    }

    @Test("shapes are wide where sorting keys would not fit 64 bits", arguments: 1...24)
    func wide(length: Int) {
        for letters in [0, 1, 3, (UInt32(1) << UInt32(length)) - 1] where letters >> length == 0 {
            let shape = SerialShape(length: length, letters: letters)
            for layout in BlockLayout.candidates(for: shape) {
                #expect(shape.isWide || layout.keyBits + BlockCutter.cellBits <= 64)
                #expect(layout.cells <= BlockLayout.mostCells)
                #expect(layout.slower < layout.faster)
                // A place takes as many bits as no other has.
                #expect(
                    layout.keyBits == shape.totalBits
                        - (0..<length).filter(layout.isFast)
                        .reduce(0) { $0 + shape.bits($1) })
            }
        }
    }
}

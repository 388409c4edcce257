import SerialIndex
import Testing

/// What a crash may leave behind, made by hand out of the files of before and after.
struct RegisterCrashTests {
    /// A register of a segment with withdrawals, and a journal of several entries.
    static func made(
        seed: UInt64
    ) async throws -> (folder: TestFolder, model: RegisterModel) {
        let folder = try TestFolder()
        var model = RegisterModel(seed: seed)
        let register = try SerialRegister.create(folder: folder.path)
        try change(register, &model)
        try await register.merge()
        try change(register, &model)
        return (folder, model)
    }

    /// Adds and withdraws some.
    static func change(_ register: SerialRegister, _ model: inout RegisterModel) throws {
        for _ in 0..<3 {
            let added = model.invent(5)
            try register.add(added)
            model.add(added)
            let keys = model.someKeys(2)
            try register.withdraw(keys)
            model.withdraw(keys)
        }
    }

    static func expect(
        _ folder: TestFolder, _ model: RegisterModel, _ comment: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(
            try SerialRegister.read(folder: folder.path).all() == model.records, comment,
            sourceLocation: sourceLocation)
        let register = try SerialRegister.open(folder: folder.path)
        #expect(
            try register.snapshot().all() == model.records, comment,
            sourceLocation: sourceLocation)
        #expect(
            !folder.names.contains { $0.hasSuffix(".part") }, comment,
            sourceLocation: sourceLocation)
        #expect(
            folder.names.count { $0.hasPrefix("segment-") } <= 1, comment,
            sourceLocation: sourceLocation)
        // It goes on from there.
        let record = SerialRecord(
            identifier: 99_999, descriptor: SerialDescriptor(make: 1, model: 1, calibre: 1),
            serial: SerialCodes("ZZ1"))
        try register.add([record])
        #expect(
            try SerialRegister.read(folder: folder.path).contains(record.key), comment,
            sourceLocation: sourceLocation)
    }

    @Test("a crash at any step of a merge leaves every record as it was")
    func merging() async throws {
        let (before, old) = try await Self.made(seed: 21)
        let after = try TestFolder(copying: before)
        do { try await SerialRegister.open(folder: after.path).merge() }
        // What is added while the merge runs: only the journal of before has it.
        let during = try TestFolder(copying: before)
        var model = old
        do { try Self.change(SerialRegister.open(folder: during.path), &model) }
        let segment = "segment-000002.serials"
        let image = try after.read(segment)
        for (folder, records) in [(before, old), (during, model)] {
            func copy(_ steps: [(String, [UInt8])]) throws -> TestFolder {
                let copy = try TestFolder(copying: folder)
                for (name, bytes) in steps { try copy.write(bytes, to: name) }
                return copy
            }
            let half = (segment + ".77.part", Array(image.prefix(image.count / 2)))
            let whole = (segment, image)
            let manifest = ("register.manifest", try after.read("register.manifest"))
            let part = ("register.manifest.part", Array(manifest.1.prefix(20)))
            let journal = ("register.journal.part", Array(try after.read("register.journal")))
            try Self.expect(copy([half]), records, "while the segment was written")
            try Self.expect(copy([whole]), records, "after the segment")
            try Self.expect(copy([whole, part]), records, "while the manifest was written")
            try Self.expect(copy([whole, manifest]), records, "after the manifest")
            try Self.expect(
                copy([whole, manifest, journal]), records, "while the journal was shortened")
        }
        let unremoved = try TestFolder(copying: after)
        try unremoved.write(before.read("segment-000001.serials"), to: "segment-000001.serials")
        try Self.expect(unremoved, old, "before the old segment was removed")
        try Self.expect(after, old, "after the merge")
    }

    @Test("a journal that ends anywhere inside its last entry opens without that entry")
    func tornTails() async throws {
        let (folder, old) = try await Self.made(seed: 22)
        let before = try folder.read("register.journal")
        var model = old
        let added = model.invent(3)
        do { try SerialRegister.open(folder: folder.path).add(added) }
        let whole = try folder.read("register.journal")
        model.add(added)
        for length in before.count...whole.count {
            try folder.write(Array(whole.prefix(length)), to: "register.journal")
            let isWhole = length == whole.count
            let expected = isWhole ? model.records : old.records
            #expect(try SerialRegister.read(folder: folder.path).all() == expected)
            let register = try SerialRegister.open(folder: folder.path)
            #expect(register.tornBytes == (isWhole ? 0 : length - before.count))
            #expect(try register.snapshot().all() == expected)
            #expect(try folder.read("register.journal") == (isWhole ? whole : before))
        }
        // Blocks that were given to the file and never written.
        try folder.write(
            before + [UInt8](repeating: 0, count: 5000), to: "register.journal")
        #expect(try SerialRegister.read(folder: folder.path).all() == old.records)
    }

    @Test("a journal damaged anywhere before its last entry is refused")
    func damagedJournals() async throws {
        let (folder, old) = try await Self.made(seed: 23)
        let before = try folder.read("register.journal")
        var model = old
        do { try SerialRegister.open(folder: folder.path).withdraw(model.someKeys(1)) }
        let whole = try folder.read("register.journal")
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= UInt8(1 << (place % 8))
            try folder.write(damaged, to: "register.journal")
            let read = Result { try SerialRegister.read(folder: folder.path).all() }
            if place >= before.count {
                // Nobody can tell a damaged last entry from a torn one.
                #expect(try read.get() == old.records)
            } else {
                #expect(throws: SerialIndexError.self, "byte \(place)") { try read.get() }
            }
        }
    }

    @Test("a manifest that was cut or changed anywhere is refused")
    func damagedManifests() async throws {
        let (folder, model) = try await Self.made(seed: 24)
        let register = try SerialRegister.open(folder: folder.path)
        try await register.merge(.recent)
        _ = consume register
        let whole = try folder.read("register.manifest")
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= UInt8(1 << (place % 8))
            for bytes in [damaged, Array(whole.prefix(place))] {
                try folder.write(bytes, to: "register.manifest")
                #expect(throws: SerialIndexError.self, "byte \(place)") {
                    try SerialRegister.open(folder: folder.path)
                }
            }
        }
        try folder.write(whole, to: "register.manifest")
        #expect(try SerialRegister.open(folder: folder.path).snapshot().all() == model.records)
    }

    @Test("a segment that is gone, and one that is another, are told")
    func wrongSegments() async throws {
        let (folder, _) = try await Self.made(seed: 25)
        let (other, _) = try await Self.made(seed: 26)
        let name = "segment-000001.serials"
        let path = "\(folder.path)/\(name)"
        let own = try folder.read(name)
        folder.remove(name)
        #expect(throws: SerialIndexError.missing(path: path)) {
            try SerialRegister.open(folder: folder.path)
        }
        try folder.write(other.read(name), to: name)
        #expect(throws: SerialIndexError.damaged(path: path, part: "header")) {
            try SerialRegister.open(folder: folder.path)
        }
        try folder.write(own, to: name)
        folder.remove("register.journal")
        #expect(throws: SerialIndexError.missing(path: folder.path + "/register.journal")) {
            try SerialRegister.open(folder: folder.path)
        }
    }

    @Test("a merge that fails or is cancelled leaves everything, and can be tried again")
    func failedMerges() async throws {
        let (folder, model) = try await Self.made(seed: 27)
        let register = try SerialRegister.open(folder: folder.path)
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            try await register.merge()
        }
        let result = await task.result
        #expect(throws: SerialIndexError.cancelled) { try result.get() }
        #expect(try register.snapshot().all() == model.records)
        try await register.merge()
        #expect(try register.snapshot().all() == model.records)
        #expect(register.snapshot().segments.count == 1)
    }

    @Test("a creation that did not end may be repeated, and never takes what is there for its own")
    func creating() throws {
        let folder = try TestFolder()
        do { _ = try SerialRegister.create(folder: folder.path) }
        folder.remove("register.manifest")
        do {
            let register = try SerialRegister.create(folder: folder.path)
            var model = RegisterModel(seed: 28)
            try register.add(model.invent(2))
        }
        folder.remove("register.manifest")
        #expect(throws: SerialIndexError.alreadyARegister(path: folder.path)) {
            try SerialRegister.create(folder: folder.path)
        }
        folder.remove("register.journal")
        try folder.write([1], to: "segment-000009.serials")
        #expect(throws: SerialIndexError.alreadyARegister(path: folder.path)) {
            try SerialRegister.create(folder: folder.path)
        }
    }
}

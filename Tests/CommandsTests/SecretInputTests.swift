import Cryptography
import Glibc
import Language
import Testing

@testable import Commands

struct SecretInputTests {
    private func typed(_ bytes: [UInt8]) -> (SecretLine.Step, [UInt8]) {
        var line = SecretLine()
        for (place, byte) in bytes.enumerated() {
            let step = line.take(byte)
            guard step == .more else {
                #expect(place == bytes.count - 1)
                return (step, line.bytes)
            }
        }
        return (.more, line.bytes)
    }

    @Test("a line is what was typed, without what was taken back")
    func editing() {
        #expect(typed(Array("frase de paso\r".utf8)) == (.whole, Array("frase de paso".utf8)))
        #expect(typed(Array("abñ\u{7F}\u{8}c\n".utf8)) == (.whole, Array("ac".utf8)))
        #expect(typed(Array("\u{7F}\u{7F}a\n".utf8)) == (.whole, Array("a".utf8)))
        #expect(typed(Array("wrong\u{15}right\r".utf8)) == (.whole, Array("right".utf8)))
        #expect(typed(Array("a\u{0}\u{1B}\u{9}b\r".utf8)) == (.whole, Array("ab".utf8)))
        #expect(typed(Array("a\u{4}".utf8)) == (.whole, Array("a".utf8)))
        #expect(typed(Array("\r".utf8)) == (.whole, []))
        #expect(typed(Array("abc".utf8)) == (.more, Array("abc".utf8)))
    }

    @Test("who gives up, or types without end, has no line")
    func ending() {
        #expect(typed(Array("abc\u{3}".utf8)).0 == .givenUp)
        #expect(typed(Array("abc\u{1C}".utf8)).0 == .givenUp)
        #expect(typed([4]).0 == .givenUp)
        let most = [UInt8](repeating: 0x61, count: SecretLine.most)
        #expect(typed(most + [13]) == (.whole, most))
        #expect(typed(most + [0x61]).0 == .tooLong)
    }

    private func bytes(_ secret: SecretBytes) -> [UInt8] {
        secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    private func error(_ path: String) -> SecretInputError? {
        do throws(SecretInputError) {
            _ = try SecretInput.file(path)
            return nil
        } catch {
            return error
        }
    }

    @Test("a file gives its first line, when it is for the user alone")
    func files() throws {
        let folder = try TestFolder()
        let path = try folder.file("secret", "una frase\nsecond line\n")
        unsafe chmod(path, 0o600)
        #expect(bytes(try SecretInput.file(path)) == Array("una frase".utf8))
        unsafe chmod(path, 0o400)
        #expect(bytes(try SecretInput.file(path)) == Array("una frase".utf8))
        for mode in [0o640, 0o604, 0o620, 0o610, 0o644] as [mode_t] {
            unsafe chmod(path, mode)
            #expect(error(path) == .exposed(path: path))
        }
        #expect(error(path + "x") == .unreadable(path: path + "x", reason: ENOENT))
        #expect(error(folder.path) == .exposed(path: folder.path))
        #expect(error("/dev/null") == .exposed(path: "/dev/null"))
        for (text, expected) in [
            ("", SecretInputError.empty), ("\nabc", .empty),
            (String(repeating: "a", count: SecretLine.most + 1), .tooLong(most: SecretLine.most)),
        ] {
            let path = try folder.file("other", text)
            unsafe chmod(path, 0o600)
            #expect(error(path) == expected)
        }
        let longest = try folder.file("long", String(repeating: "a", count: SecretLine.most) + "\n")
        unsafe chmod(longest, 0o600)
        #expect(try SecretInput.file(longest).count == SecretLine.most)
    }

    @Test("each error is said in both languages")
    func said() throws {
        let errors: [SecretInputError] = [
            .noTerminal(option: "pin-file"), .differing, .givenUp, .empty, .tooLong(most: 1024),
            .tooShort(least: 12), .unreadable(path: "/p", reason: ENOENT), .exposed(path: "/p"),
            .failed,
        ]
        for tongue in [Tongue.spanish, .english] {
            let catalogue = try #require(Catalogue(carried: tongue))
            let texts = errors.map { catalogue($0.phrase) }
            #expect(Set(texts).count == errors.count)
            #expect(texts.allSatisfy { !$0.contains("«") && !$0.contains("{") })
        }
    }
}

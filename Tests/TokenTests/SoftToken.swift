import Glibc
import Testing

/// SoftHSM's tokens (Debian's softhsm2) in a folder of their own, which judge what this room does.
///
/// The library reads its settings from the environment of the process, so there is one folder for all tests.
enum SoftToken {
    /// Where Debian puts the library.
    static let library = "/usr/lib/softhsm/libsofthsm2.so"
    static let pin = "1234567"
    static let officerPIN = "7654321"

    /// Whether SoftHSM and OpenSC are there; where `CI=true` they must be, and what needs them fails.
    static let isThere =
        unsafe system(
            "[ \"$CI\" = true ] || { test -r \(library) && command -v softhsm2-util pkcs11-tool"
                + " >/dev/null 2>&1; }") == 0

    /// The folder with two tokens, `vault` and, twice, `twin`; `nil` where they could not be made.
    static let folder: String? = {
        var template = Array("/tmp/token-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { return nil }
        let folder = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let settings = "\(folder)/softhsm2.conf"
        unsafe setenv("SOFTHSM2_CONF", settings, 1)
        unsafe setenv("TOKEN_LIBRARY", library, 1)
        let make = "softhsm2-util --init-token --free --so-pin \(officerPIN) --pin \(pin) --label"
        let script = """
            mkdir \(folder)/tokens
            printf 'directories.tokendir = \(folder)/tokens\\nlog.level = ERROR\\n' >\(settings)
            \(make) vault; \(make) twin; \(make) twin
            """
        guard run(script), atexit({ SoftToken.remove() }) == 0 else { return nil }
        return folder
    }()

    private static func remove() {
        if let folder { _ = unsafe system("rm -rf '\(folder)'") }
    }

    /// Runs a script of the shell, and tells whether all of it went well.
    static func run(_ script: String) -> Bool {
        unsafe system("{ set -e; \(script)\n} >/dev/null 2>&1 </dev/null") == 0
    }

    /// A library that is SoftHSM's, but for a function that fails with a code.
    static func faulty(_ function: String, _ code: UInt) throws -> String {
        let folder = try #require(folder)
        let source = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        // The same library is loaded once for a path, so each fault has its own.
        let path = "\(folder)/\(function)-\(code).so"
        try #require(run("cc -shared -fPIC -Wall -Werror -o \(path) '/\(source)/fault.c' -ldl"))
        unsafe setenv("TOKEN_FAULT", "\(function) \(code)", 1)
        return path
    }
}

import Cryptography
import Glibc
import Language

/// Why a passphrase or a PIN was not had; no case carries anything of it.
enum SecretInputError: Error, Hashable, Sendable {
    /// There is no terminal, and no file was named.
    case noTerminal(option: String)
    /// The two that were typed differ.
    case differing
    /// Whoever typed gave up.
    case givenUp
    /// Nothing was typed, or the file is empty.
    case empty
    /// It has more bytes than any passphrase.
    case tooLong(most: Int)
    /// It has fewer bytes than a passphrase must have.
    case tooShort(least: Int)
    /// The file is not there, or can not be read.
    case unreadable(path: String, reason: Int32)
    /// The file is another user's, others may read it, or it is neither a file nor a pipe.
    case exposed(path: String)
    /// The terminal or the memory failed.
    case failed
}

extension SecretInputError: Sayable {
    var phrase: Phrase {
        switch self {
        case .noTerminal(let option):
            Phrase("commands.secret.noTerminal", ["option": .text(option)])
        case .differing: Phrase("commands.secret.differing")
        case .givenUp: Phrase("commands.secret.givenUp")
        case .empty: Phrase("commands.secret.empty")
        case .tooLong(let most): Phrase("commands.secret.tooLong", ["most": .count(most)])
        case .tooShort(let least): Phrase("commands.secret.tooShort", ["least": .count(least)])
        case .unreadable(let path, let reason):
            Phrase(
                "commands.secret.unreadable",
                ["path": .text(path), "reason": .text(unsafe String(cString: strerror(reason)))])
        case .exposed(let path): Phrase("commands.secret.exposed", ["path": .text(path)])
        case .failed: Phrase("commands.secret.failed")
        }
    }
}

/// Where secrets come from: the terminal, or files for the user alone; never an argument or the environment.
enum SecretInput {
    /// Reads a secret from a file, up to the end of its first line.
    ///
    /// A file that was handed on by its descriptor, `/dev/fd/3`, is one too.
    static func file(_ path: String) throws(SecretInputError) -> SecretBytes {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: errno) }
        defer { close(descriptor) }
        var status = stat()
        // Of what is open, not of the name: nobody changes it in between.
        guard unsafe fstat(descriptor, &status) == 0, isPrivate(status) else {
            throw .exposed(path: path)
        }
        var bytes = [UInt8](repeating: 0, count: SecretLine.most + 2)
        defer { SecretBytes.wipe(&bytes) }
        var count = 0
        while count < bytes.count {
            let more = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(
                    descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            guard more >= 0 else {
                if errno == EINTR { continue }
                throw .unreadable(path: path, reason: errno)
            }
            if more == 0 { break }
            count += more
        }
        var line = SecretLine()
        for byte in bytes.prefix(count) {
            guard byte != 0x0A else { break }
            guard line.bytes.count < SecretLine.most else {
                SecretBytes.wipe(&line.bytes)
                throw .tooLong(most: SecretLine.most)
            }
            line.bytes.append(byte)
        }
        return try secret(&line)
    }

    /// Tells whether a file is for its owner alone, and that is the user.
    private static func isPrivate(_ status: stat) -> Bool {
        let kind = status.st_mode & S_IFMT
        return (kind == S_IFREG || kind == S_IFIFO) && status.st_uid == geteuid()
            && status.st_mode & 0o077 == 0
    }

    /// Asks for a secret on the terminal, which does not show what is typed.
    ///
    /// - Parameters:
    ///   - prompt: what is asked.
    ///   - option: what to say instead where there is no terminal.
    static func typed(_ prompt: String, option: String) throws(SecretInputError) -> SecretBytes {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { throw .noTerminal(option: option) }
        defer { close(terminal) }
        var before = termios()
        guard unsafe tcgetattr(terminal, &before) == 0 else { throw .failed }
        var silent = before
        // Keys that would end the process come as bytes: it must not end while nothing is shown.
        silent.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG)
        guard unsafe tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { throw .failed }
        defer { unsafe _ = tcsetattr(terminal, TCSAFLUSH, &before) }
        say(prompt + " ", to: terminal)
        defer { say("\n", to: terminal) }
        var line = SecretLine()
        while true {
            var byte: UInt8 = 0
            let count = unsafe read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            let step = count == 1 ? line.take(byte) : .givenUp
            byte = 0
            switch step {
            case .more: continue
            case .whole: return try secret(&line)
            case .givenUp, .tooLong:
                SecretBytes.wipe(&line.bytes)
                throw step == .tooLong ? .tooLong(most: SecretLine.most) : .givenUp
            }
        }
    }

    private static func say(_ text: String, to terminal: Int32) {
        var text = text
        text.withUTF8 { bytes in unsafe _ = write(terminal, bytes.baseAddress, bytes.count) }
    }

    private static func secret(_ line: inout SecretLine) throws(SecretInputError) -> SecretBytes {
        guard !line.bytes.isEmpty else { throw .empty }
        guard let secret = SecretBytes(wiping: &line.bytes) else { throw .failed }
        return secret
    }
}

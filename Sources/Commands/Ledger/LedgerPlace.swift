import Encoding
import Language
public import Transport

/// Where a ledger is read from: a folder here, or a server.
public enum LedgerPlace: Sendable {
    /// A folder.
    case folder(String)
    /// A server, and by what it is known.
    case server(LedgerServer)

    /// The place of a command's first argument, with what its options say of the server.
    init(_ arguments: Arguments, command: String) throws {
        let text = arguments.positionals[0]
        guard let address = try LedgerAddress(text) else {
            for option in ["pin", "cert", "cert-key", "timeout"]
            where arguments.value(option) != nil {
                throw CommandError.needlessOption(option, command: command + " " + text)
            }
            try FileChecks.requireFolder(text)
            self = .folder(text)
            return
        }
        let seconds = try arguments.whole("timeout", in: 1...3600) ?? 30
        self = .server(
            LedgerServer(
                address: address,
                trust: try LedgerPlace.trust(arguments, of: address, command: command),
                patience: .seconds(seconds)))
    }

    /// The options that say by what a server is known, and by what one makes oneself known to it.
    static let options = [
        OptionRule("pin", .pin, isRepeated: true, help: Phrase("commands.ledger.pin")),
        OptionRule("cert", .file, help: Phrase("commands.ledger.cert")),
        OptionRule("cert-key", .file, help: Phrase("commands.ledger.certKey")),
        OptionRule("timeout", .number, help: Phrase("commands.ledger.timeout")),
    ]

    private static func trust(
        _ arguments: Arguments, of address: LedgerAddress, command: String
    ) throws -> HTTPTrust {
        var trust = HTTPTrust()
        for text in arguments.values("pin") {
            guard let pin = pin(text) else {
                throw CommandError.unusableValue(
                    option: "pin", value: text, expected: Phrase("commands.expected.pin"))
            }
            trust.pins.append(pin)
        }
        // Whoever was handed a key needs nobody else to vouch for it.
        if !trust.pins.isEmpty { trust.authorities = .pinsAlone }
        let paths = (try arguments.file("cert"), try arguments.file("cert-key"))
        switch paths {
        case (nil, nil): break
        case (let certificate?, let key?):
            trust.identity = HTTPTrust.Identity(
                certificate: try UserFiles.bytes(certificate, atMost: mostPEM),
                key: try UserFiles.bytes(key, atMost: mostPEM))
        case (nil, _):
            throw CommandError.missingOption("cert", placeholder: .file, command: command)
        case (_, nil):
            throw CommandError.missingOption("cert-key", placeholder: .file, command: command)
        }
        if !address.isSecure, trust != HTTPTrust() {
            let option = trust.pins.isEmpty ? "cert" : "pin"
            throw CommandError.needlessOption(option, command: command + " " + address.text)
        }
        return trust
    }

    /// The pin of `sha256/` and a digest in base64.
    private static func pin(_ text: String) -> KeyPin? {
        guard text.hasPrefix("sha256/") else { return nil }
        return Base64.decode(text.dropFirst(7)).flatMap { KeyPin(digest: $0) }
    }

    /// A certificate with those above it, or a key.
    private static let mostPEM = 1 << 20
}

/// A server that has a ledger.
public struct LedgerServer: Sendable {
    /// Where the ledger is.
    public let address: LedgerAddress
    /// By what the server is known.
    public let trust: HTTPTrust
    /// How long one file may take.
    public let patience: Duration
}

/// The address of a ledger that a server has: below it are `checkpoint` and `tile/...`.
public struct LedgerAddress: Sendable {
    /// The address as it was given.
    public let text: String
    /// Tells whether TLS protects what is asked and answered.
    public let isSecure: Bool
    /// What the parts' paths are put behind.
    private let base: Base

    private enum Base {
        case url(String)
        case socket(path: String, prefix: String)
    }

    /// The address of `http://...`, `https://...`, `unix:SOCKET` or `unix:SOCKET:/PREFIX`; `nil` for the path of a
    /// folder.
    ///
    /// - Throws: `RemoteLedgerError` for one that can not be asked.
    init?(_ text: String) throws(RemoteLedgerError) {
        self.text = text
        if text.hasPrefix("unix:") {
            let parts = text.dropFirst(5).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            base = .socket(
                path: String(parts[0]),
                prefix: LedgerAddress.trimmed(parts.count > 1 ? parts[1] : ""))
        } else if text.hasPrefix("http://") || text.hasPrefix("https://") {
            base = .url(LedgerAddress.trimmed(text[...]))
        } else {
            return nil
        }
        isSecure = text.hasPrefix("https://")
        // What stands behind a question mark would stand before the path.
        guard try url(of: "checkpoint").target.query == nil else {
            throw RemoteLedgerError(
                place: text, problem: .transport(.malformedURL(reason: .wrongBeginning)))
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.last == "/" { text.removeLast() }
        return String(text)
    }

    /// The URL of a part of the ledger.
    func url(of path: String) throws(RemoteLedgerError) -> HTTPURL {
        do throws(TransportError) {
            return switch base {
            case .url(let base): try HTTPURL(base + "/" + path)
            case .socket(let socket, let prefix):
                try HTTPURL(socket: socket, target: prefix + "/" + path)
            }
        } catch {
            throw RemoteLedgerError(place: text, problem: .transport(error))
        }
    }
}

import Language
public import Nodes
public import Vault

/// What `rastro node vault ...` was asked to do; every value has been checked.
public struct NodeVaultOptions: Sendable {
    /// The node's folder.
    public let folder: NodeFolder
    /// What is to be done.
    public let task: Task
    /// By what the key is had now.
    public let source: Source
    /// Tells whether the other protected forms stay.
    public let keepsOthers: Bool

    /// What is to be done with a vault's key.
    public enum Task: Sendable {
        /// Say how it is kept.
        case status
        /// Put it under a passphrase, which is asked or stands in a file.
        case protect(file: String?)
        /// Split it, each share into a file of its holder's, whose passphrase is asked or stands in a file.
        case split(VaultShareFile.Plan, out: [String], files: [String])
        /// Put it behind a token.
        case token(library: String, token: String, key: String, pin: String?)
        /// Hand it to the process that runs the node.
        case unlock
        /// Have that process forget it.
        case lock
    }

    /// By what the key is had: one way, or what the node's folder says where neither of the last two is there.
    public struct Source: Sendable {
        /// The files of its passphrase, its PIN or its shares' passphrases, in their order; empty where they are asked.
        public var secrets: [String] = []
        /// The files of shares.
        public var shares: [String] = []
        /// The library of a token.
        public var library: String?
        /// The option that names the files of secrets.
        public var option = "current-file"
    }

    /// What a key on a token is called where nothing else is said.
    public static let usualKey = "rastro-vault"

    init(_ arguments: Arguments, _ word: String) throws {
        let path = arguments.positionals[0]
        try FileChecks.requireFolder(path)
        folder = try NodeFolder(UserFiles.absolute(path))
        keepsOthers = arguments.has("keep")
        var source = Source()
        source.shares = arguments.values("share")
        if word == "unlock" {
            source.library = arguments.value("module")
            source.option = source.library == nil ? "passphrase-file" : "pin-file"
            let other = source.library == nil ? "pin-file" : "passphrase-file"
            if arguments.value(other) != nil {
                throw CommandError.needlessOption(other, command: "node vault unlock")
            }
        } else {
            source.library = arguments.value("current-module")
        }
        source.secrets = arguments.values(source.option)
        try source.check("node vault \(word)")
        self.source = source
        task = try NodeVaultOptions.task(arguments, word, folder)
    }

    private static func task(
        _ arguments: Arguments, _ word: String, _ folder: NodeFolder
    ) throws -> Task {
        let command = "node vault \(word)"
        switch word {
        case "protect": return .protect(file: arguments.value("passphrase-file"))
        case "split": return try split(arguments, command, folder)
        case "token":
            let library = try arguments.required("module", .file, command)
            try FileChecks.requireFile(library)
            return .token(
                library: UserFiles.absolute(library),
                token: try label(try arguments.required("token", .name, command), of: "token"),
                key: try label(arguments.value("key") ?? usualKey, of: "key"),
                pin: arguments.value("pin-file"))
        case "unlock": return .unlock
        case "lock": return .lock
        default: return .status
        }
    }

    private static func label(_ text: String, of option: String) throws(CommandError) -> String {
        guard TokenKeyFile.isLabel(text) else {
            throw .unusableValue(
                option: option, value: text, expected: Phrase("commands.expected.label"))
        }
        return text
    }

    private static func split(
        _ arguments: Arguments, _ command: String, _ folder: NodeFolder
    ) throws -> Task {
        let most = VaultShareFile.Plan.most
        let usual = VaultShareFile.Plan.usual
        let shares = try arguments.whole("shares", in: 2...most) ?? usual.shares
        let needed = try arguments.whole("needed", in: 2...shares) ?? usual.needed
        guard let plan = VaultShareFile.Plan(shares: shares, needed: needed) else {
            throw CommandError.missingOption("needed", placeholder: .number, command: command)
        }
        let out = arguments.values("out").map(UserFiles.absolute)
        let files = arguments.values("passphrase-file")
        for (option, values) in [("out", out), ("passphrase-file", files)]
        where values.count != shares && (option == "out" || !values.isEmpty) {
            throw CommandError.unusableValue(
                option: option, value: String(values.count),
                expected: Phrase("commands.expected.forEach", ["count": .count(shares)]))
        }
        for (place, path) in out.enumerated() {
            try FileChecks.requireWritable(path)
            guard !FileChecks.exists(path) else {
                throw CommandError.unwritable(path: path, .exists)
            }
            guard !path.hasPrefix(folder.path + "/") else {
                throw CommandError.unwritable(path: path, .inNode)
            }
            guard !out.prefix(place).contains(path) else {
                throw CommandError.overwrites(path: path, option: "out")
            }
        }
        return .split(plan, out: out, files: files)
    }
}

extension NodeVaultOptions.Source {
    /// Checks that what is said goes together.
    fileprivate mutating func check(_ command: String) throws {
        for share in shares { try FileChecks.requireFile(share) }
        if let library {
            if !shares.isEmpty { throw CommandError.needlessOption("share", command: command) }
            try FileChecks.requireFile(library)
            self.library = UserFiles.absolute(library)
        }
        let wanted = max(1, shares.count)
        guard secrets.isEmpty || secrets.count == wanted else {
            throw CommandError.unusableValue(
                option: option, value: String(secrets.count),
                expected: Phrase("commands.expected.forEach", ["count": .count(wanted)]))
        }
    }
}

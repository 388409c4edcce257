import Language

/// The language in which the command speaks: `--lang`, else the environment's, else Spanish.
///
/// It is chosen before anything else is read, so that every complaint is in the right language.
struct TongueChoice {
    /// The language chosen.
    let tongue: Tongue
    /// The words without `--lang` and its value.
    let otherWords: [String]
    private let asked: [String]

    init(words: [String], variables: [String: String]) {
        var asked: [String] = []
        var others: [String] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            if word == "--" {
                others += words[index...]
                break
            }
            if word.hasPrefix("--lang=") {
                asked.append(String(word.dropFirst("--lang=".count)))
            } else if word == "--lang", index + 1 < words.count, !words[index + 1].hasPrefix("--") {
                asked.append(words[index + 1])
                index += 1
            } else {
                others.append(word)
            }
            index += 1
        }
        self.asked = asked
        otherWords = others
        let carried = Catalogue.carriedTongues
        let wanted = asked.last.map { Tongue(code: $0) }
        tongue =
            wanted.flatMap { carried.contains($0) ? $0 : nil }
            ?? TongueChoice.usual(variables, carried: carried)
    }

    /// Refuses a language that nobody carries, and two at once.
    func requireUsable() throws(CommandError) {
        guard asked.count < 2 else { throw .repeatedOption("lang") }
        guard let code = asked.first, Tongue(code: code) != tongue else { return }
        let languages = Catalogue.carriedTongues.map { tongue in
            Phrase(
                "commands.expected.language",
                [
                    "code": .text(tongue.code),
                    "name": .text(Catalogue(carried: tongue)?("language.name") ?? ""),
                ])
        }
        throw .unusableValue(
            option: "lang", value: code,
            expected: Phrase("commands.expected.languages", ["languages": .list(languages)]))
    }

    private static func usual(_ variables: [String: String], carried: [Tongue]) -> Tongue {
        // By POSIX, the first of these that is set decides, and the others are not asked.
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .compactMap { variables[$0] }.first { !$0.isEmpty }
        let candidates = [variables["RASTRO_LANG"], locale].compactMap { $0 }
            .compactMap { Tongue(locale: $0) }
        return candidates.first { carried.contains($0) } ?? .spanish
    }
}

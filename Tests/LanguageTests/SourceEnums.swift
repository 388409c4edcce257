/// The enumerations of the sources, by name: the cases' names and raw values.
///
/// A key such as `Phrase("outcome.\(outcome.rawValue)")` stands for one key a case; by the house's
/// custom the word before the dot is the enumeration's name.
struct SourceEnums {
    struct Found {
        let cases: [String]
        let rawValues: [String]
    }

    private(set) var byName: [String: [Found]] = [:]

    mutating func read(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (index, line) in lines.enumerated() {
            guard let name = line.firstMatch(of: #/^\s*(?:public |private )?enum (\w+)/#)?.1 else {
                continue
            }
            let found = SourceEnums.cases(of: lines[index...])
            byName[name.lowercased(), default: []].append(found)
        }
    }

    /// Reads the `case` lines right inside the braces that open on the first line.
    private static func cases(of lines: ArraySlice<String>) -> Found {
        var names: [String] = []
        var rawValues: [String] = []
        var depth = 0
        var isContinued = false
        for line in lines {
            let words = line.trimmingPrefix(while: \.isWhitespace)
            if depth == 1, isContinued || words.hasPrefix("case ") {
                let list = isContinued ? words : words.dropFirst(5)
                for part in list.split(separator: ",") {
                    guard let match = part.firstMatch(of: #/^\s*`?(\w+)`?(?:\s*=\s*"([^"]*)")?/#)
                    else { continue }
                    names.append(String(match.1))
                    rawValues.append(match.2.map(String.init) ?? String(match.1))
                }
                isContinued = words.hasSuffix(",")
            }
            if words.hasPrefix("//") { continue }
            depth += line.count { $0 == "{" } - line.count { $0 == "}" }
            if depth == 0 { break }
        }
        return Found(cases: names, rawValues: rawValues)
    }
}

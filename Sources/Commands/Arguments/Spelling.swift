/// What somebody may have meant who wrote a word that nobody knows.
enum Spelling {
    /// The known word that is nearest, within one mistake for every three letters.
    static func nearest(to word: String, among known: [String]) -> String? {
        let letters = Array(word.lowercased())
        // A very long word is no slip of the finger, and comparing it would take long.
        guard letters.count <= 64 else { return nil }
        let limit = max(1, min(3, letters.count / 3))
        return known.map { ($0, distance(letters, Array($0))) }
            .filter { $0.1 <= limit }
            .min { $0.1 < $1.1 }?.0
    }

    /// The number of letters added, dropped, changed or swapped with a neighbour between two words.
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, before[j - 1] + 1)
                }
                row.append(best)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}

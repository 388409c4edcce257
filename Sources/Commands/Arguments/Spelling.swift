import Language

/// What somebody may have meant who wrote a word that nobody knows.
enum Spelling {
    /// The known word that is nearest, within one mistake for every three letters.
    static func nearest(to word: String, among known: [String]) -> String? {
        let letters = Array(word.lowercased())
        // A very long word is no slip of the finger, and comparing it would take long.
        guard letters.count <= 64 else { return nil }
        let limit = max(1, min(3, letters.count / 3))
        return
            known
            .compactMap { one in
                EditDistance.between(letters, Array(one), within: limit).map { (one, $0) }
            }
            .min { $0.1 < $1.1 }?.0
    }
}

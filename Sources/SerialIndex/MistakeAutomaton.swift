/// Follows a serial character by character and knows how many mistakes set it apart from a pattern.
///
/// The bit-parallel automaton of Wu and Manber, widened by transpositions, unknown characters and
/// unknown runs: bit `j` of the word for `d` mistakes says that the first `j` places of the pattern
/// are accounted for with `d` mistakes at the most. A mistake is one character changed, missing, extra
/// or exchanged with its neighbour.
///
/// - Complexity: O(1) a character for patterns of up to 62 places.
struct MistakeAutomaton {
    /// Patterns longer than this are cut: a word has 64 bits, and no serial comes near it.
    static let longestPattern = 62
    /// The most mistakes that can be asked for.
    static let mostMistakes = 3

    /// What has been accounted for after some characters of a serial.
    struct State {
        /// One word for each number of mistakes.
        var reached: SIMD4<UInt64> = .zero
        /// Where the last character fits the place after next: the first half of a transposition.
        var crossed: SIMD4<UInt64> = .zero

        /// Tells whether no serial that begins so can still fit.
        func isDead(within mistakes: Int) -> Bool {
            reached[mistakes] == 0 && crossed[mistakes] == 0
        }
    }

    /// For each character (0...9, A...Z), the places that it fits.
    private var fits: [UInt64]
    private let runs: UInt64
    private let end: UInt64
    let mistakes: Int

    init(_ pattern: SerialPattern, mistakes: Int) {
        let elements = pattern.elements.prefix(MistakeAutomaton.longestPattern)
        fits = Array(repeating: 0, count: 36)
        var runs: UInt64 = 0
        for (place, element) in elements.enumerated() {
            switch element {
            case .character(let byte):
                if let code = MistakeAutomaton.code(byte) { fits[code] |= 1 << UInt64(place) }
            case .unknown:
                for code in fits.indices { fits[code] |= 1 << UInt64(place) }
            case .unknownRun:
                runs |= 1 << UInt64(place)
            }
        }
        self.runs = runs
        end = 1 << UInt64(elements.count)
        self.mistakes = min(mistakes, MistakeAutomaton.mostMistakes)
    }

    /// The place of a significant character among the 36; `nil` for any other byte.
    static func code(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// The state before the first character: places of the pattern may already be missing.
    var start: State {
        var state = State()
        state.reached[0] = 1
        passRuns(&state.reached[0])
        for count in stride(from: 1, through: mistakes, by: 1) {
            var word = state.reached[count - 1] << 1 | 1
            passRuns(&word)
            state.reached[count] = word
        }
        return state
    }

    /// The state after one more character.
    func after(_ state: State, _ code: Int) -> State {
        var next = State()
        let fit = fits[code]
        for count in 0...mistakes {
            let here = state.reached[count]
            var word = (here & fit) << 1 | here & runs
            if count > 0 {
                let fewer = state.reached[count - 1]
                // One character more than the pattern has, one changed, one place missing, or the
                // second half of an exchange.
                word |= fewer | fewer << 1 | next.reached[count - 1] << 1
                word |= (state.crossed[count] & fit) << 2
                next.crossed[count] = fewer & (fit >> 1)
            }
            passRuns(&word)
            next.reached[count] = word
        }
        return next
    }

    /// The least number of mistakes with which the serial that led here fits, if any is allowed.
    func distance(at state: State) -> Int? {
        (0...mistakes).first { state.reached[$0] & end != 0 }
    }

    /// An unknown run may be empty: whoever stands before it also stands behind it.
    private func passRuns(_ word: inout UInt64) {
        word |= (word & runs) << 1
    }
}

import Testing
import Trials

/// Figures of answers, beside those that the benchmark's own score.py gives for the same table.
struct TrialScoreTests {
    static let outcomes: [TrialOutcome] = table.split(separator: "\n").compactMap { line in
        TrialOutcome(tsv: line.split(separator: " ").joined(separator: "\t"))
    }

    func rounded(_ numbers: [Double], places: Int = 4) -> [Double] {
        let scale = places == 1 ? 10.0 : 10_000
        return numbers.map { ($0 * scale).rounded(.toNearestOrEven) / scale }
    }

    @Test("a line of the table is read as it was written")
    func lines() throws {
        #expect(Self.outcomes.count == 44)
        for outcome in Self.outcomes {
            #expect(TrialOutcome(tsv: outcome.tsv) == outcome)
        }
        for broken in ["", "1\ta", Self.outcomes[0].tsv + "\t1", "x" + Self.outcomes[0].tsv] {
            #expect(TrialOutcome(tsv: broken) == nil)
        }
    }

    @Test("the figures of all queries are those of score.py")
    func all() throws {
        let all = try #require(TrialScore(Self.outcomes).all)
        #expect(all.count == 44)
        #expect(
            rounded([all.first, all.amongFive, all.brier, all.calibrationError])
                == [0.4318, 0.5682, 0.2877, 0.3089])
        #expect(rounded([all.median, all.tail, all.mean], places: 1) == [8.9, 58.5, 13.4])
        #expect(all.candidates.median == 3 && rounded([all.candidates.high]) == [6])
        #expect(all.credible.median == 6 && all.credible.high == 8)
        let shares = rounded(all.named.map(\.share))
        #expect(shares[0] == 0.7273 && shares[1] == 0.3864 && shares[3] == 0.1364)
        #expect(rounded([all.named[0].wrong, all.named[1].wrong]) == [0.3864, 0.1591])
        let precisions = rounded(all.named.compactMap(\.precision))
        #expect(precisions[0] == 0.4688 && precisions[1] == 0.5882 && precisions[3] == 0.6667)
    }

    @Test("the figures of one class are those of score.py")
    func oneClass() throws {
        let score = TrialScore(Self.outcomes)
        let missing = try #require(score.classes[.missing])
        #expect(
            rounded([missing.first, missing.amongFive, missing.brier, missing.calibrationError])
                == [0.5, 0.75, 0.3155, 0.5169])
        #expect(rounded([missing.median, missing.tail], places: 1) == [11.1, 27.3])
        #expect(rounded([missing.candidates.median, missing.credible.high]) == [2.5, 7.4])
        #expect(missing.named[1].share == 0 && missing.named[1].precision == nil)
        let absent = try #require(score.classes[.absent])
        #expect(absent.first == 0 && absent.amongFive == 0 && absent.absentFirst == 0.5)
        #expect(rounded([absent.brier, absent.calibrationError]) == [0.3189, 0.3812])
    }

    @Test("the figures on the operational mix are those of score.py")
    func mix() throws {
        let mix = try #require(TrialScore(Self.outcomes).mix)
        #expect(rounded([mix.first, mix.brier, mix.calibrationError]) == [0.0925, 0.37, 0.475])
        #expect(rounded([mix.mean], places: 1) == [14.4])
        #expect(rounded(mix.named.map(\.share)) == [0.7325, 0.3075, 0.0775, 0.0475])
        #expect(
            rounded(mix.named.compactMap(\.precision)) == [0.1058, 0.187, 0.5161, 0.5263])
    }

    @Test("nothing was answered, or only what the mix does not have: there is no mix")
    func nothing() {
        let none = TrialScore([])
        #expect(none.all == nil && none.mix == nil && none.classes.isEmpty)
        #expect(TrialScore(Self.outcomes.filter { $0.kind == .unknown }).mix == nil)
    }

    /// Made up at random.
    static let table = """
        0 a 637 0.29 2 8 0.776 0.0 0 757 0.5234 667 0.4246 -2 0.0 -2 0.0 -2 0.0
        1 a 664 23.12 0 2 0.372 0.0 0 -2 0.0 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        2 a 389 1.49 4 8 0.127 0.0 0 784 0.7 398 0.1295 163 0.0286 780 0.0019 -2 0.0
        3 a 995 33.98 6 7 0.299 0.0 1 552 0.9 995 0.3288 694 0.0036 640 0.0036 209 0.0
        4 b 424 8.82 1 6 0.066 0.0 1 308 0.95 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        5 b 838 18.64 2 1 0.549 0.0 1 180 0.9333 838 0.1615 -2 0.0 -2 0.0 -2 0.0
        6 b 374 28.48 3 6 0.512 0.0 1 121 0.9 773 0.0 251 0.0 -2 0.0 -2 0.0
        7 b 794 2.34 3 6 0.918 0.0 1 37 0.5189 443 0.4289 968 0.001 -2 0.0 -2 0.0
        8 c 282 25.72 5 1 0.237 0.0 1 282 0.9333 495 0.1139 165 0.1103 737 0.0214 49 0.0
        9 c 846 39.79 2 3 0.63 0.0 1 846 0.9333 820 0.3409 -2 0.0 -2 0.0 -2 0.0
        10 c 109 72.64 1 3 0.976 0.0 1 109 0.7 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        11 c 983 32.14 3 8 0.868 0.0 0 115 0.9 386 0.0744 841 0.0488 -2 0.0 -2 0.0
        12 d 91 14.26 3 6 0.559 0.0 1 91 0.7 793 0.398 364 0.0167 -2 0.0 -2 0.0
        13 d 855 7.92 3 5 0.326 0.0 1 855 0.6841 665 0.2659 182 0.0138 -2 0.0 -2 0.0
        14 d 474 4.31 2 3 0.87 0.0 1 356 0.6293 474 0.3129 -2 0.0 -2 0.0 -2 0.0
        15 d 999 27.71 2 8 0.283 0.0 0 170 0.8224 203 0.1306 -2 0.0 -2 0.0 -2 0.0
        16 e 736 1.74 5 8 0.624 0.0 0 736 1.0 793 0.2764 887 0.2091 652 0.1389 277 0.0035
        17 e 224 6.26 6 7 0.663 0.0 0 224 0.9 324 0.3387 991 0.1417 185 0.0162 494 0.0
        18 e 604 20.13 1 6 0.964 0.0 1 604 0.2063 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        19 e 97 5.43 2 6 0.467 0.0 0 981 0.6454 360 0.1554 -2 0.0 -2 0.0 -2 0.0
        20 f 610 3.95 3 3 0.325 0.0 1 610 0.4506 840 0.4357 914 0.0889 -2 0.0 -2 0.0
        21 f 439 9.06 3 5 0.741 0.0 1 393 0.769 984 0.099 875 0.0908 -2 0.0 -2 0.0
        22 f 508 1.3 2 8 0.246 0.0 0 508 0.4645 951 0.2129 -2 0.0 -2 0.0 -2 0.0
        23 f 800 2.82 1 5 0.844 0.0 1 800 1.0 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        24 g 300 3.32 3 6 0.614 0.0 0 300 0.4123 916 0.3462 121 0.1646 -2 0.0 -2 0.0
        25 g 475 24.84 2 4 0.015 0.0 1 475 0.8102 2 0.092 -2 0.0 -2 0.0 -2 0.0
        26 g 609 17.72 4 2 0.304 0.0 0 487 0.403 401 0.2946 698 0.1522 609 0.127 -2 0.0
        27 g 711 16.7 6 2 0.733 0.0 1 711 1.0 509 0.3429 996 0.0584 338 0.0166 550 0.0022
        28 h 839 15.69 0 1 0.333 0.0 1 -2 0.0 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        29 h 70 3.46 3 8 0.15 0.0 0 70 0.9333 975 0.3478 113 0.0 -2 0.0 -2 0.0
        30 h 423 1.44 6 7 0.091 0.0 1 584 0.5 589 0.1567 121 0.0114 760 0.0028 408 0.0
        31 h 501 3.43 2 4 0.263 0.0 0 501 0.9333 154 0.056 -2 0.0 -2 0.0 -2 0.0
        32 i 260 0.37 6 2 0.506 0.0 1 260 0.6248 134 0.2038 730 0.0753 19 0.0192 670 0.003
        33 i 244 11.43 3 4 0.75 0.0 0 30 0.7756 244 0.1277 742 0.0391 -2 0.0 -2 0.0
        34 i 996 16.32 5 7 0.961 0.0 1 722 1.0 357 0.2974 996 0.1026 395 0.0457 387 0.0078
        35 i 529 8.98 0 4 0.74 0.0 1 -2 0.0 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        36 j 64 0.38 0 3 0.202 0.0 0 -2 0.0 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        37 j 501 1.68 3 3 0.071 0.0 1 501 1.0 438 0.1699 331 0.0915 -2 0.0 -2 0.0
        38 j 889 25.84 3 6 0.316 0.0 0 889 0.95 240 0.1758 33 0.044 -2 0.0 -2 0.0
        39 j 704 11.2 0 8 0.849 0.0 0 -2 0.0 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        40 k -1 15.39 0 6 0.291 0.0 0 -2 0.0 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        41 k -1 3.74 5 8 0.361 0.0 0 933 0.5249 996 0.1953 723 0.1514 372 0.1017 696 0.0
        42 k -1 6.2 5 8 0.779 0.0 1 440 1.0 743 0.2892 998 0.0638 277 0.0056 6 0.0031
        43 k -1 7.32 1 6 0.94 0.0 0 857 0.0 -2 0.0 -2 0.0 -2 0.0 -2 0.0
        """
}

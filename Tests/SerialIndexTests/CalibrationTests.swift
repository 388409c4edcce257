import SerialIndex
import Testing

struct CalibrationTests {
    @Test("statements that come true as often as they say have no error")
    func honest() throws {
        let statements = (0..<10).map { Calibration.Statement(probability: 0.8, isTrue: $0 < 8) }
        let measured = try #require(Calibration(statements))
        #expect(abs(measured.error) < 1e-12)
        #expect(abs(measured.brier - (0.8 * 0.04 + 0.2 * 0.64)) < 1e-12)
        #expect(measured.questions == 10)
    }

    @Test("the error is the distance in each bin, weighed by how much is in it")
    func error() throws {
        let statements = [
            Calibration.Statement(probability: 1, isTrue: false),
            Calibration.Statement(probability: 0, isTrue: false),
            Calibration.Statement(probability: 0, isTrue: false),
            Calibration.Statement(probability: 0.5, outcome: 0.5),
        ]
        let measured = try #require(Calibration(statements))
        #expect(abs(measured.error - 0.25) < 1e-12)
        #expect(abs(measured.brier - (1 + 0.25) / 4) < 1e-12)
    }

    @Test("what is no probability is left out, and of nothing there is no calibration")
    func nonsense() {
        let statements = [
            Calibration.Statement(probability: .nan, isTrue: true),
            Calibration.Statement(probability: 1.5, isTrue: true),
            Calibration.Statement(probability: 0.5, outcome: -1),
        ]
        #expect(Calibration(statements) == nil)
        #expect(Calibration([]) == nil)
    }
}

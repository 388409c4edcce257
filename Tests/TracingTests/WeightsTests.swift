import Testing
import Tracing

struct WeightsTests {
    @Test(
        "a weight that would overflow, or be no character of a serial, is refused with its line",
        arguments: [
            "days.to_sale = 1e300", "model.agrees = 1e308", "absent.foreign = 5", "version = 1e30",
            "confused.0 = é", "confused.0 = o", "confused.. = 1", "run.0 = nan", "run.0 = -1",
        ])
    func refused(line: String) {
        let error = #expect(throws: TracingError.self) {
            try Weights.carried.overridden(by: "# mine\n\(line)", file: "my.weights")
        }
        #expect(error == .notAWeight(file: "my.weights", line: 2, found: line))
    }

    @Test("a weight in its range takes the place of the carried one")
    func taken() throws {
        let weights = try Weights.carried.overridden(
            by: "version = 7\nconfused.0 = OQ\nyears.0 = 3", file: "my.weights")
        #expect(weights.version.hasPrefix("7-"))
    }
}

import Chronology
import Glibc

extension Surroundings {
    /// The surroundings of this process.
    public static func ofProcess() -> Surroundings {
        let variables = Dictionary(
            uniqueKeysWithValues: [
                "RASTRO_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "TERM",
            ].compactMap { name in variable(name).map { (name, $0) } })
        let start = ContinuousClock.now
        return Surroundings(
            variables: variables, today: today(),
            output: terminal(.output, variables), errors: terminal(.errors, variables),
            now: { ContinuousClock.now - start })
    }

    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    private static func terminal(_ stream: StandardStream, _ variables: [String: String])
        -> Terminal
    {
        // https://no-color.org: any value but an empty one.
        let wantsColour = variables["NO_COLOR", default: ""].isEmpty && variables["TERM"] != "dumb"
        return Terminal(
            sink: stream, columns: stream.columns, isInteractive: stream.isTerminal,
            hasColour: stream.isTerminal && wantsColour)
    }

    /// The day where the process runs, by its time zone.
    private static func today() -> Day {
        var moment = time(nil)
        var parts = unsafe tm()
        unsafe localtime_r(&moment, &parts)
        let (year, month, day) = unsafe (parts.tm_year, parts.tm_mon, parts.tm_mday)
        return Day(year: Int(year) + 1900, month: Int(month) + 1, day: Int(day))
            ?? Day(number: Int32(clamping: moment / 86_400))
    }
}

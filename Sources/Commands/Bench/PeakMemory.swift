import FoundationEssentials

/// The most memory that this process has held at once.
enum PeakMemory {
    /// What the system counted, in bytes, mapped files included; `nil` where it does not say.
    static func bytes() -> Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/self/status") else {
            return nil
        }
        // A line such as `VmHWM:     1234 kB`: see proc(5).
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n")
        where line.hasPrefix("VmHWM:") {
            return line.split { $0 == " " || $0 == "\t" }.dropFirst().first
                .flatMap { Int($0) }.map { $0 * 1024 }
        }
        return nil
    }
}

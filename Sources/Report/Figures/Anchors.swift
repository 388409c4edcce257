import Tracing

/// The places of the findings on the page, by file and row: `r12`, and `f2-r12` in a second file.
struct Anchors: Sendable {
    private struct Place: Hashable {
        let file: String
        let row: Int
    }

    private var anchors: [Place: String] = [:]
    private var byReference: [String: String] = [:]
    private var repeats: [String: [Finding]] = [:]

    init(of findings: [Finding]) {
        var files: [String: Int] = [:]
        for finding in findings {
            let place = Place(file: finding.recovery.file, row: finding.recovery.row)
            let file = files[place.file] ?? files.count + 1
            files[place.file] = file
            let anchor = file == 1 ? "r\(place.row)" : "f\(file)-r\(place.row)"
            anchors[place] = anchor
            let reference = finding.recovery.reference
            if byReference[reference] == nil { byReference[reference] = anchor }
            if let first = finding.duplicateOf { repeats[first, default: []].append(finding) }
        }
    }

    func anchor(file: String, row: Int) -> String? { anchors[Place(file: file, row: row)] }

    subscript(finding: Finding) -> String {
        anchor(file: finding.recovery.file, row: finding.recovery.row) ?? "main"
    }

    /// The place of the first finding with a reference.
    func anchor(reference: String) -> String? { byReference[reference] }

    /// The later findings that are the same firearm as the one with a reference.
    func repeats(of reference: String) -> [Finding] { repeats[reference] ?? [] }
}

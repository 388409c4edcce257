/// The least number of slips that set two short texts apart.
public enum EditDistance: Sendable {
    /// The number of elements changed, missing, extra or swapped with a neighbour, if within a limit.
    ///
    /// Optimal string alignment: no element takes part in two slips.
    ///
    /// - Complexity: O(left x right); callers bound both.
    @inlinable
    public static func between<Element: Equatable>(
        _ left: [Element], _ right: [Element], within limit: Int
    ) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        var before: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var least = min(
                    last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    least = min(least, before[j - 1] + 1)
                }
                row.append(least)
            }
            (before, last) = (last, row)
        }
        let distance = last[right.count]
        return distance <= limit ? distance : nil
    }
}

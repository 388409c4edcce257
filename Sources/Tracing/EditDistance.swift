/// The least number of mistakes between two short texts.
enum EditDistance {
    /// The number of characters changed, missing, extra or exchanged, if it is within a limit.
    ///
    /// - Complexity: O(left x right).
    static func between(_ left: [UInt8], _ right: [UInt8], within limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        var before: [Int] = []
        var previous = Array(0...right.count)
        for (row, one) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var least = min(previous[column + 1], current[column]) + 1
                least = min(least, previous[column] + (one == other ? 0 : 1))
                if row > 0, column > 0, one == right[column - 1], left[row - 1] == other {
                    least = min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            before = previous
            previous = current
        }
        let distance = previous[right.count]
        return distance <= limit ? distance : nil
    }
}

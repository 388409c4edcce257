/// What will happen, by time; of what happens at once, what was planned first comes first.
struct EventQueue {
    /// Something that will happen.
    struct Event {
        /// When, in milliseconds since the beginning.
        let time: Int64
        /// Its place among all that were planned.
        let order: Int
        /// What it is, for a trace.
        let label: String
        /// What it does.
        let body: () -> Void
    }

    private var heap: [Event] = []
    private var planned = 0

    /// Plans something.
    mutating func add(at time: Int64, _ label: String, _ body: @escaping () -> Void) {
        heap.append(Event(time: time, order: planned, label: label, body: body))
        planned += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isEarlier(child, parent) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes what happens next; `nil` when nothing will.
    mutating func next() -> Event? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && isEarlier(child, least) {
                least = child
            }
            guard least != parent else { return first }
            heap.swapAt(least, parent)
            parent = least
        }
    }

    private func isEarlier(_ one: Int, _ other: Int) -> Bool {
        (heap[one].time, heap[one].order) < (heap[other].time, heap[other].order)
    }
}

/// The shares of the sorts of mistakes, as plain numbers for the inner loops.
struct SlipShares {
    var confused = 0.0
    var changed = 0.0
    var missing = 0.0
    var extra = 0.0
    var exchanged = 0.0

    init() {}

    init(_ list: [Double]) {
        confused = list[0]
        changed = list[1]
        missing = list[2]
        extra = list[3]
        exchanged = list[4]
    }
}

/// The channel's tables for single characters, where the inner loops read them.
@safe
struct ChannelTables: ~Copyable {
    let confused: UnsafeMutablePointer<Double>
    let changed: UnsafeMutablePointer<Double>
    let extra: UnsafeMutablePointer<Double>
    let confusable: UnsafeMutablePointer<Double>

    init(_ channel: SerialChannel) {
        // Rows for every number of seven bits: an open place adds nothing, and neither does what a key
        // that this code has not written may hold.
        func padded(_ numbers: [Double], _ width: Int) -> [Double] {
            numbers + [Double](repeating: 0, count: 128 * width - numbers.count)
        }
        unsafe confused = ChannelTables.copy(padded(channel.confused, SerialChannel.characters))
        unsafe changed = ChannelTables.copy(padded(channel.changed, SerialChannel.characters))
        unsafe extra = ChannelTables.copy(padded(channel.extra, SerialChannel.characters))
        unsafe confusable = ChannelTables.copy(padded(channel.confusable, 1))
    }

    deinit {
        unsafe confused.deallocate()
        unsafe changed.deallocate()
        unsafe extra.deallocate()
        unsafe confusable.deallocate()
    }

    private static func copy(_ numbers: [Double]) -> UnsafeMutablePointer<Double> {
        let copy = UnsafeMutablePointer<Double>.allocate(capacity: numbers.count)
        for (index, number) in numbers.enumerated() { unsafe copy[index] = number }
        return unsafe copy
    }
}

extension SerialChannel {
    /// How many times likelier it is to read a character for the one at a place than to read there just
    /// any other digit, or letter, as the serial has: large for characters that look alike.
    ///
    /// - Parameters:
    ///   - read: the ASCII character that was read.
    ///   - place: where in the serial, from 0.
    ///   - serial: the serial's ASCII characters.
    /// - Returns: 1 for a character that looks unlike; `nil` for a place or character that there is not.
    public func likeness(of read: UInt8, at place: Int, in serial: [UInt8]) -> Double? {
        let codes = serial.compactMap(SerialCodes.code(of:)).map(Int.init)
        guard codes.indices.contains(place), let code = SerialCodes.code(of: read).map(Int.init)
        else { return nil }
        let total = codes.reduce(0.0) { $0 + confusable[$1] }
        let index = SerialChannel.index(codes[place], code)
        let share = ChannelWeights.Slip.self
        let readily =
            total > 0 ? weights.pair[share.confused.rawValue] * confused[index] / total : 0
        let perPlace = weights.pair[share.changed.rawValue] / Double(codes.count)
        // Another character of the place's own sort: of digits 0 and 1, of letters A and B do for all.
        let first = codes[place] < 10 ? 0 : 10
        let other = codes[place] == first ? first + 1 : first
        let usual = perPlace * changed[SerialChannel.index(codes[place], other)]
        return usual > 0 ? (readily + perPlace * changed[index]) / usual : nil
    }
}

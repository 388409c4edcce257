extension SegmentParts {
    /// Writes all sections.
    func write(to sink: any ImageSink) throws(SerialIndexError) {
        var image = try SegmentImage(sink: sink, records: identifiers.count)
        try image.append(.descriptors, descriptors)
        try image.append(.groups, groups)
        try image.append(.makes, makes)
        let last = Block(
            key: 0, lowCells: 0, highCells: 0, base: UInt32(identifiers.count), hint: 0)
        try image.append(.blocks, blocks + [last])
        try image.append(.highKeys, highKeys)
        try image.append(.filter, makeFilter())
        try image.append(.partials, makePartialFilter())
        try image.append(.table, makeTable())
        try image.append(.identifiers, identifiers)
        if descriptors.count <= Int(UInt16.max) {
            try image.append(
                .recordDescriptors, recordDescriptors.map { UInt16(truncatingIfNeeded: $0) })
        } else {
            try image.append(.recordDescriptors, recordDescriptors)
        }
        try image.append(.firsts, packedFirsts())
        try image.finish()
    }

    private func packedFirsts() -> [UInt64] {
        var words = [UInt64](repeating: 0, count: firsts.count / 64 + 1)
        for index in firsts.indices where firsts[index] == 1 {
            words[index >> 6] |= 1 << UInt64(index & 63)
        }
        return words
    }
}

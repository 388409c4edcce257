import Firearms

/// Finds the recoveries that are one firearm submitted more than once.
///
/// Two answers that name the same firearm of the books are; so are two requests with the same words
/// and a serial that was read whole. The first in the file is the original.
enum Duplicates {
    static func marked(_ traced: [TracedFirearm]) -> [Finding] {
        var firstByFirearm: [FirearmIdentity: String] = [:]
        var firstByWords: [RawDescriptor: String] = [:]
        return traced.map { answer in
            let reference = answer.finding.recovery.reference
            let description = answer.finding.recovery.firearm
            var original: String?
            if let identity = answer.identity {
                original = firstByFirearm[identity]
                if original == nil { firstByFirearm[identity] = reference }
            }
            if description.serial.kind == .readable {
                if let first = firstByWords[description.raw] {
                    original = original ?? first
                } else {
                    firstByWords[description.raw] = reference
                }
            }
            return original.map { answer.finding.marked(duplicateOf: $0) } ?? answer.finding
        }
    }
}

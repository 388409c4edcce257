internal import Encoding

/// A way of computing a function that needs one side's key and hides the other's input (RFC 9497).
///
/// The suite is ristretto255-SHA512. Who asks multiplies the input's element by a random number, who has the key
/// multiplies what comes by the key, and who asked takes the random number out again. The output is 64 bytes
/// that nobody can compute without the key; who has the key learns how many were asked, and nothing of them.
public enum ObliviousMode: UInt8, Sendable, CaseIterable {
    /// The answer is taken on trust (OPRF).
    case base = 0
    /// The answer comes with a proof that it was made with the key that was said before (VOPRF).
    case verifiable = 1

    /// The most bytes of an input.
    public static let longestInput = Int(UInt16.max)
    /// The most elements of a batch.
    public static let mostElements = Int(UInt16.max)
    /// How many bytes an output has.
    public static let outputSize = 64

    /// What everything that is hashed in this mode is hashed for.
    private var context: [UInt8] {
        Array("OPRFV1-".utf8) + [rawValue] + Array("-ristretto255-SHA512".utf8)
    }

    func domain(_ word: String) -> [UInt8] { Array(word.utf8) + context }

    /// The element of an input.
    func element(of input: [UInt8]) throws(ObliviousError) -> RistrettoPoint {
        guard input.count <= ObliviousMode.longestInput else {
            throw .inputTooLong(most: ObliviousMode.longestInput)
        }
        guard let point = RistrettoPoint(hashing: input, domain: domain("HashToGroup-")) else {
            throw .unusableInput
        }
        return point
    }

    /// The output of an input whose element was multiplied by the key and by nothing else.
    static func output(of input: [UInt8], _ element: RistrettoPoint) -> [UInt8] {
        ExpandedMessage.sha512(framed(input) + framed(element.bytes) + Array("Finalize".utf8))
    }

    /// Bytes behind their number.
    static func framed(_ bytes: [UInt8]) -> [UInt8] {
        BigEndian.bytes(UInt16(truncatingIfNeeded: bytes.count)) + bytes
    }
}

/// Why something can not be computed blindly; no case says what the input was.
public enum ObliviousError: Error, Hashable, Sendable {
    /// An input has more bytes than are taken.
    case inputTooLong(most: Int)
    /// An input or a key gives the identity; it happens by chance to nobody.
    case unusableInput
    /// A batch is empty, or has more elements than are taken.
    case batchSize(found: Int, most: Int)
    /// There are not as many answers as questions.
    case wrongCount(found: Int, expected: Int)
    /// The key is of the other mode.
    case wrongMode
    /// The answer was not made with the key that it should be made with, or was changed or mixed up.
    case wrongProof
}

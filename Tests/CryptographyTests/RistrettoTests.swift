import Cryptography
import Encoding
import Testing

struct RistrettoTests {
    private func bytes(_ text: String) throws -> [UInt8] { try #require(Hexadecimal.decode(text)) }

    /// RFC 9496, appendix A.2: encodings that stand for no element.
    private static let refused = [
        "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
        "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
        "c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78",
        "47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24",
        "f1c6165d33367351b0da8f6e4511010c68174a03b6581212c71c0e1d026c3c72",
        "87260f7a2f12495118360f02c26a470f450dadf34a413d21042b43b9d93e1309",
        "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
        "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
        "de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad7b",
        "bcab477be20861e01e4a0e295284146a510150d9817763caf1a6f4b422d67042",
        "2a292df7e32cababbd9de088d1d1abec9fc0440f637ed2fba145094dc14bea08",
        "f4a9e534fc0d216c44b218fa0c42d99635a0127ee2e53c712f70609649fdff22",
        "8268436f8c4126196cf64b3c7ddbda90746a378625f9813dd9b8457077256731",
        "2810e5cbc2cc4d4eece54f61c6f69758e289aa7ab440b3cbeaa21995c2f4232b",
        "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
        "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
        "d483fe813c6ba647ebbfd3ec41adca1c6130c2beeee9d9bf065c8d151c5f396e",
        "8a2e1d30050198c65a54483123960ccc38aef6848e1ec8f5f780e8523769ba32",
        "32888462f8b486c68ad7dd9610be5192bbeaf3b443951ac1a8118419d9fa097b",
        "227142501b9d4355ccba290404bde41575b037693cef1f438c47f8fbf35d1165",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // The identity, which is an element and is taken nowhere.
        "0000000000000000000000000000000000000000000000000000000000000000",
        // The right encoding of another element with its highest bit set.
        "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2df6",
        "", "e2",
    ]

    @Test("encodings that are not canonical, of no element, or of the identity are refused")
    func encodings() throws {
        for text in Self.refused { #expect(RistrettoPoint(try bytes(text)) == nil, "\(text)") }
        let generator = try bytes(
            "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
        #expect(RistrettoPoint(generator)?.bytes == generator)
        #expect(RistrettoPoint(generator + [0]) == nil)
        // RFC 9496, appendix A.1: twice the generator.
        let two = try #require(SecretScalar([2] + [UInt8](repeating: 0, count: 31)))
        #expect(
            Hexadecimal.encode(EvaluationKey(two, mode: .base).publicKey.bytes)
                == "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919")
    }

    /// The order of the group, the lowest byte first.
    private static let order = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"

    @Test("numbers from the order on are refused, and zero where it would be a secret")
    func numbers() throws {
        let order = try bytes(Self.order)
        var below = order
        below[0] -= 1
        let zero = [UInt8](repeating: 0, count: 32)
        #expect(RistrettoScalar(order) == nil)
        #expect(SecretScalar(order) == nil)
        #expect(RistrettoScalar(below)?.bytes == below)
        #expect(SecretScalar(below) != nil)
        #expect(RistrettoScalar(zero) != nil)
        #expect(SecretScalar(zero) == nil)
        for bytes in [below + [0], Array(below.dropLast()), [], [UInt8](repeating: 255, count: 32)]
        {
            #expect(RistrettoScalar(bytes) == nil)
            #expect(SecretScalar(bytes) == nil)
        }
        // One below the order is minus one: its multiple of the generator is the inverse, not the generator.
        let minusOne = EvaluationKey(try #require(SecretScalar(below)), mode: .base)
        let one = EvaluationKey(try #require(SecretScalar([1] + zero.dropLast())), mode: .base)
        #expect(minusOne.publicKey != one.publicKey)
        #expect(
            Hexadecimal.encode(one.publicKey.bytes)
                == "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
    }

    @Test("messages are expanded as RFC 9380, appendix K.3, says")
    func expanded() throws {
        let domain = Array("QUUX-V01-CS02-with-expander-SHA512-256".utf8)
        let vectors = [
            ("", 32, "6b9a7312411d92f921c6f68ca0b6380730a1a4d982c507211a90964c394179ba"),
            ("abc", 32, "0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc"),
            (
                "abcdef0123456789", 32,
                "087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b107b83346bc967f58"
            ),
            (
                "", 128,
                "41b037d1734a5f8df225dd8c7de38f851efdb45c372887be655212d07251b921"
                    + "b052b62eaed99b46f72f2ef4cc96bfaf254ebbbec091e1a3b9e4fb5e5b619d2e"
                    + "0c5414800a1d882b62bb5cd1778f098b8eb6cb399d5d9d18f5d5842cf5d13d7e"
                    + "b00a7cff859b605da678b318bd0e65ebff70bec88c753b159a805d2c89c55961"
            ),
        ]
        for (message, count, expected) in vectors {
            let bytes = ExpandedMessage.xmd(Array(message.utf8), domain: domain, count: count)
            #expect(bytes.map { Hexadecimal.encode($0) } == expected)
        }
        #expect(ExpandedMessage.xmd([], domain: [], count: 0) == nil)
        #expect(ExpandedMessage.xmd([], domain: [], count: ExpandedMessage.mostBytes + 1) == nil)
        #expect(
            ExpandedMessage.xmd([], domain: [], count: ExpandedMessage.mostBytes)?.count
                == ExpandedMessage.mostBytes)
        // A domain that is too long is hashed, and so is another than one that is cut.
        let long = [UInt8](repeating: 65, count: 256)
        #expect(
            ExpandedMessage.xmd([], domain: long, count: 32)
                != ExpandedMessage.xmd([], domain: Array(long.dropLast()), count: 32))
    }

    @Test("elements are hashed to apart by message and by domain")
    func hashed() {
        let one = RistrettoPoint(hashing: [1], domain: [1])
        #expect(one != nil)
        #expect(one == RistrettoPoint(hashing: [1], domain: [1]))
        #expect(one != RistrettoPoint(hashing: [2], domain: [1]))
        #expect(one != RistrettoPoint(hashing: [1], domain: [2]))
    }

    @Test("a secret key's codes are HMAC's, and derived keys are others")
    func codes() throws {
        let bytes = [UInt8](0..<32)
        let key = try #require(HMACKey(bytes))
        #expect(key.code(of: [1, 2]) == HMAC.sha256(key: bytes, [1, 2]).bytes)
        #expect(key.code(of: []) == HMAC.sha256(key: bytes, []).bytes)
        #expect(key.copiedBytes() == bytes)
        let derived = try #require(key.derived(for: "a"))
        #expect(derived.copiedBytes() == HMAC.sha256(key: bytes, Array("a".utf8)).bytes)
        #expect(derived.copiedBytes() != key.derived(for: "b")?.copiedBytes())
        #expect(HMACKey([1]) == nil)
        let evaluation = try #require(key.evaluationKey(for: "a", mode: .verifiable))
        #expect(
            evaluation.publicKey
                == EvaluationKey(seed: bytes, info: [97], mode: .verifiable)?.publicKey)
    }
}

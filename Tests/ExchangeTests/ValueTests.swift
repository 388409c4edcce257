import Cryptography
import Exchange
import Testing

struct ValueTests {
    @Test("the identifier of RFC 9562, appendix A.6, comes out of its time and its bytes")
    func identifier() throws {
        let random: [UInt8] = [0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F]
        let time = try TestWorld.moment(1_645_557_742_000)
        let made = try #require(UniqueIdentifier(at: time, random: random))
        #expect(made.text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(UniqueIdentifier(made.text) == made)
        #expect(made.milliseconds == 1_645_557_742_000)
        let all = try #require(
            UniqueIdentifier(at: time, random: [UInt8](repeating: 255, count: 10)))
        #expect(all.text == "017f22e2-79b0-7fff-bfff-ffffffffffff")
        let later = try #require(
            UniqueIdentifier(at: try TestWorld.moment(1_645_557_742_001), random: random))
        #expect(made < all && all < later)
        #expect(UniqueIdentifier(at: time, random: []) == nil)
    }

    @Test(
        "what is no identifier is refused",
        arguments: [
            "", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e279b07cc398c4dc0c0c07398f",
            "017f22e2-79b0-4cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-d8c4-dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e-279b0-7cc3-98c4-dc0c0c07398f",
            "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
        ])
    func noIdentifier(text: String) { #expect(UniqueIdentifier(text) == nil) }

    @Test("moments lie in what an identifier can hold, and a lifetime ends after it begins")
    func moments() throws {
        #expect(Moment(milliseconds: -1) == nil)
        #expect(Moment(milliseconds: 1 << 48) == nil)
        #expect(Moment(seconds: .max) == nil)
        #expect(Moment(seconds: .min) == nil)
        #expect(Moment(seconds: 5) == Moment(milliseconds: 5000))
        let one = try TestWorld.moment(1999)
        let two = try TestWorld.moment(2000)
        #expect(one.seconds == 1 && one < two)
        #expect(Lifetime(from: one, until: one) == nil && Lifetime(from: two, until: one) == nil)
        let lifetime = try #require(Lifetime(from: one, until: two))
        #expect(lifetime.contains(one) && !lifetime.contains(two))
    }

    @Test("a commitment is the code that others compute, and opens with what it was made of alone")
    func commitment() throws {
        let made = try TestWorld.commitment("A123")
        #expect(made.text == "SqZInOnrIJbqGANRlMKmFYe-DPiKMyER_kVEIf-lF1g")
        #expect(Commitment(made.text) == made)
        let opening = Array(UInt8(0)..<32)
        let value = Array("A123".utf8)
        #expect(made.isOpened(by: opening, value: value, label: "serial"))
        #expect(!made.isOpened(by: opening, value: value, label: "make"))
        #expect(!made.isOpened(by: opening, value: Array("A124".utf8), label: "serial"))
        #expect(!made.isOpened(by: Array(1..<33), value: value, label: "serial"))
        #expect(Commitment(to: value, label: "serial", opening: [1]) == nil)
        #expect(Commitment(to: value, label: "a\nb", opening: opening) == nil)
        for text in ["", "AAAA", made.text + "=", made.text + "A"] {
            #expect(Commitment(text) == nil)
        }
    }

    @Test("an officer has one pseudonym under one key")
    func pseudonym() {
        let key = [UInt8](repeating: UInt8(ascii: "k"), count: 32)
        let made = Pseudonym(badge: "badge-7", key: key)
        #expect(made.text == "0ec8aec2b0f5634d44998fa26edb84ff")
        #expect(Pseudonym(made.text) == made)
        #expect(Pseudonym(badge: "badge-7", key: [1]) != made)
        #expect(Pseudonym("0ec8") == nil && Pseudonym(made.text.uppercased()) == nil)
    }

    @Test("words are of their letters alone, and not too long")
    func words() {
        let long = String(repeating: "a", count: 300)
        #expect(NodeName("us.trace.example") != nil)
        for text in [
            "", "Us.example", "us/node", "us example", long, ".", "..", "a..b", ".a", "a.", "-a",
            "a-", "a.-b",
        ] {
            #expect(NodeName(text) == nil)
        }
        #expect(NodeName("us.trace.example")?.owns("us.trace.example/node") == true)
        #expect(NodeName("us.trace.example")?.owns("us.trace.examples/node") == false)
        #expect(AgencyNumber("USATF0001") != nil && AgencyNumber("usatf") == nil)
        #expect(LegalBasis("us:18usc923g7") != nil && LegalBasis("18 USC") == nil)
        #expect(FieldPath("purchaser.name") != nil && FieldPath("Juan Pérez") == nil)
        #expect(RefusalCode("NO_BASIS") != nil && RefusalCode("no basis") == nil)
        #expect(CaseReference("FED/SDHPDSC/0001/2026 bis") != nil)
        for text in ["", "a\nb", "a\u{202E}b", "a\u{200B}b", "a\u{A0}b", long] {
            #expect(CaseReference(text) == nil)
        }
        #expect(Evaluation("A1") != nil && Evaluation("X4") != nil)
        for text in ["", "A", "D1", "A5", "a1", "A11"] { #expect(Evaluation(text) == nil) }
    }
}

import Encoding
import Testing

struct Base64Tests {
    @Test(
        "the vectors of RFC 4648 hold",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, coded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == coded)
        #expect(Base64.decode(coded) == Array(plain.utf8))
    }

    @Test("every byte comes back", arguments: 0...70)
    func roundTrip(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(
        "another text for the same bytes is refused",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9vYg==\n", " Zm9v", "Zm9v=", "====", "Z===",
            "Zm_v", "Zm-v", "Zg==Zg==", "é===",
        ])
    func refused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("hexadecimal digits are lower case, and two a byte")
    func hexadecimal() {
        #expect(Hexadecimal.encode([0, 255, 10]) == "00ff0a")
        #expect(Hexadecimal.decode("00ff0a") == [0, 255, 10])
        for text in ["0", "0F", "0g", "00 1", "0x"] { #expect(Hexadecimal.decode(text) == nil) }
    }

    @Test("a number has one text")
    func decimal() {
        #expect(DecimalNumber.decode("0") == 0)
        #expect(DecimalNumber.decode("18446744073709551615") == .max)
        for text in ["", "00", "01", "-1", "+1", " 1", "1.", "18446744073709551616", "1e3", "٣"] {
            #expect(DecimalNumber.decode(text) == nil)
        }
    }

    @Test("base64 for addresses has two other letters and no padding", arguments: 0...70)
    func addresses(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 83 + 251) }
        let text = Base64URL.encode(bytes)
        #expect(text.utf8.allSatisfy { !"+/=".utf8.contains($0) })
        #expect(Base64URL.decode(text) == bytes)
        #expect(Base64URL.encode([0xFB, 0xFF, 0xFE]) == "-__-")
    }

    @Test(
        "another text for the same bytes is refused in addresses too",
        arguments: ["Zg==", "Zh", "Zm9", "Z", "+__-", "-//-", "Zm9vYg\n", "Zg="])
    func refusedAddress(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}

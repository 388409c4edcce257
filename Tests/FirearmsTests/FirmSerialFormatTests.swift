import Firearms
import SerialIndex
import Testing

@Suite("A firm's serial format")
struct FirmSerialFormatTests {
    private func fits(_ serial: SerialPattern, _ firm: String) -> Bool {
        ReferenceTables.carried.serialFormats(of: FirmCode(firm)).contains { $0.fits(serial) }
    }

    @Test(
        "fits the serials that the firm writes",
        arguments: [
            ("GLOCK", "ABC123"), ("GLOCK", "ABCD123"), ("GLOCK", "AB123US"), ("GLOCK", "ABC123US"),
            ("SMITH_WESSON", "ABC1234"), ("RUGER", "123-45678"), ("RUGER", "12345678"),
            ("BERETTA", "BER123456Z"), ("TAURUS", "TAB12345"), ("ROMARM", "1-12345-2003"),
            ("CANIK", "T6472-20AB12345"), ("FN", "386123456"),
        ])
    func fitting(firm: String, serial: String) {
        #expect(fits(SerialPattern(whole: serial), firm))
    }

    @Test(
        "does not fit other serials",
        arguments: [
            ("GLOCK", "123456"), ("GLOCK", "ABCDE123"), ("GLOCK", "ABC12"), ("CANIK", "ABC123"),
        ])
    func notFitting(firm: String, serial: String) {
        #expect(!fits(SerialPattern(whole: serial), firm))
    }

    @Test("fits what may be there where a character is missing")
    func wildcards() {
        let some = SerialPattern([
            .character(UInt8(ascii: "A")), .unknown, .character(UInt8(ascii: "C")),
            .character(UInt8(ascii: "1")), .unknownRun,
        ])
        #expect(fits(some, "GLOCK"))
        #expect(fits(SerialPattern([.unknownRun]), "GLOCK"))
        let digitFirst = SerialPattern([.character(UInt8(ascii: "1")), .unknownRun])
        #expect(!fits(digitFirst, "GLOCK"))
    }
}

import Assets
import Books
import Chronology
import Language
import Report
import Tracing

// The names that the fixture draws from. Makers are real; businesses and people are invented.
extension Fixture {
    /// A model of firearm: how people write it, and how its maker's book does.
    struct Model {
        let weight: Int
        let code: String
        let spellings: [String]
        let book: String
        let name: String
        let calibreCode: String
        let calibres: [String]
        let kind: String
        let bookKind: String
        let country: String
        let importer: String
        let serial: String
        let holder: Licensee
    }

    /// A state of recovery with its towns.
    struct Place {
        let weight: Int
        let code: String
        let state: String
        let towns: [String]
    }

    static func licensee(
        _ number: Int, _ kind: Licensee.Kind, _ name: String, _ city: String, _ state: String
    ) -> Licensee {
        Licensee(
            number: "9-\(10 + number)-0\(number % 10)-7K-\(10_000 + number * 37)", kind: kind,
            name: name, city: city, state: state)
    }

    static func model(
        _ weight: Int, _ code: String, _ spellings: [String], _ name: String,
        _ calibre: (code: String, spellings: [String]), _ kind: String = "PISTOLA",
        country: String = "USA", importer: String = "", serial: String, at city: String,
        _ state: String
    ) -> Model {
        Model(
            weight: weight, code: code, spellings: spellings, book: spellings[0], name: name,
            calibreCode: calibre.code, calibres: calibre.spellings, kind: kind,
            bookKind: kind == "PISTOLA" ? "Pistol" : "Rifle", country: country,
            importer: importer, serial: serial,
            holder: licensee(
                weight, importer.isEmpty ? .maker : .importer,
                importer.isEmpty ? spellings[0] : importer, city, state))
    }

    static let nine = (code: "9X19", spellings: ["9MM", "9MM", "9 MM", "9X19"])
    static let soviet = (code: "7.62X39", spellings: ["7.62X39MM", "7.62X39"])
    static let remington = (code: ".223", spellings: [".223 REM", ".223 REM", "223", "5.56"])

    static let models: [Model] = [
        model(
            30, "GLOCK", ["GLOCK", "GLOCK", "Glock"], "17", nine, country: "AUSTRIA",
            importer: "GLOCK INC", serial: "AAAA999", at: "SMYRNA", "GA"),
        model(
            17, "ROMARM", ["ROMARM", "ROMARM/CUGIR"], "WASR-10", soviet, "RIFLE",
            country: "ROMANIA", importer: "CENTURY ARMS", serial: "A1-99999-2015",
            at: "GEORGIA", "VT"),
        model(
            14, "TAURUS", ["TAURUS", "TAURUS"], "G2C", nine, country: "BRASIL",
            importer: "TAURUS INTL", serial: "AAA99999", at: "BAINBRIDGE", "GA"),
        model(
            14, "SW", ["SMITH & WESSON", "SMITH & WESSON", "S&W"], "M&P 9", nine,
            serial: "AAA9999", at: "SPRINGFIELD", "MA"),
        model(
            10, "SW", ["SMITH & WESSON", "S&W"], "M&P 15", remington, "RIFLE",
            serial: "AA99999", at: "SPRINGFIELD", "MA"),
        model(
            9, "COLT", ["COLT", "COLT'S MFG"], "M4 CARBINE", remington, "RIFLE",
            serial: "AA999999", at: "WEST HARTFORD", "CT"),
        model(
            7, "COLT", ["COLT"], "GOVERNMENT", (code: ".38SUP", spellings: [".38 SUPER"]),
            serial: "38SS99999", at: "WEST HARTFORD", "CT"),
        model(
            8, "BERETTA", ["BERETTA", "BERETTA", "P. BERETTA"], "92FS", nine, country: "ITALIA",
            importer: "BERETTA USA", serial: "BER999999Z", at: "GALLATIN", "TN"),
        model(
            6, "RUGER", ["RUGER", "STURM RUGER"], "10/22", (code: ".22LR", spellings: [".22 LR"]),
            "RIFLE", serial: "999-99999", at: "NEWPORT", "NH"),
        model(
            4, "BARRETT", ["BARRETT"], "M82A1", (code: ".50BMG", spellings: [".50 BMG"]), "RIFLE",
            serial: "AA999999", at: "CHRISTIANA", "TN"),
        model(
            4, "FN", ["FN HERSTAL", "FN"], "FIVE-SEVEN", (code: "5.7X28", spellings: ["5.7X28"]),
            country: "BELGICA", importer: "FN AMERICA", serial: "386999999", at: "COLUMBIA", "SC"),
        model(
            5, "MOSSBERG", ["MOSSBERG"], "500", (code: "12GA", spellings: ["CAL. 12"]), "ESCOPETA",
            serial: "A999999", at: "NORTH HAVEN", "CT"),
        model(
            3, "HIPOINT", ["HI-POINT"], "C9", nine, serial: "P9999999", at: "MANSFIELD", "OH"),
        model(
            3, "RUGER", ["RUGER"], "LCP", (code: ".380", spellings: [".380 ACP", ".380"]),
            serial: "999-99999", at: "NEWPORT", "NH"),
        model(
            2, "SIG", ["SIG SAUER"], "P320", nine, serial: "58A999999", at: "NEWINGTON", "NH"),
    ]

    static let places: [Place] = [
        Place(
            weight: 30, code: "SON", state: "SONORA",
            towns: ["NOGALES", "HERMOSILLO", "CABORCA", "GUAYMAS"]),
        Place(
            weight: 22, code: "CHIH", state: "CHIHUAHUA",
            towns: ["CIUDAD JUÁREZ", "CUAUHTÉMOC", "CHIHUAHUA"]),
        Place(
            weight: 18, code: "BC", state: "BAJA CALIFORNIA",
            towns: ["TIJUANA", "MEXICALI", "ENSENADA"]),
        Place(weight: 16, code: "TAM", state: "Tamaulipas", towns: ["Reynosa", "Matamoros"]),
        Place(weight: 13, code: "NL", state: "NUEVO LEÓN", towns: ["MONTERREY", "APODACA"]),
        Place(weight: 10, code: "SIN", state: "SINALOA", towns: ["CULIACÁN", "MAZATLÁN"]),
        Place(weight: 8, code: "MICH", state: "MICHOACÁN", towns: ["URUAPAN", "APATZINGÁN"]),
        Place(weight: 6, code: "GTO", state: "GUANAJUATO", towns: ["CELAYA", "IRAPUATO"]),
        Place(weight: 4, code: "ZAC", state: "ZACATECAS", towns: ["FRESNILLO"]),
        Place(weight: 3, code: "CDMX", state: "CDMX", towns: ["IZTAPALAPA"]),
        Place(weight: 2, code: "SLP", state: "SAN LUIS POTOSÍ", towns: ["MATEHUALA"]),
    ]

    static let dealers: [(weight: Int, licensee: Licensee)] = [
        (16, licensee(41, .dealer, "Saguaro Ridge Outfitters", "TUCSON", "AZ")),
        (12, licensee(42, .dealer, "Copper Basin Sporting Goods", "PHOENIX", "AZ")),
        (18, licensee(43, .dealer, "Bayou City Arms & Archery", "HOUSTON", "TX")),
        (11, licensee(44, .pawnbroker, "Two Rivers Pawn", "EL PASO", "TX")),
        (9, licensee(45, .dealer, "Live Oak Firearms", "SAN ANTONIO", "TX")),
        (7, licensee(46, .dealer, "Rio Bravo Sportsman", "MCALLEN", "TX")),
        (8, licensee(47, .dealer, "Harbor Light Guns", "SAN DIEGO", "CA")),
        (6, licensee(48, .dealer, "Organ Mountain Trading", "LAS CRUCES", "NM")),
        (4, licensee(49, .dealer, "Peachtree Range & Retail", "MARIETTA", "GA")),
        (4, licensee(50, .dealer, "Silver State Shooting Supply", "RENO", "NV")),
        (3, licensee(51, .dealer, "Gulfside Gunworks", "TAMPA", "FL")),
        (2, licensee(52, .dealer, "Front Range Armory", "PUEBLO", "CO")),
        (2, licensee(53, .dealer, "Cedar Creek Tactical", "TULSA", "OK")),
        (1, licensee(54, .pawnbroker, "Prairie Loan & Jewelry", "WICHITA", "KS")),
    ]

    static let distributors: [Licensee] = [
        licensee(31, .distributor, "Lone Star Wholesale Sporting", "DALLAS", "TX"),
        licensee(32, .distributor, "Midland Firearms Distribution", "OMAHA", "NE"),
        licensee(33, .distributor, "Palmetto Crossing Supply", "GREENVILLE", "SC"),
    ]

    static let given = ["Testa", "Inventado", "Ficticia", "Sample", "Ejemplo", "Nadie", "Madeup"]
    static let family = ["Fixtureson", "De la Prueba", "Pretender", "Figmento", "O'Sample"]

    static let sources: [Tongue: String] = [
        .spanish: """
        fixture.exact = El número de serie leído es igual al del libro, carácter por carácter, y ninguna otra arma lo tiene.
        fixture.unlike = {count} {count|carácter distinto|caracteres distintos}, de los que suelen confundirse.
        fixture.agree = El modelo y el calibre coinciden con el libro.
        fixture.like = Hay {count} números de serie parecidos en los mismos libros.
        fixture.nothing = Se consultaron {count} libros y ninguno tiene un arma que se le parezca.
        fixture.slip = El libro de esta armería anota el número de serie con un carácter cambiado; los datos restantes coinciden.
        fixture.again = El arma volvió a la armería y se vendió otra vez después; el rastreo termina en la primera venta.
        fixture.mend.photo = Envíe una fotografía del número de serie y del modelo.
        fixture.mend.node = Envíe la solicitud al país de fabricación o de destino.
        fixture.mend.serial = Lea otra vez el número de serie en el armazón y envíelo completo.
        fixture.mend.lab = Pida al laboratorio que restaure el número de serie.
        fixture.mend.importer = Busque la marca del importador bajo el cañón o en el armazón.
        fixture.mend.sheet = Guarde la columna del número de serie como texto y envíe el archivo de nuevo.
        fixture.mend.holder = Pida al licenciatario que busque la salida del arma en su libro.
        hostile.note = Nota: {text}
        hostile.reason = Motivo: {text}
        hostile.mend = Haga: {text}
        """,
        .english: """
        fixture.exact = The serial read is the book's, character for character, and no other firearm has it.
        fixture.unlike = {count} unlike {count|character|characters}, of those that are often confused.
        fixture.agree = The model and the calibre agree with the book.
        fixture.like = {count} like serials exist in the same books.
        fixture.nothing = {count} books were asked and none has a firearm like it.
        fixture.slip = This dealer's book writes the serial with one character changed; all else agrees.
        fixture.again = The firearm came back to the dealer and was sold again later; the trace ends at the first sale.
        fixture.mend.photo = Send a photograph of the serial and of the model.
        fixture.mend.node = Send the request to the country of manufacture or of destination.
        fixture.mend.serial = Read the serial on the frame again and send the whole of it.
        fixture.mend.lab = Ask the laboratory to restore the serial.
        fixture.mend.importer = Look for the importer's mark under the barrel or on the frame.
        fixture.mend.sheet = Keep the serial's column as text and send the file again.
        fixture.mend.holder = Ask the licensee to look for the firearm's disposition in its book.
        hostile.note = Note: {text}
        hostile.reason = Reason: {text}
        hostile.mend = Do: {text}
        """,
    ]

    /// The carried texts of a language with the fixture's own beside them.
    static func catalogue(_ tongue: Tongue) -> Catalogue {
        let carried = CarriedFile.names(under: "catalogues/\(tongue.code)/")
            .compactMap { CarriedFile(named: $0)?.text }
        return Catalogue(tongue: tongue, sources: carried + [sources[tongue] ?? ""])
    }

    /// A report of findings in a language, with the other one beside it.
    static func report(_ findings: [Finding], in tongue: Tongue) -> TraceReport {
        let other: Tongue = tongue == .spanish ? .english : .spanish
        return TraceReport(
            findings: findings, madeOn: Day(number: 20_050),
            source: ReportSource(
                files: [
                    .init(
                        name: "recuperaciones.csv", rows: findings.count, problemRows: 7,
                        fingerprint: "5f0c9a1be2773d40aa")
                ], booksAsked: 61, threshold: 0.9, version: "0.1"),
            catalogue: catalogue(tongue),
            alternate: .init(
                file: tongue == .spanish ? "report.en.html" : "report.es.html",
                catalogue: catalogue(other)))
    }
}

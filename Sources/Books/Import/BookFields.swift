import Tabular

/// The columns of the custodians' files and what people call them, in both languages.
///
/// The book's are those of 27 CFR 478.125(e). Headings are compared without case, accents and
/// punctuation.
enum BookFields {
    static let book: [FieldSpec] = [
        FieldSpec(
            id: "make",
            headings: ["manufacturer", "make", "maker", "brand", "marca", "fabricante"],
            isNeeded: true),
        FieldSpec(id: "importer", headings: ["importer", "importador", "importadora"]),
        FieldSpec(id: "model", headings: ["model", "modelo"]),
        FieldSpec(
            id: "serial",
            headings: [
                "serial_number", "serial", "serial no", "matricula", "número de serie",
                "no de serie",
            ], isNeeded: true),
        FieldSpec(id: "kind", headings: ["type", "kind", "firearm type", "tipo", "clase de arma"]),
        FieldSpec(
            id: "calibre",
            headings: ["caliber_or_gauge", "caliber", "calibre", "gauge", "caliber or gauge"]),
        FieldSpec(
            id: "acquired_on",
            headings: [
                "acquired_on", "date acquired", "acquisition date", "date of acquisition",
                "fecha de adquisición", "fecha de compra",
            ]),
        FieldSpec(
            id: "acquired_from",
            headings: ["acquired_from", "received from", "source", "adquirido de", "proveedor"]),
        FieldSpec(
            id: "acquired_from_licence",
            headings: [
                "acquired_from_address_or_license", "source address or license", "source license",
                "domicilio o licencia del proveedor",
            ]),
        FieldSpec(
            id: "disposed_on",
            headings: [
                "disposed_on", "date disposed", "disposition date", "date of disposition",
                "sale date",
                "fecha de venta", "fecha de salida",
            ], isNeeded: true),
        FieldSpec(
            id: "disposed_to",
            headings: [
                "disposed_to", "disposition to", "sold to", "transferred to", "buyer", "vendido a",
                "comprador",
            ], isNeeded: true),
        FieldSpec(
            id: "disposed_to_licence",
            headings: [
                "disposed_to_address_or_license", "disposition address or license",
                "buyer address or license", "domicilio o licencia del comprador",
            ]),
        FieldSpec(
            id: "document",
            headings: [
                "form_4473_or_document", "form 4473", "4473", "document", "transaction number",
                "documento", "forma 4473",
            ]),
        FieldSpec(
            id: "born",
            headings: [
                "purchaser_born", "date of birth", "dob", "born", "buyer born",
                "fecha de nacimiento",
            ]),
    ]

    static let licensees: [FieldSpec] = [
        FieldSpec(
            id: "number",
            headings: [
                "number", "license", "licence", "license number", "ffl", "licencia", "número",
            ],
            isNeeded: true),
        FieldSpec(
            id: "kind", headings: ["kind", "type", "license type", "tipo", "giro"], isNeeded: true),
        FieldSpec(
            id: "name",
            headings: ["name", "business name", "licensee", "nombre", "razón social"],
            isNeeded: true),
        FieldSpec(id: "city", headings: ["city", "premise city", "ciudad"]),
        FieldSpec(id: "state", headings: ["state", "premise state", "estado"]),
        FieldSpec(id: "active", headings: ["active", "is active", "activo", "vigente"]),
        FieldSpec(
            id: "closed", headings: ["closed", "closed on", "date closed", "cierre", "cerró"]),
        FieldSpec(
            id: "records", headings: ["records", "records kept", "registros", "libros"]),
    ]

    static let thefts: [FieldSpec] = [
        FieldSpec(
            id: "licence", headings: ["license", "licence", "ffl", "licencia"], isNeeded: true),
        FieldSpec(id: "make", headings: ["manufacturer", "make", "marca", "fabricante"]),
        FieldSpec(
            id: "serial", headings: ["serial_number", "serial", "matricula", "no de serie"],
            isNeeded: true),
    ]

    static let multipleSales: [FieldSpec] =
        [
            FieldSpec(
                id: "licence", headings: ["license", "licence", "ffl", "licencia"], isNeeded: true)
        ]
        + (1...mostSerials).map { place in
            FieldSpec(
                id: "serial_\(place)",
                headings: ["serial_\(place)", "serial number \(place)", "matricula \(place)"],
                isNeeded: place == 1)
        }

    /// Form 3310.4 has rows for this many firearms.
    static let mostSerials = 6
}

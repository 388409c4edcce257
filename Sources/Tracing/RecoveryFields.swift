import Firearms
public import Tabular

/// The columns of a recoveries file and what people call them, in both languages.
public enum RecoveryFields: Sendable {
    /// The fields whose values are dates.
    public static let dates: Set<String> = ["recovered_on", "purchased_on", "sold_on"]

    /// The fields that describe the firearm, in the order in which they are shown.
    public static let described = ["make", "importer", "model", "calibre", "kind", "country"]

    /// All fields.
    public static let all: [FieldSpec] = firearm + circumstances + sale

    private static let firearm: [FieldSpec] = [
        FieldSpec(
            id: "make",
            headings: [
                "marca", "make", "manufacturer", "manufacturer or brand", "manufacturer name",
                "maker", "brand", "fabricante", "marca del arma",
            ], isNeeded: true),
        FieldSpec(
            id: "importer",
            headings: ["importador", "importadora", "importer", "importer name", "imported by"]),
        FieldSpec(id: "model", headings: ["modelo", "model", "model name", "modelo del arma"]),
        FieldSpec(
            id: "calibre",
            headings: [
                "calibre", "cal", "caliber", "firearm caliber", "caliber or gauge",
                "calibre del arma", "gauge",
            ]),
        FieldSpec(
            id: "serial",
            headings: [
                "matricula", "serial number", "serial", "no de serie", "numero de serie",
                "matricula o no de serie", "serie", "serial no", "firearm serial",
                "numero de matricula", "no de matricula", "sn",
            ], isNeeded: true),
        FieldSpec(
            id: "kind",
            headings: [
                "tipo arma", "tipo de arma", "clase de arma", "clase", "tipo", "type",
                "firearm type", "weapon type", "kind", "arma",
            ]),
        FieldSpec(
            id: "country",
            headings: [
                "pais origen", "pais de origen", "pais", "country", "country of origin",
                "country of manufacture", "pais de fabricacion",
            ]),
    ]

    private static let circumstances: [FieldSpec] = [
        FieldSpec(
            id: "reference",
            headings: [
                "folio", "no de folio", "numero de folio", "reference", "referencia", "event id",
                "case number", "trace number", "expediente", "id", "indicio", "no de indicio",
            ]),
        FieldSpec(
            id: "recovered_on",
            headings: [
                "fecha aseguramiento", "fecha de aseguramiento", "fecha", "recovery date",
                "date recovered", "recovered on", "date of recovery", "mex recovery date",
                "crime date", "fecha de recuperacion", "fecha del aseguramiento",
            ]),
        FieldSpec(
            id: "state",
            headings: [
                "entidad", "estado", "entidad federativa", "recovery state", "state",
                "mex recovery area", "jurisdiction state",
            ]),
        FieldSpec(
            id: "municipality",
            headings: [
                "municipio", "municipio alcaldia", "alcaldia", "recovery city", "city",
                "municipality", "ciudad", "jurisdiction city", "localidad",
            ]),
        FieldSpec(
            id: "offence",
            headings: ["delito", "delito relacionado", "offence", "offense", "crime", "crime code"]),
        FieldSpec(
            id: "agency",
            headings: [
                "autoridad", "dependencia", "agency", "agencia", "institucion", "corporacion",
                "autoridad que asegura",
            ]),
    ]

    /// What a file may say of a sale that is already known; told apart so that a dealer's state is not
    /// taken for that of the recovery.
    private static let sale: [FieldSpec] = [
        FieldSpec(
            id: "purchased_on",
            headings: [
                "purchase date", "date of purchase", "purchased on", "date purchased",
                "fecha de compra",
            ]),
        FieldSpec(
            id: "sold_on", headings: ["sale date", "date sold", "sold on", "fecha de venta"]),
        FieldSpec(
            id: "dealer_name",
            headings: ["dealer name", "dealer", "name of distributor", "armeria", "vendedor"]),
        FieldSpec(
            id: "dealer_city", headings: ["dealer city", "purchase city", "ciudad de compra"]),
        FieldSpec(
            id: "dealer_state", headings: ["dealer state", "purchase state", "estado de compra"]),
        FieldSpec(
            id: "dealer_country",
            headings: ["dealer country", "purchase country", "pais de compra"]),
    ]
}

import Language

extension ReferenceTables {
    /// Reads all fields of a description and holds them together.
    ///
    /// A state says what the text of its own column is worth; values may come from another column,
    /// as a model that stands beside the maker's name, and then the evidence says so.
    public func describe(
        _ raw: RawDescriptor, readSerial: (RawDescriptor) -> SerialReading
    ) -> Descriptor {
        var made = readMake(raw.make)
        var importer = readImporter(raw.importer, beside: &made)
        noteImporterRole(&made)
        var country = readCountry(raw.country)
        var kind = readKind(raw.kind)
        var calibre = readCalibre(raw.calibre)
        let makers = made.make.values + importer.values
        var model = readModel(raw.model, makers: makers, others: widened(makers))
        takeOver(made, model: &model, kind: &kind, calibre: &calibre, country: &country)
        fillMaker(&made, from: model)
        hold(model, against: &kind, &calibre)
        hold(country: &country, against: made.make)
        preferImporter(&importer, of: made.make)
        return Descriptor(
            raw: raw, make: made.make.normalised(raw.make),
            importer: importer.normalised(raw.importer),
            model: model.model.normalised(raw.model), calibre: calibre.normalised(raw.calibre),
            kind: kind.normalised(raw.kind), country: country.normalised(raw.country),
            serial: readSerial(raw))
    }

    /// The firms, what they import and whose names stand for theirs.
    private func widened(_ codes: [FirmCode]) -> [FirmCode] {
        codes
            + codes.flatMap { code in
                makersImported(by: code) + (firm(code)?.related ?? [])
                    + (index.relatedFrom[code] ?? [])
            }
    }

    private func readImporter(
        _ text: String, beside made: inout MakeReading
    ) -> FieldReading<FirmCode> {
        let read = readMake(text)
        var importer = read.make
        if importer.state == .blank, !made.importers.isEmpty {
            importer.values = made.importers
            importer.evidence.append(Phrase("firearms.from_make_column"))
        }
        return importer
    }

    /// Says that a maker is an importer too, or only that.
    private func noteImporterRole(_ made: inout MakeReading) {
        guard let code = made.make.values.first, made.make.values.count == 1,
            let firm = firm(code), firm.mainRole == .importer
        else { return }
        let count = makersImported(by: code).count { $0 != code }
        guard count > 0 else { return }
        let facts: [String: Fact] = ["firm": .text(firm.name), "makers": .count(count)]
        made.make.evidence.append(
            firm.roles.contains(.maker)
                ? Phrase("firearms.make.importer_too", facts)
                : Phrase("firearms.make.importer_only", facts))
    }

    /// Gives the importer the firm that stands as the maker, when it imports and none was written.
    private func preferImporter(
        _ importer: inout FieldReading<FirmCode>, of make: FieldReading<FirmCode>
    ) {
        guard importer.state == .blank, importer.values.isEmpty, make.values.count == 1,
            let firm = firm(make.values[0]), firm.mainRole == .importer,
            makersImported(by: firm.code).contains(where: { $0 != firm.code })
        else { return }
        importer.values = [firm.code]
        importer.evidence.append(Phrase("firearms.from_make_column"))
    }
}

extension ReferenceTables {
    /// Takes over what stood in the maker's column and belongs into another.
    private func takeOver(
        _ made: MakeReading, model: inout ModelReading, kind: inout FieldReading<Kind>,
        calibre: inout FieldReading<CalibreCode>, country: inout FieldReading<CountryCode>
    ) {
        let evidence = Phrase("firearms.from_make_column")
        if model.models.isEmpty, model.model.state == .blank, !made.models.isEmpty {
            model.models = made.models
            for position in made.models where !model.model.values.contains(models[position].name) {
                model.model.values.append(models[position].name)
            }
            model.model.evidence.append(evidence)
        }
        fill(&kind, with: model.kinds, Phrase("firearms.from_model_column"))
        let modelKinds = made.models.flatMap { models[$0].kinds }
        fill(&kind, with: made.kinds.isEmpty ? modelKinds : made.kinds, evidence)
        let modelCalibres = made.models.flatMap { models[$0].calibres }
        fill(&calibre, with: made.calibres.isEmpty ? modelCalibres : made.calibres, evidence)
        fill(&country, with: made.countries, evidence)
    }

    private func fill<Value>(
        _ field: inout FieldReading<Value>, with values: [Value], _ evidence: Phrase
    ) {
        guard field.state == .blank, field.values.isEmpty, !values.isEmpty else { return }
        for value in values where !field.values.contains(value) { field.values.append(value) }
        field.evidence.append(evidence)
    }

    /// Says what stands as the maker when it is a model, a kind, a calibre or a country.
    private func fillMaker(_ made: inout MakeReading, from model: ModelReading) {
        guard made.make.state == .contradictory else { return }
        let firms = made.models.map { models[$0].firms }
        if let first = made.models.first, !firms.contains(where: \.isEmpty) {
            for code in firms.joined() where !made.make.values.contains(code) {
                made.make.values.append(code)
            }
            made.make.evidence.append(
                Phrase("firearms.make.is_model", ["model": .text(models[first].name)]))
        } else if let first = made.models.first {
            made.make.evidence.append(
                Phrase("firearms.make.is_pattern", ["model": .text(models[first].name)]))
        } else if let kind = made.kinds.first {
            made.make.evidence.append(
                Phrase("firearms.make.is_kind", ["kind": .phrase(kindPhrase(kind))]))
        } else if let calibre = made.calibres.first {
            let name = self.calibre(calibre)?.name ?? calibre.description
            made.make.evidence.append(
                Phrase("firearms.make.is_calibre", ["calibre": .text(name)]))
        } else if let country = made.countries.first {
            let name = self.country(country)?.names.first ?? country.description
            made.make.evidence.append(
                Phrase("firearms.make.is_country", ["country": .text(name)]))
        }
    }
}

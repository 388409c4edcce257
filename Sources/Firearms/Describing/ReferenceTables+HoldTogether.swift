import Language

extension ReferenceTables {
    /// Holds the kind and the calibre against what is known of the model.
    func hold(
        _ model: ModelReading, against kind: inout FieldReading<Kind>,
        _ calibre: inout FieldReading<CalibreCode>
    ) {
        let kinds = model.models.flatMap { models[$0].kinds }
        let calibres = model.models.flatMap { models[$0].calibres }
        holdKind(&kind, kinds, model)
        holdCalibre(&calibre, calibres, kinds: kind.values, model)
    }

    private func holdKind(
        _ kind: inout FieldReading<Kind>, _ known: [Kind], _ model: ModelReading
    ) {
        guard kind.state == .recognised, let expected = known.first else { return }
        let agrees = kind.values.contains { value in
            known.contains { isCompatible($0, value) }
        }
        if agrees {
            if kind.prefer({ known.contains($0) }) {
                kind.evidence.append(Phrase("firearms.kind.by_model", facts(of: model)))
            }
        } else if let written = kind.values.first {
            kind.state = .contradictory
            kind.evidence.append(
                Phrase(
                    "firearms.kind.against_model",
                    [
                        "model": .text(model.model.values.first ?? ""),
                        "expected": .phrase(kindPhrase(expected)),
                        "written": .phrase(kindPhrase(written)),
                    ]))
        }
    }

    private func holdCalibre(
        _ calibre: inout FieldReading<CalibreCode>, _ known: [CalibreCode], kinds: [Kind],
        _ model: ModelReading
    ) {
        guard calibre.state == .recognised, calibre.values.count > 1 || !known.isEmpty else {
            return
        }
        let agrees = calibre.values.contains { value in
            known.contains { isCompatible($0, value) }
        }
        if known.isEmpty {
            calibre.prefer { code in
                self.calibre(code)?.kinds.contains(where: kinds.contains) == true
            }
        } else if agrees {
            calibre.prefer { value in known.contains { isCompatible($0, value) } }
            if calibre.prefer({ known.contains($0) }) {
                calibre.evidence.append(Phrase("firearms.calibre.by_model", facts(of: model)))
            }
        } else {
            // Not a contradiction: most models are made in more calibres than a table has.
            calibre.evidence.append(Phrase("firearms.calibre.unusual_for_model", facts(of: model)))
        }
    }

    private func facts(of model: ModelReading) -> [String: Fact] {
        ["model": .text(model.model.values.first ?? "")]
    }

    /// Holds the country against where the maker, its twins and its importers' makers sit.
    func hold(country: inout FieldReading<CountryCode>, against make: FieldReading<FirmCode>) {
        guard country.state == .recognised, make.state == .recognised,
            let written = country.values.first
        else { return }
        var allowed: [CountryCode] = []
        for code in make.values {
            guard let firm = firm(code) else { continue }
            let others = firm.related + (index.relatedFrom[code] ?? []) + makersImported(by: code)
            let countries = firm.countries + others.flatMap { self.firm($0)?.countries ?? [] }
            guard !firm.countries.isEmpty else { return }
            allowed += countries
        }
        guard !allowed.isEmpty, !country.values.contains(where: allowed.contains) else { return }
        country.state = .contradictory
        country.evidence.append(
            Phrase(
                "firearms.country.against_make",
                [
                    "firm": .text(firm(make.values[0])?.name ?? ""),
                    "country": .text(self.country(written)?.names.first ?? written.description),
                ]))
    }
}

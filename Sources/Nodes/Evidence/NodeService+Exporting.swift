import Cryptography
import Delivery
import Encoding
public import Exchange
import Ledger
import Policy
import Storage
public import Transport
import Vault

extension NodeService {
    /// Puts together for a court what there is about a request, once the ledger says so and the other has cosigned it.
    ///
    /// Sealed fields that are asked for take the way that they always take: a READ of their own, and its permit.
    ///
    /// - Returns: `nil` when the ledger is not open.
    func export(
        _ request: UniqueIdentifier, _ asked: OpeningRequest
    ) async throws -> ExportAnswer? {
        guard isRunning else { return nil }
        guard let begun = try await begun(request) else { return .unknown }
        let policy = try policy()
        let caseFile = CommittedText("case", asked.caseReference.text)
        let question = try await exportQuestion(asked, begun)
        let named: [DataClass] = asked.fields.isEmpty ? [] : [.identity]
        let door = DoorAnswer(policy, question, about: [.firearm, .custody, .ledger] + named)
        if let refused = door.refused {
            return .ended(
                .forbidden(
                    try await logRefusal(
                        refused, of: asked.officer, about: request, in: caseFile,
                        second: asked.second)))
        }
        let fields: [EvidenceFile]
        switch try await readForCourt(request, asked) {
        case .ended(let answer): return .ended(answer)
        case .opened(let found): fields = found
        }
        // Afterwards, so that the entry about the reading is among them.
        var gathered = try await gather(begun, in: asked.caseReference, policy: policy.bytes)
        gathered.files += fields
        guard EvidenceBundle.fits(gathered.files) else { return .tooLarge }
        var entry = deedEntry(.export, question, door.ruling, by: asked.officer, about: request)
        entry.caseFile = caseFile.commitment
        entry.fields = asked.fields
        entry.record(second: asked.second.map(pseudonym))
        gathered.files += [EvidenceOpening(of: caseFile, in: entry)?.file].compactMap(\.self)
        entry.extensions["x-content"] = .string(Hexadecimal.encode(gathered.content.bytes))
        let index = try await log(LoggableEntry(entry: entry, texts: [caseFile], request: request))
        guard let proof = try await awaited(index), isFresh(proof, policy) else {
            return .ended(.unwitnessed(entry: index))
        }
        return .exported(try await bundle(begun, gathered, entry, at: index, under: policy))
    }

    /// What the policy is asked, as things stand.
    private func exportQuestion(
        _ asked: OpeningRequest, _ begun: Begun
    ) async throws -> PolicyQuestion {
        let told = try await told(about: begun)
        var facts = try await facts(of: asked.officer, second: asked.second, until: told.ends)
        if try await isPermitted(.export, about: begun) {
            facts = facts.union(WordSet([.permission]))
        }
        // That it is cosigned, and lately, is looked at before anything is handed out.
        if witnessKey != nil { facts = facts.union(WordSet([.cosigned])) }
        return PolicyQuestion(
            .export, by: asked.role, for: asked.purpose, under: asked.basis, about: .firearm,
            handling: WordSet(told.handling), facts: facts)
    }

    /// What came of reading fields for a court.
    private enum CourtReading {
        case opened([EvidenceFile])
        case ended(OpeningAnswer)
    }

    /// Reads the sealed fields that are asked for, each with what opens its commitment.
    private func readForCourt(
        _ request: UniqueIdentifier, _ asked: OpeningRequest
    ) async throws -> CourtReading {
        guard !asked.fields.isEmpty else { return .opened([]) }
        guard let message = try await sealedMessage(about: request, with: asked.fields) else {
            return .ended(.nothingSealed)
        }
        switch try await read(request, asked) {
        case .ended(let answer): return .ended(answer)
        case .opened(let fields, _):
            return .opened(
                message.sealed.compactMap { field in
                    fields[field.path].flatMap { EvidenceOpening($0, of: field, in: message)?.file }
                })
        }
    }

    /// Tells whether the other has cosigned an entry's checkpoint lately.
    private func isFresh(_ proof: Permit, _ policy: Policy) -> Bool {
        guard let witnessKey, let evidence = try? InclusionEvidence(proof.proof),
            let checkpoint = try? VerifiedCheckpoint(evidence.note, log: keys.log.verifier),
            let time = (try? checkpoint.cosigned(by: witnessKey)) ?? nil
        else { return false }
        var limits = VaultTerms.Limits()
        limits.cosignature = Int64(policy.cosignedSeconds)
        let age = surroundings.now().seconds - Int64(clamping: time)
        return (-limits.ahead...limits.cosignature).contains(age)
    }

    /// Adds to what was gathered what proves it.
    private func bundle(
        _ begun: Begun, _ gathered: GatheredEvidence, _ export: LedgerEntry, at index: UInt64,
        under policy: Policy
    ) async throws -> EvidenceBundle {
        let peer = begun.conversation.peer
        var files: [EvidenceFile?] = gathered.files
        for place in gathered.entries + [index] {
            guard let proved = try await ledger.proved(place) else { continue }
            if place == index {
                files.append(EvidenceFile(EvidencePaths.entry(place, of: name), proved.entry))
            }
            files.append(
                EvidenceFile(EvidencePaths.proof(place, of: name), proved.evidence.bytes))
        }
        files += gathered.mirrored.map {
            EvidenceFile(EvidencePaths.proof($0.index, of: peer), $0.evidence.bytes)
        }
        let note = PolicyNote(
            node: name, time: export.time, policy: policy.digest, export: export.identifier)
        files.append(EvidenceFile(EvidencePaths.policyNote(name), note.signed(by: keys.log).bytes))
        return EvidenceBundle(
            request: begun.conversation.request, peer: peer, entry: index, time: export.time,
            content: gathered.content, files: files.compactMap(\.self))
    }
}

/// Which policy a node's evidence was put together under, for its ledger's key to sign.
struct PolicyNote: Sendable {
    let node: NodeName
    let time: Moment
    let policy: Digest
    /// The EXPORT entry.
    let export: UniqueIdentifier

    /// The text that is signed: no checkpoint begins so, nor a manifest.
    var text: String {
        """
        trace-policy/v1
        node \(node.text)
        time \(time.milliseconds)
        policy \(Hexadecimal.encode(policy.bytes))
        export \(export.text)

        """
    }

    func signed(by signer: NoteSigner) -> SignedNote {
        SignedNote(text: text, signatures: [signer.sign(text: text)])
    }
}

extension EvidenceOpening {
    /// What opens the case of an entry.
    fileprivate init?(of text: CommittedText, in entry: LedgerEntry) {
        guard let commitment = entry.caseFile else { return nil }
        self.init(
            place: .entry(entry.identifier, member: "case"), label: text.label, value: text.value,
            opening: text.chance, commitment: commitment)
    }

    /// What opens a sealed field of a message.
    fileprivate init?(
        _ secrets: SealedValue.Secrets, of field: SealedField, in message: Message
    ) {
        self.init(
            place: .message(message.identifier), label: field.path.text,
            value: secrets.value.withBytes { bytes in bytes.indices.map { bytes[$0] } },
            opening: secrets.opening.withBytes { bytes in bytes.indices.map { bytes[$0] } },
            commitment: field.commitment)
    }
}

extension LocalClient {
    /// Has evidence about a request put together for a court.
    ///
    /// - Returns: `nil` while the node's ledger is not open.
    public func export(
        _ request: UniqueIdentifier, _ asked: OpeningRequest
    ) async throws(TransportError) -> ExportAnswer? {
        let (status, object) = try await ask(
            .post, "/requests/\(request.text)/export", asked.text,
            limits: JSONLimits(
                bytes: EvidenceBundle.mostTextBytes, depth: 4,
                members: 4 * EvidenceBundle.mostFiles))
        guard status != 409 else { return nil }
        guard let answer = ExportAnswer(status: status, object) else { throw .malformedAnswer }
        return answer
    }
}

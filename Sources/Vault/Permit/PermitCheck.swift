internal import Cryptography
internal import Exchange
internal import Ledger

/// What must hold of a permit before it is used up; pure, and told in this order.
struct PermitCheck {
    let permit: Permit
    let request: FieldRequest
    let terms: VaultTerms
    let keys: RecordKeys

    /// Checks everything but that the permit was not used.
    ///
    /// - Returns: the index of the permit's entry in the ledger.
    func run() throws(VaultError) -> UInt64 {
        let entry = try readEntry()
        let evidence = try readProof()
        let checkpoint = try verify(evidence)
        switch entry.kind {
        case .read: try checkCosignatures(of: checkpoint)
        case .breakGlass: try checkEmergency(entry)
        default: throw .otherKind
        }
        try checkTime(of: entry)
        try checkDecision(entry)
        try checkPerson(entry)
        guard request.fields.isSubset(of: entry.fields) else { throw .fieldsNotPermitted }
        guard keys.isSubject(of: entry) else { throw .otherSubject }
        return evidence.index
    }

    private func readEntry() throws(VaultError) -> LedgerEntry {
        guard permit.entry.count <= Permit.mostBytes, let entry = try? LedgerEntry(permit.entry)
        else { throw .unreadableEntry }
        return entry
    }

    private func readProof() throws(VaultError) -> InclusionEvidence {
        guard let evidence = try? InclusionEvidence(permit.proof) else { throw .unreadableProof }
        return evidence
    }

    /// Checks the ledger's signature, and that the bytes are under it.
    private func verify(_ evidence: InclusionEvidence) throws(VaultError) -> VerifiedCheckpoint {
        guard let checkpoint = try? VerifiedCheckpoint(evidence.note, log: terms.log) else {
            throw .notSigned
        }
        guard (try? evidence.verify(permit.entry, under: checkpoint)) != nil else {
            throw .notInLedger
        }
        return checkpoint
    }

    private func checkCosignatures(of checkpoint: VerifiedCheckpoint) throws(VaultError) {
        let now = request.moment.seconds
        for witness in terms.witnesses {
            guard let time = try? checkpoint.cosigned(by: witness),
                let seconds = Int64(exactly: time)
            else { throw .notCosigned }
            // A time beyond all clocks must not overflow.
            let (age, isBeyond) = now.subtractingReportingOverflow(seconds)
            guard !isBeyond, age >= -terms.limits.ahead else { throw .cosignatureAhead }
            guard age <= terms.limits.cosignature else { throw .cosignatureOld }
        }
    }

    private func checkEmergency(_ entry: LedgerEntry) throws(VaultError) {
        do throws(EmergencyError) {
            try BreakGlass.check(entry, officers: terms.officers, suspended: terms.suspended)
        } catch {
            throw .emergency(error)
        }
    }

    private func checkTime(of entry: LedgerEntry) throws(VaultError) {
        let age = request.moment.milliseconds - entry.time.milliseconds
        guard age >= -terms.limits.ahead * 1000 else { throw .entryAhead }
        guard age <= terms.limits.entry * 1000 else { throw .entryOld }
    }

    private func checkDecision(_ entry: LedgerEntry) throws(VaultError) {
        guard entry.node == terms.node else { throw .otherNode }
        guard entry.decision == .permit else { throw .forbidden }
        guard entry.policy == terms.policy else { throw .otherPolicy }
    }

    private func checkPerson(_ entry: LedgerEntry) throws(VaultError) {
        guard entry.actor == request.officer else { throw .otherOfficer }
        guard !terms.suspended.contains(request.officer) else { throw .suspended }
    }
}

import Cryptography
import Encoding
import Exchange
import Ledger
import Synchronization
import Transport
import Vault

/// Asks the process of a node's vault, by its socket.
final class VaultLink: Sendable {
    /// Where the vault is asked.
    let socket: String
    private let http: HTTPClient
    private let isSeenOpen = Mutex(false)

    /// What the vault says of itself.
    struct Look: Sendable {
        /// Tells whether it is unlocked.
        let isOpen: Bool
        /// The index in the node's ledger from which on it has to be told.
        let next: UInt64
        /// The number of the last manifest that it knows of each node.
        let manifests: [String: UInt64]
    }

    /// A vault that answers at a socket; nobody is asked yet.
    init(socket: String) throws(TransportError) {
        self.socket = socket
        http = try HTTPClient(connectionsPerHost: 4)
    }

    /// Tells whether the vault was reached and unlocked when it was last asked.
    var isOpen: Bool { isSeenOpen.withLock { $0 } }

    /// Looks how the vault stands; `nil` when it can not be reached.
    func look() async -> Look? {
        let answer = try? await ask(.get, "/", [])
        guard let answer, answer.status == 200,
            let object = try? JSONValue(parsing: answer.body).object,
            case .bool(let isOpen)? = object["open"],
            let next = object["next"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let manifests = object["manifests"]?.object
        else {
            isSeenOpen.withLock { $0 = false }
            return nil
        }
        isSeenOpen.withLock { $0 = isOpen }
        var serials: [String: UInt64] = [:]
        for member in manifests.members {
            serials[member.name] = member.value.integer.flatMap { UInt64(exactly: $0) }
        }
        return Look(isOpen: isOpen, next: next, manifests: serials)
    }

    /// Has fields opened against a permit.
    ///
    /// - Returns: `nil` while the vault is locked or away; the permit stays unused.
    /// - Throws: `VaultError`; `unopenable` too when it is not known whether the vault has used the permit.
    func open(
        _ fields: FieldRequest, of record: KeptRecord, _ keys: RecordKeys?, with permit: Permit,
        suspended: Set<Pseudonym>
    ) async throws(VaultError) -> OpenedFields? {
        var seed = SecureRandom.bytes(BoxKey.seedSize)
        guard let secret = SecretBytes(wiping: &seed), let letterbox = BoxKey(seed: secret) else {
            return nil
        }
        let call = OpeningCall(
            record: record, keys: keys, permit: permit, officer: fields.officer,
            fields: fields.fields, suspended: suspended, recipient: letterbox.publicKey)
        let answer: HTTPClientResponse
        do throws(TransportError) {
            answer = try await ask(.post, "/open", call.bytes)
        } catch {
            isSeenOpen.withLock { $0 = false }
            guard error.delivery == .mayBeReceived else { return nil }
            throw .unopenable
        }
        switch answer.status {
        case 200:
            guard let fields = (try? SealedOpening(answer.body))?.open(with: letterbox) else {
                throw .unopenable
            }
            return fields
        case 423:
            isSeenOpen.withLock { $0 = false }
            return nil
        case 422:
            let object = try? JSONValue(parsing: answer.body).object
            throw object?["error"]?.string.flatMap { VaultError(word: $0) } ?? .unopenable
        default: throw .registerUnavailable
        }
    }

    /// Has a name sealed anew; `nil` while the vault is locked or away.
    func reseal(
        _ field: PassedField, for place: SealedField.Place
    ) async throws(VaultDoor.PassingError) -> SealedField? {
        let answer = try? await ask(.post, "/seal", ResealingCall(field, for: place).bytes)
        switch answer?.status {
        case 200:
            guard let object = try? JSONValue(parsing: answer?.body ?? []).object,
                let value = object["field"],
                let field = try? SealedField(value, path: "field"), field.path == place.path,
                field.recipient == place.recipient
            else { throw .sealing(.malformed) }
            return field
        case 422: throw .sealing(.changed)
        case 403: throw .stranger
        default:
            isSeenOpen.withLock { $0 = false }
            return nil
        }
    }

    /// Tells the vault a manifest; `false` when it does not take it.
    func tell(manifest: SignedNote) async -> Bool {
        (try? await ask(.post, "/manifest", manifest.bytes))?.status == 200
    }

    /// Tells the vault an entry with its proof; `false` when it does not take it.
    func tell(_ permit: Permit) async -> Bool {
        (try? await ask(.post, "/entry", permit.told))?.status == 200
    }

    private func ask(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8]
    ) async throws(TransportError) -> HTTPClientResponse {
        var request = HTTPClientRequest(
            method, try HTTPURL(socket: socket, target: path), body: body)
        request.totalTime = .seconds(30)
        request.answerLimit = SealedOpening.mostBytes
        return try await http.send(request)
    }
}

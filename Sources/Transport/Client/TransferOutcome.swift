internal import CCurl

/// What a code of libcurl means to whoever sent the request.
struct TransferOutcome {
    let code: CURLcode
    let wasSent: Bool
    /// What OpenSSL says in words, by way of libcurl; looked through for alerts, and kept nowhere.
    let words: String

    /// The alerts by which a peer refuses a certificate (RFC 8446, section 6.2), as OpenSSL words them.
    private static let refusals = [
        "alert certificate required", "alert bad certificate", "alert unsupported certificate",
        "alert certificate revoked", "alert certificate expired", "alert certificate unknown",
        "alert unknown ca",
        "alert access denied",
    ]

    var error: TransportError {
        let delivery: DeliveryState = wasSent ? .mayBeReceived : .surelyNotSent
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            return .timedOut(delivery)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            return isRefusal ? .refusedByPeer : .broken(delivery)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2,
            CURLE_BAD_CONTENT_ENCODING:
            return .malformedAnswer
        default:
            // A request that was sent on a kept connection which broke is sent anew on a fresh one; what that one
            // came to does not take back that the first may have been received.
            guard !wasSent else { return .broken(.mayBeReceived) }
            return beforeSending
        }
    }

    private var isRefusal: Bool {
        Self.refusals.contains { words.contains($0) }
    }

    private var beforeSending: TransportError {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT:
            .unreachable
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            .untrustedPeer
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            .unpinnedPeer
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            .unusableCredentials
        case CURLE_SSL_CONNECT_ERROR:
            isRefusal ? .refusedByPeer : .noSecureChannel
        default:
            .library(step: "curl_multi_perform", number: Int(code.rawValue))
        }
    }
}

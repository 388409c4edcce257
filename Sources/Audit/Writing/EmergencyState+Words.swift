public import Exchange
public import Vault

extension EmergencyReview.State {
    /// The word of the state.
    public var word: String {
        switch self {
        case .open: "open"
        case .justified: "justified"
        case .overdue: "overdue"
        case .late: "late"
        }
    }

    /// When it was justified, in time or not; `nil` when it was not.
    public var justified: Moment? {
        switch self {
        case .justified(let moment), .late(let moment): moment
        case .open, .overdue: nil
        }
    }
}

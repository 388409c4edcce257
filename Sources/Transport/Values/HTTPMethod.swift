/// What a request asks to be done; methods that nobody here needs are not spoken.
public enum HTTPMethod: String, CaseIterable, Sendable {
    /// Asks for what is there.
    case get = "GET"
    /// Asks for what `get` would say, without the body.
    case head = "HEAD"
    /// Hands something over to be acted upon.
    case post = "POST"
    /// Says what is to be there from now on.
    case put = "PUT"
    /// Says what is to be changed.
    case patch = "PATCH"
    /// Asks that something be there no longer.
    case delete = "DELETE"
    /// Asks what can be asked.
    case options = "OPTIONS"
}

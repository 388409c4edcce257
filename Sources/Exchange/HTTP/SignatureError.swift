/// Why a request or a response is not signed as it should be.
public enum SignatureError: Error, Equatable, Sendable {
    /// A part of the head has a form that could be read in two ways.
    case head(Part)
    /// A field that is signed is missing, stands twice, or has letters that it may not have.
    case field(String)
    /// A field is not of the structured form.
    case malformed(field: String, FieldError)
    /// There is no signature for this purpose, or more than one.
    case count(Int)
    /// What is signed is not just what has to be.
    case components
    /// A parameter of the signature is missing, of another form, or not in its place.
    case parameter(String)
    /// It was made later than now, by this many seconds more than clocks may differ.
    case early(seconds: Int64)
    /// It is no longer good, since this many seconds more than clocks may differ.
    case late(seconds: Int64)
    /// It is good for longer than it may be.
    case lifetime(seconds: Int64)
    /// No trusted key is the one that it names.
    case unknownKey
    /// It is not the signature of the key that it names.
    case forged
    /// The body is another than the one that was signed.
    case digest

    /// The parts of a head.
    public enum Part: String, Sendable {
        case method, authority, path, status
    }
}

/// The version of the command, as `rastro --version` prints it.
public enum Version: Sendable {
    /// The version, by semantic versioning.
    public static let current = "0.1.0"
}

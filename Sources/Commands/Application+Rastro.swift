extension Application {
    /// The command `rastro`, with everything that it does.
    public static let rastro = Application([])
}

/// What the reference tables know of models, as the reader of serials asks them.
///
/// Texts come folded: capital letters and digits alone, such as `GPWASR1063`.
public struct SerialModels: Sendable {
    /// Tells whether a text is a model of the maker that the row names.
    public let isOfMake: @Sendable (_ folded: String) -> Bool
    /// Tells whether a text is a model of any maker.
    public let isKnown: @Sendable (_ folded: String) -> Bool

    /// Makes the two questions.
    public init(
        isOfMake: @escaping @Sendable (_ folded: String) -> Bool,
        isKnown: @escaping @Sendable (_ folded: String) -> Bool
    ) {
        self.isOfMake = isOfMake
        self.isKnown = isKnown
    }

    /// Tables that know no model.
    public static let none = SerialModels(isOfMake: { _ in false }, isKnown: { _ in false })

    /// A model as the questions ask for it: capital letters and digits alone.
    public static func folded(_ model: String) -> String { SerialText(model).significant }
}

/// What was written of the firearm beside its serial, as factors: how likely the text is, given each
/// make, model and calibre.
///
/// A factor is the chance of what was written, given what a record says; only ratios matter, but for the
/// absent firearm's. A text that was left blank has the factor 1 throughout.
public struct SerialEvidence: Hashable, Sendable {
    /// The factors of one field.
    public struct Field: Hashable, Sendable {
        /// The factor of every number that is not listed; positive.
        public var usual: Double
        /// The numbers with a factor of their own.
        public var listed: [Listed]

        /// A number and its factor.
        public struct Listed: Hashable, Sendable {
            /// The make's, model's or calibre's number.
            public let number: UInt32
            /// Its factor.
            public let factor: Double

            /// Makes a listed factor.
            public init(number: UInt32, factor: Double) {
                self.number = number
                self.factor = factor
            }
        }

        /// Makes the factors of a field.
        public init(usual: Double = 1, listed: [Listed] = []) {
            self.usual = usual
            self.listed = listed
        }

        /// The factor of a number.
        ///
        /// - Complexity: O(listed).
        public func factor(_ number: UInt32) -> Double {
            listed.first { $0.number == number }?.factor ?? usual
        }
    }

    /// The factors of makes.
    public var make: Field
    /// The factors of models.
    public var model: Field
    /// The factors of calibres.
    public var calibre: Field

    /// Makes evidence; a field that is left out says nothing.
    public init(make: Field = Field(), model: Field = Field(), calibre: Field = Field()) {
        self.make = make
        self.model = model
        self.calibre = calibre
    }

    /// The factor of a description.
    public func factor(_ descriptor: SerialDescriptor) -> Double {
        make.factor(descriptor.make) * model.factor(descriptor.model)
            * calibre.factor(descriptor.calibre)
    }
}

/// A question to the index: what was read of the serial, and what was written beside it.
public struct SerialQuery: Sendable {
    /// What was read.
    public var pattern: SerialPattern
    /// What was written of make, model and calibre.
    public var evidence: SerialEvidence

    /// Makes a question.
    public init(pattern: SerialPattern, evidence: SerialEvidence = SerialEvidence()) {
        self.pattern = pattern
        self.evidence = evidence
    }
}

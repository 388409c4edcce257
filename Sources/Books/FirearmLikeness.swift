import Firearms
import SerialIndex

/// What a firearm is, spellings aside: two lines that differ in it are two firearms.
public final class FirearmLikeness: Hashable, Sendable {
    private let makes: Set<FirmCode>
    private let models: Set<String>
    private let calibres: Set<CalibreCode>
    private let kinds: Set<Kind>
    private let texts: [[UInt8]]
    /// The hash of all of it, because one description is hashed for each of its lines.
    private let digest: Int

    init(_ firearm: Descriptor) {
        makes = Set(firearm.make.values)
        models = Set(firearm.model.values)
        calibres = Set(firearm.calibre.values)
        kinds = Set(firearm.kind.values)
        // What the tables do not know is compared as it is written.
        texts = [
            makes.isEmpty ? firearm.raw.make : "", models.isEmpty ? firearm.raw.model : "",
            calibres.isEmpty ? firearm.raw.calibre : "", kinds.isEmpty ? firearm.raw.kind : "",
        ].map { SerialPattern.significant($0) }
        var hasher = Hasher()
        hasher.combine(makes)
        hasher.combine(models)
        hasher.combine(calibres)
        hasher.combine(kinds)
        hasher.combine(texts)
        digest = hasher.finalize()
    }

    /// Tells whether two are the same, spellings aside.
    public static func == (left: FirearmLikeness, right: FirearmLikeness) -> Bool {
        left === right
            || left.digest == right.digest && left.makes == right.makes
                && left.models == right.models && left.calibres == right.calibres
                && left.kinds == right.kinds && left.texts == right.texts
    }

    /// Feeds the hash that was made once.
    public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

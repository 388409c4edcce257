public import BlindLookup
public import Exchange
import Storage

/// How a node stands with blind look-ups.
public struct BlindOverview: Sendable {
    /// Its settings.
    public let terms: NodeConfiguration.Blind
    /// The period whose key it has; `nil` before it was in service.
    public let period: ComparisonPeriod?
    /// The lists by which it is ready to be compared, by name.
    public let lists: [List]
    /// How many different forms they have by the rule of the settings.
    public let forms: Int
    /// What each officer of another node had on the last day on which anybody asked.
    public let officers: [Count]
    /// What each other node had in the last period.
    public let nodes: [Count]
    /// How many questions wait for an answer.
    public let open: Int
    /// How many comparisons of its own were begun and not ended.
    public let begun: Int

    /// A list.
    public struct List: Hashable, Sendable {
        /// What it is called.
        public let name: String
        /// When it was taken in.
        public let time: Moment
        /// How many firearms it has.
        public let firearms: Int
        /// How many firearms of its file have no form.
        public let leftOut: Int
    }

    /// How many answers somebody had.
    public struct Count: Hashable, Sendable {
        /// The node.
        public let node: String
        /// The officer's pseudonym; empty for all of the node.
        public let officer: String
        /// The day since 1970, or the number of the period.
        public let unit: Int
        /// How many answers.
        public let used: Int
    }
}

extension NodeReader {
    /// How the node stands with blind look-ups.
    public func blindOverview() async throws -> BlindOverview {
        let terms = configuration.blind
        let period = try PeriodKeyFile.read(folder).flatMap { kept in
            kept.days == Int(terms.periodDays) ? kept.keys.period : nil
        }
        return try await database.read { transaction in
            let counts = try transaction.rows(
                "SELECT node, officer, unit, used FROM blind_used ORDER BY node, officer",
                as: String.self, String.self, Int.self, Int.self
            ).map { BlindOverview.Count(node: $0.0, officer: $0.1, unit: $0.2, used: $0.3) }
            let lists = try transaction.rows(
                "SELECT name, time, firearms, left_out FROM blind_list ORDER BY name",
                as: String.self, KeptMoment.self, Int.self, Int.self
            ).map {
                BlindOverview.List(name: $0.0, time: $0.1.value, firearms: $0.2, leftOut: $0.3)
            }
            return BlindOverview(
                terms: terms, period: period, lists: lists,
                forms: try transaction.value(
                    "SELECT count(DISTINCT name) FROM blind_form WHERE rule = $1",
                    terms.rule.rawValue),
                officers: counts.filter { !$0.officer.isEmpty },
                nodes: counts.filter { $0.officer.isEmpty },
                open: try transaction.value("SELECT count(*) FROM blind_open"),
                begun: try transaction.value("SELECT count(*) FROM blind_comparison"))
        }
    }

    /// How many recoveries of a submission are of firearms that were handed in before, in another.
    public func submittedBefore(_ submission: UniqueIdentifier) async throws -> Int {
        try await database.read { transaction in
            try transaction.value(
                """
                SELECT count(DISTINCT r.row) FROM recovery r
                WHERE r.submission = $1 AND length(r.name) > 0 AND EXISTS (
                    SELECT 1 FROM recovery f WHERE f.name = r.name AND f.request < r.request
                        AND f.submission NOT IN (r.submission, ''))
                """, KeptIdentifier(submission))
        }
    }
}

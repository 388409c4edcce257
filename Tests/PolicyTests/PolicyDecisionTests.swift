import Chronology
import Exchange
import Policy
import Testing

/// Decisions: deny by default, a forbid that applies wins, and what the carried policies say of the cases for which
/// they were written.
struct PolicyDecisionTests {
    static let permit = """
        permit us.read
          action read
          role investigator
          class identity
          purpose C
          needs basis case
          reason criminal-investigation

        """

    @Test("what no rule permits is refused, by no rule")
    func byDefault() throws {
        let policy = try PolicyStage.policy(Self.permit)
        let decision = policy.decide(PolicyStage.name())
        #expect(decision.isPermitted && decision.rules.map(\.identifier) == ["us.read"])
        #expect(decision.policy == policy.digest)
        var others = [PolicyQuestion](repeating: PolicyStage.name(), count: 6)
        others[0].action = .refer
        others[1].role = .officer
        others[2].purpose = .exigent
        others[3].dataClass = .firearm
        others[4].basis = nil
        others[5].facts = PolicyStage.facts(.live, .permission, .cosigned, .second, .standing)
        for other in others {
            let decision = policy.decide(other)
            #expect(decision.decision == .forbid && decision.rules.isEmpty, "\(other)")
        }
    }

    @Test("a forbid that applies wins over any number of permits")
    func forbidWins() throws {
        let second = Self.permit.replacing("us.read", with: "us.again")
        let forbid =
            "forbid us.no\n  class identity\n  marked H1\n  unless permission second\n  reason not-in-court\n"
        let policy = try PolicyStage.policy(Self.permit + second + forbid)
        var question = PolicyStage.name()
        question.facts = PolicyStage.facts(.caseFile, .permission)
        #expect(policy.decide(question).rules.map(\.identifier) == ["us.read", "us.again"])
        question.handling = WordSet([.notInCourt, .crimeOnly])
        // One of two that lift it is not enough.
        #expect(policy.decide(question).rules.map(\.identifier) == ["us.no"])
        question.facts = PolicyStage.facts(.caseFile, .permission, .second)
        #expect(policy.decide(question).isPermitted)
    }

    @Test("a law counts when the policy knows it for the purpose, whatever the question says of it")
    func bases() throws {
        let policy = try PolicyStage.policy(
            Self.permit.replacing("purpose C", with: "purpose C F X"))
        var question = PolicyStage.name()
        #expect(policy.decide(question).isPermitted)
        question.purpose = .firearmReturn
        #expect(!policy.decide(question).isPermitted, "the law is none for a return")
        question.purpose = .exigent
        #expect(policy.decide(question).isPermitted)
        question.basis = LegalBasis("us:unknown")
        #expect(!policy.decide(question).isPermitted)
    }

    @Test("civil use is refused by name everywhere, for everybody")
    func civil() throws {
        for jurisdiction in ["US", "MX"] {
            let policy = try PolicyStage.carried(jurisdiction)
            for cell in PolicyCell.all where cell.purpose == .civil {
                let decision = policy.decide(
                    PolicyQuestion(
                        cell.action, by: cell.role, for: .civil, under: PolicyStage.law,
                        about: cell.dataClass, facts: .all))
                #expect(!decision.isPermitted)
                #expect(decision.rules.contains { $0.reason == .civilUse })
            }
        }
    }

    @Test(
        "the United States ask nothing by person and bring no books together; Mexico has a register"
    )
    func registers() throws {
        let (us, mx) = (try PolicyStage.carried("US"), try PolicyStage.carried("MX"))
        for cell in PolicyCell.all where [.lookupPerson, .consolidate].contains(cell.action) {
            #expect(us.leastFacts(cell).isEmpty)
        }
        var question = PolicyStage.name(.lookupPerson)
        question.basis = LegalBasis("mx:lfafe7")
        #expect(mx.decide(question).isPermitted)
        question.facts = question.facts.subtracting(PolicyStage.facts(.caseFile))
        #expect(!mx.decide(question).isPermitted, "not without a case")
        question.facts = .all
        question.role = .officer
        #expect(!mx.decide(question).isPermitted)
    }

    @Test("codes hold until the provider permits: H1 in court, H2 onward, H3 on every way out")
    func codes() throws {
        for jurisdiction in ["US", "MX"] {
            let policy = try PolicyStage.carried(jurisdiction)
            let role = PolicyRole.prosecutor
            let basis = PolicyStage.basis(policy, .criminalJustice)
            func ask(
                _ action: PolicyAction, _ code: Handling, by role: PolicyRole, _ isAllowed: Bool
            )
                -> PolicyDecision
            {
                let facts: WordSet<PolicyFact> =
                    isAllowed ? .all : WordSet<PolicyFact>.all.subtracting(WordSet([.permission]))
                return policy.decide(
                    PolicyQuestion(
                        action, by: role, for: .criminalJustice, under: basis, about: .identity,
                        handling: WordSet([code]), facts: facts))
            }
            for (action, code, who) in [
                (PolicyAction.export, Handling.notInCourt, role),
                (.refer, .notPassedOn, .tracingCentre), (.export, .restricted, role),
                (.refer, .restricted, .tracingCentre), (.disclose, .restricted, .tracingCentre),
            ] {
                let refused = ask(action, code, by: who, false)
                #expect(!refused.isPermitted && refused.rules.count == 1)
                #expect(refused.rules.first?.marked.contains(code) == true)
                #expect(ask(action, code, by: who, true).isPermitted)
            }
            #expect(ask(.export, .notPassedOn, by: role, false).isPermitted)
            #expect(ask(.read, .restricted, by: role, false).isPermitted, "two officers read it")
        }
    }

    @Test("an officer whose permits are suspended can do nothing but explain")
    func suspended() throws {
        for jurisdiction in ["US", "MX"] {
            let policy = try PolicyStage.carried(jurisdiction)
            let without = WordSet<PolicyFact>.all.subtracting(WordSet([.standing]))
            var permitted: Set<PolicyAction> = []
            for cell in PolicyCell.all {
                let question = PolicyQuestion(
                    cell.action, by: cell.role, for: cell.purpose,
                    under: PolicyStage.basis(policy, cell.purpose), about: cell.dataClass,
                    facts: without)
                if policy.decide(question).isPermitted { permitted.insert(cell.action) }
            }
            #expect(permitted == [.justify])
        }
    }

    @Test(
        "a name is opened only after the entry was cosigned, or by two officers in danger to life")
    func logFirst() throws {
        let policy = try PolicyStage.carried("US")
        var question = PolicyStage.name()
        question.purpose = .exigent
        question.facts = PolicyStage.facts(.caseFile, .live, .standing)
        #expect(policy.decide(question).rules.map(\.identifier) == ["us.log-first"])
        question.action = .breakGlass
        #expect(policy.decide(question).rules.isEmpty)
        question.facts = question.facts.union(PolicyStage.facts(.second))
        #expect(policy.decide(question).isPermitted)
        question.purpose = .criminalJustice
        #expect(!policy.decide(question).isPermitted, "an emergency is a danger to life")
    }

    @Test("the policy that holds is that of the day")
    func dated() throws {
        #expect(Policy.carriedJurisdictions.sorted() == ["MX", "US"])
        #expect(Policy.carried(for: "CA", on: PolicyStage.day) == nil)
        for jurisdiction in ["US", "MX"] {
            let before = PolicyStage.day.advanced(by: -1)
            #expect(Policy.carried(for: jurisdiction, on: before) == nil)
            let policy = try PolicyStage.carried(jurisdiction)
            #expect(policy.effective == PolicyStage.day && policy.version == 1)
        }
    }

    @Test("purposes of messages are purposes of questions, and no others can be")
    func purposes() {
        let words = Purpose.allCases.map { PolicyPurpose($0).word }
        #expect(words == Purpose.allCases.map(\.rawValue))
        #expect(PolicyPurpose(word: "civil") == .civil && Purpose(rawValue: "civil") == nil)
    }
}

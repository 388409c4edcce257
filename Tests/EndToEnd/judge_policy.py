#!/usr/bin/env python3
"""The two policies of docs/policy.md once more, from their prose: a judge of the rules' files.

    judge_policy.py US|MX

Prints, for each action, class of data, role and purpose that is ever permitted, a line

    action,class,role,purpose,DIGITS

DIGITS are 512 hexadecimal digits: for each of the 16 sets of handling codes (H0 is the lowest bit) a
block of 32, whose 128 bits say, for each set of facts, whether it is permitted; bit 0 is that of no
fact, bit 127 that of all. Nothing here reads a rules' file: it is written from the chapters
"The policy of the United States" and "The policy of Mexico", one function for each of their sections.
"""
import sys

ACTIONS = ["read", "submit", "disclose", "refer", "export", "lookup-serial", "lookup-person", "consolidate",
           "publish", "answer-blind", "erase", "break-glass", "justify", "witness", "audit"]
CLASSES = ["identity", "firearm", "custody", "statistics", "ledger"]
ROLES = ["officer", "tracing-centre", "custodian", "investigator", "prosecutor", "secretariat", "auditor",
         "administrator"]
PURPOSES = ["C", "F", "X", "civil", "none"]
FACTS = ["basis", "case", "live", "permission", "cosigned", "second", "standing"]
CODES = ["H0", "H1", "H2", "H3"]

PRIVATE = {"identity", "firearm", "custody"}
NEVER = None


def trace_work(who, role, about, purpose, returners):
    """What every use of trace data in a case has in common: a law and a case.

    For a crime or a danger to life by those named in `who`; for the return of a firearm by `returners`,
    and then about the firearm's description alone.
    """
    if purpose in ("C", "X") and role in who and about in PRIVATE:
        return {"basis", "case"}
    if purpose == "F" and role in returners and about == "firearm":
        return {"basis", "case"}
    return NEVER


def may_read(country, role, about, purpose):
    if about == "statistics":
        return set() if role in ("tracing-centre", "secretariat") and purpose in ("C", "none") else NEVER
    returners = {"US": ("officer", "tracing-centre", "investigator"), "MX": ("tracing-centre", "prosecutor")}[country]
    who = ["tracing-centre", "investigator", "prosecutor"]
    if about == "firearm" or (about == "custody" and country == "US"):
        who.append("officer")
    return trace_work(who, role, about, purpose, returners)


def may_submit(country, role, about, purpose):
    returners = {"US": ("officer", "tracing-centre", "investigator"), "MX": ("tracing-centre", "prosecutor")}[country]
    who = ("officer", "tracing-centre", "investigator", "prosecutor")
    return trace_work(who, role, about, purpose, returners)


def may_disclose(country, role, about, purpose):
    who = ("tracing-centre",) if country == "US" else ("tracing-centre", "prosecutor")
    return trace_work(who, role, about, purpose, ("tracing-centre",))


def may_refer(country, role, about, purpose):
    who = ("tracing-centre", "investigator" if country == "US" else "prosecutor")
    return trace_work(who, role, about, purpose, ()) if purpose == "C" else NEVER


def may_export(country, role, about, purpose):
    if role == "prosecutor" and purpose == "C" and about != "statistics":
        return {"basis", "case"}
    return NEVER


def may_look_up_serial(country, role, about, purpose):
    if about == "identity":
        return NEVER
    who = ["tracing-centre", "custodian"]
    return trace_work(who + (["investigator", "prosecutor"] if country == "MX" else []), role, about, purpose, who)


def may_look_up_person(country, role, about, purpose):
    if country == "US" or about not in ("identity", "firearm") or purpose not in ("C", "X"):
        return NEVER
    if role in ("custodian", "prosecutor"):
        return {"basis", "case"}
    return {"basis", "case", "second"} if role == "investigator" else NEVER


def may_consolidate(country, role, about, purpose):
    if country == "MX" and role == "custodian" and about in PRIVATE and purpose == "none":
        return {"second"}
    return NEVER


def may_publish(country, role, about, purpose):
    return {"second"} if (role, about, purpose) == ("secretariat", "statistics", "none") else NEVER


def may_answer_blind(country, role, about, purpose):
    return trace_work(("tracing-centre",), role, about, purpose, ()) if about == "firearm" else NEVER


def may_erase(country, role, about, purpose):
    return {"second"} if role == "administrator" and about in PRIVATE and purpose == "none" else NEVER


def in_emergencies(country):
    return ("investigator", "tracing-centre" if country == "US" else "prosecutor")


def may_break_glass(country, role, about, purpose):
    if role in in_emergencies(country) and about in PRIVATE and purpose == "X":
        return {"basis", "case", "second"}
    return NEVER


def may_justify(country, role, about, purpose):
    return {"case"} if role in in_emergencies(country) and (about, purpose) == ("ledger", "X") else NEVER


def may_witness(country, role, about, purpose):
    return set() if role in ("secretariat", "auditor") and (about, purpose) == ("ledger", "none") else NEVER


def may_audit(country, role, about, purpose):
    if about != "ledger":
        return NEVER
    if role == "auditor" and purpose in ("C", "none"):
        return set()
    return {"basis", "case"} if (role, purpose) == ("prosecutor", "C") else NEVER


MAY = dict(zip(ACTIONS, [
    may_read, may_submit, may_disclose, may_refer, may_export, may_look_up_serial, may_look_up_person,
    may_consolidate, may_publish, may_answer_blind, may_erase, may_break_glass, may_justify, may_witness, may_audit]))


def what_holds_for_all(country, action, about, role, needed):
    """The section "What holds for everybody": adds to what is needed."""
    if action != "justify":
        needed.add("standing")
    if about in PRIVATE and action in ("read", "disclose", "refer", "export", "break-glass"):
        needed.add("live")
    if about == "identity":
        if action == "read" or (action == "lookup-person" and country == "MX"):
            needed.add("cosigned")
        if action in ("refer", "export"):
            needed.add("second")
    if country == "MX" and action == "export" and about == "custody":
        needed.add("cosigned")


def under_codes(country, action, purpose, codes, needed):
    """The section "Handling codes": adds to what is needed, or says that it is never permitted."""
    going_out = {"disclose", "refer", "export", "publish"} | ({"consolidate"} if country == "MX" else set())
    if "H0" in codes and purpose in ("F", "civil", "none"):
        # What keeps the node in order is no use of the data; bringing the register together is its upkeep.
        if action not in ("erase", "justify", "witness", "audit", "break-glass", "consolidate"):
            return False
    if "H1" in codes and action == "export":
        needed.add("permission")
    if "H2" in codes and action in ("refer", "publish") + (("consolidate",) if country == "MX" else ()):
        needed.add("permission")
    if "H3" in codes:
        if action in ("read", "break-glass"):
            needed.add("second")
        if action in going_out:
            needed.add("permission")
    return True


def needed(country, action, about, role, purpose, codes):
    """The facts that are needed, or NEVER."""
    if purpose == "civil":
        return NEVER
    facts = MAY[action](country, role, about, purpose)
    if facts is NEVER:
        return NEVER
    what_holds_for_all(country, action, about, role, facts)
    return facts if under_codes(country, action, purpose, codes, facts) else NEVER


def enough(facts):
    """The sets of facts that hold all of these, as bits."""
    mask = sum(1 << FACTS.index(fact) for fact in facts)
    return sum(1 << held for held in range(1 << len(FACTS)) if held & mask == mask)


def main():
    country = sys.argv[1]
    known = {}
    for action in ACTIONS:
        for about in CLASSES:
            for role in ROLES:
                for purpose in PURPOSES:
                    digits, is_any = "", False
                    for number in range(1 << len(CODES)):
                        codes = {code for place, code in enumerate(CODES) if number >> place & 1}
                        facts = needed(country, action, about, role, purpose, codes)
                        key = NEVER if facts is NEVER else frozenset(facts)
                        if key not in known:
                            known[key] = 0 if key is NEVER else enough(key)
                        is_any = is_any or known[key] != 0
                        digits += f"{known[key]:032x}"
                    if is_any:
                        print(",".join([action, about, role, purpose, digits]))


if __name__ == "__main__":
    main()

"""No way round the policy: each command that does something is tried by every role for every purpose, and does it exactly where an
independent model of the policy says so."""
import csv
import os

import judge_policy
import test_nodes
from nodes_stage import holders
from stage import TONGUES, rastro, read_csv
from test_nodes import Running as Base

PURPOSES = ["C", "F", "X"]
LAW = {"mx": {"C": "mx:lfafe", "F": "mx:lfafe", "X": "mx:lfafe"},
       "us": {"C": "us:18usc923g7", "F": "us:18usc924d", "X": "us:18usc923g7"}}
# What is there when an officer asks about an answer that has not expired, with a law and a case.
THERE = {"basis", "case", "live", "cosigned", "standing"}


def setUpModule():
    test_nodes.setUpModule()


def tearDownModule():
    test_nodes.tearDownModule()


def may(country, action, about, role, purpose, *more, codes=()):
    """Whether the model permits it."""
    facts = judge_policy.needed(country.upper(), action, about, role, purpose, set(codes))
    return facts is not judge_policy.NEVER and facts <= THERE | set(more)


class DoorTests(Base):
    @classmethod
    def prepare(cls):
        cls.nodes.start("dealer", "us", "mx")
        named = next(row["recovery"] for row in read_csv(cls.world.traced)
                     if row["purchaser_name"] and not row["duplicate_of"])
        cls.name = next(row["purchaser_name"] for row in read_csv(cls.world.traced) if row["recovery"] == named)
        with open(cls.world.recoveries, encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        place = lines[0].index("recovery") if "recovery" in lines[0] else 0
        cls.head, cls.row, cls.place = lines[0], next(line for line in lines if line[place] == named), place
        cls.requests = {}
        for purpose in PURPOSES:
            run = cls.submit(f"DOOR-{purpose}", "tracing-centre", purpose)
            assert run.code == 0, run.err
            cls.requests[purpose] = f"DOOR-{purpose}"
        cls.nodes.wait_until_delivered()

    @classmethod
    def submit(cls, reference, role, purpose, *words):
        """Hands in the firearm under a reference of its own."""
        row = list(cls.row)
        row[cls.place] = reference
        path = os.path.join(cls.base, f"{reference}.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([cls.head, row])
        return cls.nodes.submit("--role", role, "--purpose", purpose, *words, file=path)

    def request(self, purpose):
        """The identifier of a request, which the other node knows it by."""
        return self.nodes.query("mx", "SELECT request FROM recovery WHERE keyed_reference = keyed(?, "
                                '\'recovery.reference\')', self.requests[purpose])[0][0]

    def count(self, node, kind):
        return sum(entry["kind"] == kind for entry in self.nodes.entries(node))

    def assert_door(self, run, is_open, what):
        self.assertEqual(run.code, 0 if is_open else 2, f"{what}: {run.out}{run.err}")
        self.assertNotIn(self.name, run.err)

    def test_who_hands_in(self):
        for role in judge_policy.ROLES:
            for purpose in PURPOSES:
                run = self.submit(f"IN-{role}-{purpose}", role, purpose)
                self.assert_door(run, may("mx", "submit", "firearm", role, purpose), (role, purpose))
                if run.code == 0:
                    # Where the recovery may not be told, the command says so and the request is bare.
                    is_whole = may("mx", "submit", "custody", role, purpose)
                    self.assertEqual(run.err == "", is_whole, run.err)
        self.nodes.wait_until_delivered()

    def test_who_opens(self):
        opened = 0
        for role in judge_policy.ROLES:
            for asked in PURPOSES:
                # Whatever a request was made for, what it is opened for is decided.
                run = rastro("request", "open", self.requests["C"], "--node", self.nodes.mx, "--officer", "FGR-1",
                             "--role", role, "--purpose", asked, "--basis", LAW["mx"][asked], "--case", "FGR/1",
                             "--lang", TONGUES[opened % 2])
                is_open = may("mx", "read", "identity", role, asked)
                self.assert_door(run, is_open, (role, asked))
                self.assertEqual(self.name in run.out, is_open)
                opened += is_open
        self.assertGreater(opened, 2)

    def test_nothing_is_sealed_that_was_asked_for_a_return(self):
        run = rastro("request", "open", self.requests["F"], "--node", self.nodes.mx, "--officer", "FGR-1", "--role",
                     "investigator", "--purpose", "C", "--basis", "mx:lfafe", "--case", "FGR/1", "--lang", "en")
        self.assert_refused(run, self.requests["F"])
        out = self.path("r.csv")
        self.assertEqual(rastro("results", self.nodes.mx, "--out", out).code, 0)
        for row in read_csv(out):
            self.assertEqual(row["purchaser_name"], "")

    def test_who_passes_on(self):
        for role in judge_policy.ROLES:
            for purpose in PURPOSES:
                for note, second in (([], []), (["--note", "Sigue"], []), (["--note", "Sigue"], ["--second", "FGR-2"])):
                    run = rastro("request", "refer", self.requests[purpose], "--node", self.nodes.mx, "--officer", "FGR-1",
                                 "--role", role, *note, *second, "--lang", "en")
                    facts = ["second"] if second else []
                    is_open = all(may("mx", "refer", about, role, purpose, *facts)
                                  for about in ["firearm", "custody"] + (["identity"] if note else []))
                    self.assert_door(run, is_open, (role, purpose, note, second))
        self.nodes.wait_until_delivered()

    def test_who_has_evidence_put_together(self):
        written = 0
        for role in judge_policy.ROLES:
            for asked in PURPOSES:
                for field, second in (([], []), (["--field", "purchaser.name"], []),
                                      (["--field", "purchaser.name"], ["--second", "FGR-2"])):
                    out = self.path(f"{role}-{asked}-{len(field + second)}")
                    run = rastro("request", "export", self.requests["C"], "--node", self.nodes.mx, "--out", out, "--officer",
                                 "FGR-1", "--role", role, "--purpose", asked, "--basis", LAW["mx"][asked], "--case", "FGR/1",
                                 *field, *second, "--lang", TONGUES[written % 2])
                    facts = ["second"] if second else []
                    is_open = all(may("mx", "export", about, role, asked, *facts)
                                  for about in ["firearm", "custody", "ledger"] + (["identity"] if field else []))
                    is_open = is_open and (not field or may("mx", "read", "identity", role, asked, *facts))
                    self.assert_door(run, is_open, (role, asked, field, second))
                    self.assertEqual(os.path.exists(out), is_open)
                    self.assertEqual(list(holders(self.name, out)) != [], is_open and bool(field))
                    written += is_open
        self.assertEqual(written, 2)

    def test_who_permits(self):
        for role in judge_policy.ROLES:
            for purpose in PURPOSES:
                run = rastro("request", "permit", self.request(purpose), "--node", self.nodes.us, "--officer", "ATF-1",
                             "--role", role, "--for", "refer", "--lang", "en")
                self.assert_door(run, may("us", "disclose", "identity", role, purpose), (role, purpose))
        self.nodes.wait_until_delivered()

    def test_who_erases(self):
        reference = "DOOR-ERASE"
        self.assertEqual(self.submit(reference, "officer", "C").code, 0)
        self.nodes.wait_until_delivered()
        erased = False
        for role in judge_policy.ROLES:
            for second in ([], ["--second", "ADM-2"]):
                run = rastro("request", "erase", reference, "--node", self.nodes.mx, "--officer", "ADM-1", "--role", role,
                             *second, "--lang", "en")
                self.assert_door(run, may("mx", "erase", "identity", role, "none", *(["second"] if second else [])),
                                 (role, second))
                erased = erased or run.code == 0
        self.assertTrue(erased)
        for tongue in TONGUES:
            run = rastro("request", "open", reference, "--node", self.nodes.mx, "--officer", "FGR-1", "--role",
                         "investigator", "--purpose", "C", "--basis", "mx:lfafe", "--case", "FGR/1", "--lang", tongue)
            self.assert_refused(run, reference)
        self.assertEqual(list(holders(self.name, self.nodes.mx, self.nodes.us)), [])

    def test_what_is_refused_stands_in_the_ledger(self):
        before = self.count("mx", "REFUSE")
        for number, role in enumerate(("auditor", "secretariat", "administrator", "custodian")):
            self.assertEqual(self.submit(f"NO-{number}", role, "C").code, 2)
        self.nodes.wait("the refusals are published", lambda: self.count("mx", "REFUSE") >= before + 4)
        entry = [entry for entry in self.nodes.entries("mx") if entry["kind"] == "REFUSE"][-1]
        self.assertEqual((entry["decision"], entry["x-action"]), ("forbid", "submit"))
        self.assertNotIn("FGR-0001", str(entry))

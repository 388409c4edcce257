"""An auditor asks ledgers: those of two nodes that have traced together, and one that others wrote, with all that can be wrong."""
import base64
import collections
import csv
import hashlib
import hmac
import json
import os
import re
import shutil
import tempfile
import time

from ledger_maker import Log, serving
from nodes_stage import Nodes, World, holders, ledger_entries
from stage import TONGUES, CommandTest, rastro, read_csv

ASKING, ANSWERING = "mx.trace.example", "us.trace.example"
QUESTIONS = ("disclosed", "refused", "emergencies", "times", "gaps", "entries")
AUDITOR = ("--officer", "AUD-1", "--role", "auditor", "--purpose", "none")
DAY = 86_400_000
# A key of the catalogues that has no text.
UNSAID = r"«[a-z]+\.[A-Za-z.]+»"


def audit(place, *words, tongue="en"):
    return rastro("audit", place, *words, "--lang", tongue)


def canonical(entry):
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class AuditTest(CommandTest):
    def assert_narrow(self, text):
        for line in text.splitlines():
            if len(line) > 80:
                self.assertTrue(any(len(word) > 60 for word in line.split()), line)

    def assert_said(self, run, code):
        """It ended with a code, said nothing that is no text, and fits a terminal."""
        self.assertEqual(run.code, code, run.out + run.err)
        self.assertNotRegex(run.out + run.err, UNSAID)
        self.assert_narrow(run.out)

    def json(self, place, *words, code=0):
        path = self.path("audit.json")
        self.assert_said(audit(place, *words, "--json", path), code)
        with open(path, encoding="utf-8") as file:
            return json.load(file)


class TwoNodesAuditTests(AuditTest):
    """Two nodes in service, which have traced a file, opened a name and refused another."""

    @classmethod
    def setUpClass(cls):
        cls.base = tempfile.mkdtemp(prefix="rn")
        cls.addClassCleanup(shutil.rmtree, cls.base)
        cls.world = World(cls.base)
        cls.nodes = nodes = Nodes(cls.base, cls.world, True)
        cls.addClassCleanup(nodes.kill)
        nodes.start("dealer", "us", "mx")
        results = os.path.join(cls.base, "results.csv")
        run = nodes.submit("--out", results)
        assert run.code in (0, 3), run.err
        nodes.wait_until_delivered()
        named = [row for row in read_csv(cls.world.traced) if row["purchaser_name"]]
        cls.opened, cls.unread = (named[0]["recovery"], named[0]["purchaser_name"]), named[1]["recovery"]
        cls.codes = [cls.open(role=role).code for role in ("investigator", "auditor", "investigator")]
        nodes.wait_until_delivered()

    @classmethod
    def open(cls, role):
        return rastro("request", "open", cls.opened[0], "--node", cls.nodes.mx, "--officer", "FGR-1234", "--role", role,
                      "--purpose", "C", "--basis", "mx:lfafe", "--case", "FGR/7/2026")

    def test_every_question_is_answered_on_both_sides_in_both_languages(self):
        self.assertEqual(self.codes, [0, 2, 0])
        for folder in (self.nodes.mx, self.nodes.us):
            for tongue in TONGUES:
                self.assert_said(audit(folder, tongue=tongue), 0)
                run = audit(folder, *(f"--{question}" for question in QUESTIONS), "--verify", tongue=tongue)
                self.assert_said(run, 0)
                self.assertEqual(run.err, "")
                for name in self.world.purchasers():
                    self.assertIsNone(re.search(rf"\b{re.escape(name)}\b", run.out), "a purchaser is named")

    def test_the_counts_are_those_of_the_ledgers_files(self):
        for name in ("mx", "us"):
            found = self.json(getattr(self.nodes, name), "--entries")
            entries = self.nodes.entries(name)
            waiting = found["ledger"]["waiting"]
            self.assertEqual(found["ledger"]["read"], len(entries))
            self.assertEqual(found["selected"], len(entries) + waiting)
            kinds = collections.Counter(row["kind"] for row in found["entries"][:len(entries)])
            self.assertEqual(kinds, collections.Counter(entry["kind"] for entry in entries))
            groups = self.json(getattr(self.nodes, name))["summary"]
            self.assertGreaterEqual(sum(group["entries"] for group in groups), len(entries))
            asked = [group for group in groups if group["act"] == "asked"]
            self.assertEqual([(group["agency"], group["purpose"], group["basis"], group["entries"]) for group in asked],
                             [("MXFGR0001", "C", "mx:lfafe", len(self.nodes.requests()))])

    def test_what_was_opened_and_what_was_refused(self):
        found = self.json(self.nodes.mx, "--disclosed", "--refused")
        opened = [row for row in found["disclosed"] if row["act"] == "opened"]
        self.assertEqual(len(opened), 2)
        self.assertEqual({row["permit"] for row in opened}, {"used"})
        self.assertEqual({row["fields"] for row in opened}, {"purchaser.born purchaser.name"})
        refused, = [row for row in found["refused"] if row["case_state"] == "sealed"]
        self.assertEqual((refused["decision"], refused["rules"]), ("forbid", "mx.separate-duties"))
        self.assertNotIn("FGR/7/2026", json.dumps(found))
        for tongue, words in (("en", "does not see what is in its traces"), ("es", "mx.separate-duties")):
            self.assertIn(words, " ".join(audit(self.nodes.mx, "--refused", tongue=tongue).out.split()))
        # The other government sees the same, but for what its owner alone knows.
        other = self.json(self.nodes.us, "--peer", ASKING, "--disclosed")
        rows = [row for row in other["disclosed"] if row["act"] == "opened"]
        self.assertEqual([row["officer"] for row in rows], [row["officer"] for row in opened])
        self.assertEqual({row["permit"] for row in rows}, {"unknown"})

    def test_both_ledgers_tell_the_same_times(self):
        one, other = (self.json(folder, "--times")["times"] for folder in (self.nodes.mx, self.nodes.us))
        self.assertEqual(one, other)
        parts = {row["part"]: row for row in one}
        self.assertEqual(set(parts), {"outbound", "answering", "custodian", "inbound", "whole"})
        self.assertEqual(parts["whole"]["count"], len(self.nodes.requests()))
        self.assertLessEqual(parts["whole"]["median_ms"], parts["whole"]["slowest_ms"])

    def test_nothing_is_missing_between_them(self):
        for folder in (self.nodes.mx, self.nodes.us):
            found = self.json(folder, "--gaps")
            self.assertEqual((found["gaps"], found["red"]), ([], False))
        run = audit(self.nodes.mx + "/ledger", "--gaps", "--beside", self.nodes.us + "/ledger")
        self.assert_said(run, 0)
        self.assertIn(ANSWERING, run.out)

    def test_a_case_an_officer_and_a_record_are_opened_with_leave_that_is_logged(self):
        before = len(self.decisions())
        case = self.json(self.nodes.mx, "--in-case", "FGR/7/2026", *AUDITOR)
        self.assertEqual({row["case"] for row in case["entries"]}, {"FGR/7/2026"})
        self.assertEqual([row["act"] for row in case["entries"]], ["opened", "forbidden", "opened"])
        officer = self.json(self.nodes.mx, "--actor", "FGR-1234", *AUDITOR)
        self.assertEqual([row["entry"] for row in officer["entries"]], [row["entry"] for row in case["entries"]])
        record = self.json(self.nodes.mx, "--record", self.opened[0], *AUDITOR)
        self.assertEqual([row["entry"] for row in record["entries"]], [row["entry"] for row in case["entries"]])
        pseudonym = record["entries"][0]["officer"]
        alone = self.json(self.nodes.mx, "--pseudonym", pseudonym[:8].upper())
        self.assertEqual([row["entry"] for row in alone["entries"]], [row["entry"] for row in case["entries"]])
        for tongue in TONGUES:
            self.assert_said(audit(self.nodes.mx, "--record", self.unread, *AUDITOR, tongue=tongue), 0)
        self.nodes.wait("the decisions are published", lambda: len(self.decisions()) == before + 5)
        decisions = self.decisions()[before:]
        self.assertEqual([entry["x-opens"] for entry in decisions],
                         [["cases"], ["cases", "officer"], ["cases", "record"], ["cases", "record"], ["cases", "record"]])
        self.assertEqual({(entry["x-action"], entry["decision"]) for entry in decisions}, {("audit", "permit")})
        for text in ("AUD-1", "FGR-1234", "FGR/7/2026"):
            self.assertNotIn(text, json.dumps(decisions))

    def decisions(self):
        return [entry for entry in self.nodes.entries("mx") if entry["kind"] == "DECISION"]

    def test_without_a_permit_nothing_is_opened_and_the_refusal_is_logged(self):
        refused = ("--officer", "FGR-1", "--role", "officer", "--purpose", "C")
        for tongue in TONGUES:
            run = audit(self.nodes.mx, "--in-case", "FGR/7/2026", *refused, tongue=tongue)
            self.assertEqual((run.code, run.out), (2, ""))
            self.assertNotRegex(run.err, UNSAID)
        self.nodes.wait("the refusals are published", lambda: len(
            [entry for entry in self.decisions() if entry["decision"] == "forbid"]) == 2)

    def test_what_can_not_be_told_is_said(self):
        mx, ledger = self.nodes.mx, self.nodes.mx + "/ledger"
        cases = (
            (mx, "--record", self.opened[0], "--peer", ANSWERING, *AUDITOR), (mx, "--record", "NOBODYS", *AUDITOR),
            (ledger, "--in-case", "A/1", *AUDITOR), (ledger, "--peer", ANSWERING), (mx, "--peer", "ca.trace.example"),
            (mx, "--in-case", "A/1"), (mx, "--officer", "AUD-1"), (mx, "--pseudonym", "abc"), (mx, "--pseudonym", "z" * 8),
            (mx, "--key", "x"), (mx, "--from", "2026-13-01"), (mx, "--from", "2026-02-02", "--until", "2026-02-01"),
            (ledger, "--verify"), (mx, "--gaps", "--times", "--csv", self.path("x.csv")), (mx, "--beside", self.path("no")),
        )
        for words in cases:
            for tongue in TONGUES:
                run = audit(*words, tongue=tongue)
                self.assertEqual((run.code, run.out), (2, ""), words)
                self.assertTrue(run.err.startswith("rastro: "), run.err)
                self.assertNotRegex(run.err, UNSAID)

    def test_at_rest_a_ledger_is_read_and_nothing_is_opened(self):
        nodes = self.nodes
        copy = self.path("copy")
        shutil.copytree(nodes.mx, copy, ignore=shutil.ignore_patterns("run"))
        os.mkdir(copy + "/run", 0o700)
        self.assert_said(audit(copy, "--entries", "--count", 2), 0)
        run = audit(copy, "--in-case", "FGR/7/2026", *AUDITOR)
        self.assertEqual(run.code, 2)
        self.assertIn("rastro serve", run.err)

    def test_a_name_that_was_opened_is_in_no_file_of_an_audit(self):
        folder = self.path("out")
        os.mkdir(folder)
        for question in QUESTIONS:
            run = audit(self.nodes.mx, f"--{question}", *AUDITOR, "--csv", f"{folder}/{question}.csv", "--json",
                        f"{folder}/{question}.json")
            self.assert_said(run, 0)
        for text in (self.opened[1], *self.opened[1].split()):
            self.assertEqual(holders(text, folder), [])


def identifier(number):
    return f"019b76da-a800-7000-8000-{number:012x}"


def commitment(text):
    code = hmac.new(b"\7" * 32, b"trace-commit/1\ncase\n" + text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(code).rstrip(b"=").decode()


class Ledger:
    """Entries that nobody's node wrote."""

    def __init__(self, node=ASKING, start=None):
        self.node, self.entries = node, []
        self.now = start or int(time.time() * 1000) - 40 * DAY

    def add(self, kind, **members):
        self.now += 1000
        entry = {"id": identifier(len(self.entries) + 1), "kind": kind, "node": self.node, "t": self.now, "v": 1, **members}
        self.entries.append(canonical(entry))
        return entry["id"]

    def emergency(self, officer):
        signatures = [{"by": code * 32, "sig": base64.b64encode(b"\1" * 64).decode()} for code in officer]
        return self.add("BREAK_GLASS", actor=officer[0] * 32, ori="MXFGR0001", purpose="X", basis="mx:lfafe",
                        case=commitment("A/1"), fields=["purchaser.name"], **{"x-officers": signatures})


class WrittenLedgerTests(AuditTest):
    """A ledger with all that can be wrong, in a folder and on a server."""

    def setUp(self):
        super().setUp()
        one = Ledger()
        first = one.emergency("ab")
        one.add("JUSTIFY", re=first)
        one.emergency("cd")
        one.now += 2 * DAY
        one.add("MSG_OUT", re=identifier(900), msg="11" * 32, **{"x-to": ANSWERING, "x-request": identifier(990)})
        one.add("MSG_OUT", re=identifier(901), msg="22" * 32, **{"x-to": ANSWERING, "x-request": identifier(990)})
        one.add("CONFLICT", re=identifier(902), msg="33" * 32, **{"x-to": ASKING})
        one.add("DISCLOSE", re=identifier(990), fields=["purchaser.name"], handling=["H1", "H2"], purpose="C",
                basis="mx:lfafe", actor="e" * 32, ori="USATF0001", decision="permit", policy="44" * 32, msg="22" * 32,
                **{"x-to": ANSWERING})
        one.entries += [b"", b"\xff\xfe", b'{"v":2}', canonical({"kind": "LATER", "x-new": [1]}), b"{}" * 2000]
        one.add("DISCLOSE", **{"x-legs": [["asked", "!", -1]], "x-to": 7, "x-rules": "no"})
        self.one = one
        other = Ledger(ANSWERING)
        other.add("MSG_IN", re=identifier(901), msg="55" * 32, **{"x-to": ANSWERING, "x-request": identifier(990)})
        self.log, self.other = Log(self.path("log"), one.entries), Log(self.path("other"), other.entries)

    def test_what_is_red_ends_with_code_3_whatever_is_asked(self):
        for words in ((), ("--emergencies",), ("--entries", "--count", 3), ("--gaps", "--verify", "--key", self.log.key)):
            for tongue in TONGUES:
                self.assert_said(audit(self.log.folder, *words, tongue=tongue), 3)
        # Not in days in which nothing was.
        self.assert_said(audit(self.log.folder, "--until", "2001-01-01"), 0)

    def test_each_thing_is_told(self):
        found = self.json(self.log.folder, *(f"--{question}" for question in QUESTIONS), "--beside", self.other.folder, code=3)
        self.assertEqual([row["state"] for row in found["emergencies"]], ["justified", "overdue"])
        self.assertEqual(found["suspended"], ["c" * 32, "d" * 32])
        gaps = collections.Counter((row["problem"], row["red"]) for row in found["gaps"])
        self.assertEqual(gaps, {("notReceived", "no"): 1, ("altered", "yes"): 1, ("conflict", "yes"): 1, ("unreadable", "no"): 6})
        self.assertEqual(len(found["entries"]), len(self.one.entries))
        self.assertEqual(found["entries"][-1]["malformed"], "x-legs x-rules x-to")
        told, = [row for row in found["disclosed"] if row["act"] == "disclosed" and row.get("to")]
        self.assertEqual((told["to"], told["handling"], told["fields"]), (ANSWERING, "H1 H2", "purchaser.name"))
        self.assertEqual(sum(row["entries"] for row in self.json(self.log.folder, code=3)["summary"]), len(self.one.entries))

    def test_a_server_is_read_like_a_folder(self):
        words = ("--key", self.log.key, "--entries", "--verify")
        path = self.path("one.csv")
        with serving(self.log.folder) as url:
            self.assert_said(audit(url, *words, "--csv", path), 3)
        again = self.path("other.csv")
        self.assert_said(audit(self.log.folder, *words, "--csv", again), 3)
        with open(path, encoding="utf-8-sig") as one, open(again, encoding="utf-8-sig") as other:
            self.assertEqual(one.read(), other.read())
        self.assertEqual(len(read_csv(path)), len(self.one.entries))

    def test_a_ledger_that_is_not_what_was_signed_is_told(self):
        entries = self.log.folder + f"/tile/entries/000.p/{len(self.one.entries)}"
        with open(entries, "rb") as file:
            whole = file.read()
        cases = {"a changed entry": whole[:-2] + b"x" + whole[-1:], "a shortened bundle": whole[:-1], "none": None}
        for name, content in cases.items():
            if content is None:
                os.remove(entries)
            else:
                with open(entries, "wb") as file:
                    file.write(content)
            for tongue in TONGUES:
                run = audit(self.log.folder, "--until", "2001-01-01", tongue=tongue)
                self.assertEqual(run.code, 3, name)
                self.assertIn("✗", run.out, name)
        foreign = audit(self.other.folder, "--key", self.log.key)
        self.assertEqual(foreign.code, 3)
        self.assertIn("✗", foreign.out)

    def test_a_witness_that_has_not_cosigned_is_told(self):
        public = base64.b64encode(b"\4" + bytes(32)).decode()
        number = hashlib.sha256(b"w.example/witness\n\4" + bytes(32)).digest()[:4].hex()
        run = audit(self.other.folder, "--key", self.other.key, "--witness", f"w.example/witness+{number}+{public}")
        self.assertIn(run.code, (2, 3))
        self.assertTrue("w.example/witness" in run.out + run.err)

    def test_an_empty_ledger_and_none(self):
        log = Log(self.path("empty"), [])
        for question in QUESTIONS:
            for tongue in TONGUES:
                self.assert_said(audit(log.folder, f"--{question}", tongue=tongue), 0)
        os.mkdir(self.path("nothing"))
        run = audit(self.path("nothing"))
        self.assertNotEqual(run.code, 0)
        self.assertEqual(run.out, "")

    def test_what_an_entry_says_is_no_formula_and_no_command_of_the_terminal(self):
        one = Ledger()
        one.add("DISCLOSE", **{"x-to": "=cmd()", "x-note": "\x1b[31m"})
        log = Log(self.path("hostile"), one.entries)
        path = self.path("hostile.csv")
        run = audit(log.folder, "--entries", "--csv", path)
        self.assert_said(run, 0)
        self.assertNotIn("\x1b", run.out)
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                self.assertFalse(any(cell[:1] in ("=", "+", "@") for cell in row), row)

"""Two governments compare lists of firearms without telling them, as their people do it: by the commands."""
import collections
import csv
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
import unittest

import stage
from nodes_stage import Nodes, World, done, holders
from stage import CommandTest, rastro, read_csv

SHARED = {}
LETTERS = "ACEFHJKMNPRTUVWXY"
CASE = "FGR/SON/7/2026"


def setUpModule():
    SHARED["folder"] = tempfile.mkdtemp(prefix="rb")
    SHARED["world"] = World(SHARED["folder"], firearms=300, recoveries=20)


def tearDownModule():
    shutil.rmtree(SHARED["folder"])


def serials(count, seed):
    """Serials no two of which look alike, long enough to be nowhere by chance."""
    chance = random.Random(seed)
    found = {}
    while len(found) < count:
        text = "".join(chance.choice(LETTERS) for _ in range(4)) + f"{chance.randrange(10**7):07d}"
        found[text] = None
    return list(found)


def write(path, rows, heading=("folio", "marca", "calibre", "matricula")):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)
    return path


class Blind(CommandTest):
    """Two nodes that are made anew for each test."""

    def setUp(self):
        super().setUp()
        self.base = tempfile.mkdtemp(prefix="rb")
        self.addCleanup(shutil.rmtree, self.base)
        self.nodes = Nodes(self.base, SHARED["world"], True)
        self.addCleanup(self.nodes.kill)

    def settings(self, name, **changes):
        """Changes what a node at rest has in its settings about blind look-ups."""
        path = os.path.join(getattr(self.nodes, name), "node.json")
        with open(path, encoding="utf-8") as file:
            settings = json.load(file)
        settings["blind"].update(changes)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(settings, file)

    def list(self, path, *words):
        return done("blind", "list", self.nodes.us, path, "--lang", "en", *words)

    def compare(self, path, *words, purpose="C", officer="FGR-1"):
        return rastro("blind", "compare", self.nodes.mx, path, "--peer", "us.trace.example", "--officer", officer,
                      "--purpose", purpose, "--basis", "mx:lfafe", "--case", CASE, "--lang", "en", *words)

    def kinds(self, name):
        return collections.Counter(entry["kind"] for entry in self.nodes.entries(name))

    def counted(self):
        """What each officer had, and the node as a whole."""
        return {officer: used for officer, used in self.nodes.query("us", "SELECT officer, used FROM blind_used")}

    def verify(self):
        self.nodes.wait_until_delivered()
        for name, other in (("mx", "us"), ("us", "mx")):
            done("ledger", "verify", getattr(self.nodes, name) + "/ledger", "--key", self.nodes.line(name, "log"),
                 "--witness", self.nodes.line(other, "witness"))


class Comparing(Blind):
    def test_exactly_what_both_have_is_found_and_no_serial_is_anywhere(self):
        nodes = self.nodes
        nodes.start("us", "mx")
        all_of_us, only_mx = serials(400, 1), serials(60, 2)
        self.list(write(self.path("us.csv"), [
            (f"U{n}", "GLOCK" if n % 2 else "COLT", "9mm", serial) for n, serial in enumerate(all_of_us)]),
            "--as", "robadas")
        rows, expected = [], {}
        for n, serial in enumerate(all_of_us[:50]):
            make = "Glock" if n % 2 else "colt"
            if n % 5 == 1:
                # Misread as people misread: digits that look like letters.
                serial = serial[:4] + serial[4:].replace("0", "O").replace("1", "I").replace("5", "S")
            if n % 5 == 2:
                serial = f"{serial[:4]}-{serial[4:]}".lower()
            if n % 5 == 3:
                # Another maker's: not the same firearm.
                make = "Taurus"
            if n % 5 == 4:
                # One digit is another one: not the same firearm.
                serial = serial[:-1] + str((int(serial[-1]) + 3) % 10)
            rows.append((f"M{n}", make, "", serial))
            expected[f"M{n}"] = "yes" if n % 5 < 3 else "no"
        for n, serial in enumerate(only_mx):
            rows.append((f"N{n}", "Glock", "9mm", serial))
            expected[f"N{n}"] = "no"
        rows += [("P1", "Glock", "", "ABC?23"), ("P2", "Glock", "", ""), ("P3", "Unknown Works", "", "KM0012345")]
        expected |= {"P1": "not_compared", "P2": "not_compared", "P3": "not_compared"}
        # A last digit that was changed may look like another firearm of the list by folding: none does here.
        out, sheet = self.path("matches.csv"), self.path("matches.xlsx")
        run = self.compare(write(self.path("mx.csv"), rows), "--out", out, "--out", sheet)
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual({row["recovery"]: row["match"] for row in read_csv(out)}, expected)
        self.assertEqual([int(row["row"]) for row in read_csv(out)], list(range(2, len(rows) + 2)))
        self.assertTrue(os.path.getsize(sheet) > 0)
        said = " ".join(run.out.split())
        self.assertIn(f"30 of {len(rows) - 3} firearms compared stand in the lists of us.trace.example.", said)
        self.assertIn("a reason to ask by an ordinary trace request, not an identification", said)
        self.assertTrue(all(len(line) <= 80 for line in run.out.splitlines()))
        self.verify()
        self.logged(len(rows) - 3)
        self.nowhere(all_of_us, [row[3] for row in rows if len(row[3]) > 8])

    def logged(self, count):
        """Both ledgers say how many were asked about, by whom and why, and never which."""
        ours, theirs = self.nodes.entries("mx"), self.nodes.entries("us")
        answered = [entry for entry in theirs if entry["kind"] == "OPRF_EVAL"]
        decided = [entry for entry in ours if entry["kind"] == "DECISION"]
        self.assertEqual(sum(entry.get("x-evaluations", 0) for entry in answered), count)
        self.assertEqual(sum(entry.get("x-evaluations", 0) for entry in decided), count)
        self.assertEqual([entry["re"] for entry in decided], [entry["re"] for entry in answered])
        for entry in answered + decided:
            self.assertEqual((entry["purpose"], entry["basis"], entry["decision"]), ("C", "mx:lfafe", "permit"))
            self.assertEqual(len(entry["policy"]), 64)
            self.assertTrue(entry["case"] and CASE not in json.dumps(entry))
        self.assertEqual(set(self.counted().values()), {count})

    def nowhere(self, *lists):
        """No serial stands in either node's folder, ledger or log, in any of the forms in which files hold texts."""
        nodes = self.nodes
        places = [nodes.mx, nodes.us, *(os.path.join(self.base, name) for name in os.listdir(self.base)
                                        if ".log" in name)]
        self.assertTrue(holders("us.trace.example", *places))
        for some in lists:
            for serial in some[::10]:
                self.assertEqual(holders(serial, *places), [], "a serial stands there")

    def test_status_and_dropping(self):
        self.nodes.start("us", "mx")
        path = write(self.path("us.csv"), [("U1", "GLOCK", "", "KMT0012345"), ("U2", "GLOCK", "", "")])
        run = self.list(path)
        self.assertIn("us.csv was taken in: one firearm.", " ".join(run.out.split()))
        for tongue, word in (("en", "taken in"), ("es", "recibida")):
            run = done("blind", "status", self.nodes.us, "--lang", tongue)
            self.assertIn(word, run.out)
            self.assertIn("us.csv", run.out)
            self.assertNotIn("«", run.out)
        self.assertEqual(rastro("blind", "drop", self.nodes.us, "other", "--lang", "en").code, 2)
        done("blind", "drop", self.nodes.us, "us.csv")
        run = self.compare(path)
        self.assertEqual(run.code, 3)
        self.assertIn("NO_LIST", run.err)
        self.nodes.stop("us")
        run = rastro("blind", "list", self.nodes.us, path, "--lang", "en")
        self.assertEqual(run.code, 2)
        self.assertIn("not in service", run.err)
        self.assertIn("norm:1mf", done("blind", "status", self.nodes.us).out)

    def test_a_list_takes_the_place_of_one_of_its_name(self):
        self.nodes.start("us", "mx")
        one, other = serials(2, 3)
        asked = write(self.path("mx.csv"), [("M1", "GLOCK", "", one), ("M2", "GLOCK", "", other)])
        for serial, found in ((one, "M1"), (other, "M2")):
            self.list(write(self.path("us.csv"), [("U1", "GLOCK", "", serial)]), "--as", "stolen")
            out = self.path("out.csv")
            self.assertEqual(self.compare(asked, "--out", out).code, 0)
            self.assertEqual([row["recovery"] for row in read_csv(out) if row["match"] == "yes"], [found])


class Refused(Blind):
    def prepare(self, count=40):
        self.nodes.start("us", "mx")
        self.serials = serials(count, 4)
        self.list(write(self.path("us.csv"), [("U", "GLOCK", "", serial) for serial in self.serials]))

    def file(self, count, name="mx.csv"):
        return write(self.path(name), [(f"M{n}", "GLOCK", "", serial) for n, serial in enumerate(self.serials[:count])])

    def test_limits(self):
        self.settings("us", perOfficer=30, perNode=45)
        self.prepare()
        out = self.path("out.csv")
        run = self.compare(self.file(31), "--out", out)
        self.assertEqual(run.code, 3)
        self.assertIn("OFFICER_LIMIT", run.err)
        self.assertEqual({row["match"] for row in read_csv(out)}, {"open"})
        self.assertEqual(self.compare(self.file(30), "--out", out).code, 0)
        self.assertEqual({row["match"] for row in read_csv(out)}, {"yes"})
        # The process has no part in it.
        self.nodes.stop("us")
        self.nodes.start("us")
        self.assertIn("OFFICER_LIMIT", self.compare(self.file(1)).err)
        self.assertIn("NODE_LIMIT", self.compare(self.file(16), officer="FGR-2").err)
        self.assertEqual(self.compare(self.file(15), officer="FGR-2").code, 0)
        self.assertIn("NODE_LIMIT", self.compare(self.file(1), officer="FGR-3").err)
        self.assertEqual(sorted(self.counted().values()), [15, 30, 45])
        self.verify()
        codes = [entry.get("x-code") for entry in self.nodes.entries("us") if entry["kind"] == "REFUSE"]
        self.assertEqual(codes, ["OFFICER_LIMIT", "OFFICER_LIMIT", "NODE_LIMIT", "NODE_LIMIT"])

    def test_a_purpose_that_no_policy_permits(self):
        self.prepare()
        run = self.compare(self.file(3), purpose="F")
        self.assertEqual(run.code, 2)
        self.assertIn("the policy of this node does not allow it", " ".join(run.err.split()))
        self.assertEqual(self.nodes.query("mx", "SELECT COUNT(*) FROM outbox"), [(0,)])
        self.nodes.stop("mx")
        # Of a policy that is wider here, the other's is the stricter, and holds.
        with open(os.path.join(stage.ROOT, "Sources/CData/files/policy/mx-2026-01-01.policy"), encoding="utf-8") as file:
            policy = file.read()
        rule = policy[policy.index("permit mx.answer-blind"):]
        with open(self.nodes.mx + "/node.policy", "w", encoding="utf-8") as file:
            file.write(policy.replace(rule, rule.replace("purpose C X", "purpose C F X", 1)))
        self.nodes.start("mx")
        run = self.compare(self.file(3), purpose="F")
        self.assertEqual(run.code, 3, run.err)
        self.assertIn("POLICY", run.err)
        self.verify()
        refused = [entry for entry in self.nodes.entries("us") if entry["kind"] == "REFUSE"]
        self.assertEqual([(entry["x-code"], entry["decision"], entry["purpose"]) for entry in refused],
                         [("POLICY", "forbid", "F")])
        self.assertEqual(self.kinds("us")["OPRF_EVAL"], 0)

    def test_nodes_that_have_not_agreed(self):
        self.settings("mx", form="norm:1m")
        self.prepare()
        run = self.compare(self.file(3))
        self.assertEqual(run.code, 2)
        self.assertIn("norm:1mf", run.err)
        self.nodes.stop("mx")
        self.settings("mx", form="norm:1mf", periodDays=7)
        self.nodes.start("mx")
        run = self.compare(self.file(3))
        self.assertEqual(run.code, 2)
        self.assertIn("blind.periodDays", run.err)
        self.assertEqual(self.counted(), {})


class CutOff(Blind):
    def test_nothing_is_lost_or_counted_twice_whoever_is_killed(self):
        nodes = self.nodes
        nodes.start("us", "mx")
        mine = serials(5000, 5)
        self.list(write(self.path("us.csv"), [("U", "GLOCK", "", serial) for serial in mine[:2500]]))
        path = write(self.path("mx.csv"), [(f"M{n}", "GLOCK", "", serial) for n, serial in enumerate(mine)])
        words = ["blind", "compare", nodes.mx, path, "--officer", "FGR-1", "--case", CASE]
        for pause, victim in ((1.5, "command"), (1.0, "us"), (0.6, "mx"), (0.3, "us")):
            command = subprocess.Popen([stage.RASTRO, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env=stage.environment())
            time.sleep(pause)
            if victim != "command":
                nodes.running.pop(victim).kill()
            command.kill()
            command.wait()
            if victim != "command":
                nodes.start(victim)
        out = self.path("out.csv")
        until = time.monotonic() + 120
        while True:
            run = rastro(*words, "--out", out, "--lang", "en")
            # The ledger may not be open yet after a start.
            if run.code == 0 or time.monotonic() > until:
                break
            time.sleep(1)
        self.assertEqual(run.code, 0, run.err)
        found = {row["recovery"] for row in read_csv(out) if row["match"] == "yes"}
        self.assertEqual(found, {f"M{n}" for n in range(2500)})
        self.verify()
        evaluations = [entry.get("x-evaluations", 0) for entry in nodes.entries("us") if entry["kind"] == "OPRF_EVAL"]
        self.assertEqual(sum(evaluations), 5000)
        self.assertEqual(set(self.counted().values()), {5000})
        answers = nodes.query("us", "SELECT answered, COUNT(*) FROM outbox GROUP BY answered")
        self.assertTrue(answers and all(count == 1 for _, count in answers))
        self.assertEqual(nodes.query("mx", "SELECT COUNT(*) FROM blind_comparison"), [(0,)])


class Before(Blind):
    def test_a_firearm_that_was_handed_in_before_is_known(self):
        nodes = self.nodes
        nodes.start("dealer", "us", "mx")
        rows = [("F-1", "GLOCK", "9mm", "KMT0012345"), ("F-2", "COLT", "45 ACP", "RWX0077001"),
                ("F-3", "GLOCK", "9mm", "")]
        first = nodes.submit("--wait", file=write(self.path("one.csv"), rows))
        self.assertEqual(first.code, 0, first.err)
        submission = nodes.query("mx", "SELECT id FROM submission")[0][0]
        self.assertNotIn("submitted before", " ".join(first.out.split()))
        again = [("G-1", "glock", "9 mm", "kmt-0012345"), ("G-2", "COLT", "9mm", "RWX0077001"),
                 ("G-3", "GLOCK", "9mm", ""), ("G-4", "GLOCK", "9mm", "KMT0012346")]
        out = self.path("out.csv")
        second = nodes.submit("--out", out, file=write(self.path("two.csv"), again))
        self.assertEqual(second.code, 0, second.err)
        said = {row["recovery"]: "submitted before" in row["reasons"] for row in read_csv(out)}
        # Another calibre is another firearm, and so is one whose serial is not known.
        self.assertEqual(said, {"G-1": True, "G-2": False, "G-3": False, "G-4": False})
        reasons = {row["recovery"]: row["reasons"] for row in read_csv(out)}
        self.assertIn(f"it was submitted before as F-1 in submission {submission}", reasons["G-1"])
        self.assertIn("One firearm was submitted before, in another submission", " ".join(second.out.split()))
        status = done("status", nodes.mx, "--lang", "en").out
        lines = [line.split() for line in status.splitlines() if line.split()[-5:-4] and ".csv" in line]
        self.assertEqual([line[-4:-1] for line in lines], [["two.csv", "4", "1"], ["one.csv", "3", "0"]])
        # The column has a keyed name, and no hash that anybody could try serials against.
        names = [name for name, in nodes.query("mx", "SELECT name FROM recovery ORDER BY deciphered("
                                           "reference, 'recovery.reference', request)")]
        self.assertEqual([len(name) for name in names], [32, 32, 0, 32, 32, 0, 32])
        self.assertEqual(len(set(names)), 5)
        self.assertEqual(names[0], names[3])


if __name__ == "__main__":
    unittest.main()

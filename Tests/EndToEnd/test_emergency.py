"""Two officers open a sealed name while the other government is away, and explain it; as people in a hurry do it."""
import base64
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

import nodes_stage
from nodes_stage import Nodes, World, done, holders
from secrets_stage import SecretTest
from stage import TONGUES, rastro, read_csv

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

FIRST, SECOND = "FGR-1234", "FGR 77"
PHRASES = {"a": "tejocote lluvia martes 1943", "b": "otra frase bastante larga", "c": "una tercera frase larga"}
DAY = 24 * 3600 * 1000
WHY = "MOTIVO-QUE-NADIE-MAS-LEE"


def public_key(path):
    """The line of the public key in a file, made by nobody's code but this."""
    with open(path, "rb") as file:
        key = b"\x01" + base64.b64decode(json.load(file)["pk"])
    number = hashlib.sha256(b"officer\n" + key).digest()[:4].hex()
    return f"officer+{number}+{base64.b64encode(key).decode()}"


class KeyTest(SecretTest):
    """Makes officers' keys, and says what must hold of what is printed."""

    def key(self, name, tongue="en"):
        path = self.path(f"{name}.key")
        run = rastro("officer", "key", path, "--passphrase-file", self.secret(f"{name}.phrase", PHRASES[name]),
                     "--lang", tongue)
        self.assertEqual((run.code, run.err), (0, ""))
        return path, run

    def well_said(self, run, *words):
        """Nothing secret is printed, nothing is without its words, and all fits a terminal but what is to be copied."""
        said = run.out + run.err
        self.assertNotRegex(said, r"«[a-z]+\.[A-Za-z.]+»|[{}]")
        for phrase in PHRASES.values():
            self.assertNotIn(phrase, said)
        for word in words:
            self.assertIn(word, " ".join(said.split()))
        for line in run.out.splitlines():
            self.assertTrue(len(line) <= 80 or any(len(word) > 30 for word in line.split()), line)

    def refused(self, run, *words, code=2):
        self.assertEqual((run.code, run.out), (code, ""), run.err)
        self.well_said(run, *words)


class KeyFileTests(KeyTest):
    def test_a_key_is_its_owners_alone_and_under_a_passphrase(self):
        for name, tongue in zip("ab", TONGUES):
            path, run = self.key(name, tongue)
            self.well_said(run, path)
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
            self.assertEqual(run.out.splitlines()[-1], public_key(path))
            with open(path, "rb") as file:
                content = file.read()
            self.assertIn(b'"kdf":"argon2id"', content)
            self.refused(rastro("officer", "key", path, "--passphrase-file", self.path(f"{name}.phrase"),
                                "--lang", tongue), path)
            with open(path, "rb") as file:
                self.assertEqual(file.read(), content, "a key that is there is never lost")

    def test_what_is_wrong_with_a_passphrase_is_told_and_no_file_is_made(self):
        path, good = self.path("k.key"), self.secret("good", PHRASES["a"])
        os.chmod(good, 0o644)
        for tongue in TONGUES:
            for words in (
                ("--passphrase-file", good), ("--passphrase-file", self.secret("short", "corta")),
                ("--passphrase-file", self.secret("empty", "")), ("--passphrase-file", self.path("nowhere")),
                ("--passphrase-file", self.folder), (),
            ):
                self.refused(rastro("officer", "key", path, *words, "--lang", tongue, start_new_session=True))
                self.assertFalse(os.path.exists(path), words)
            self.refused(rastro("officer", "key", self.path("no/k.key"), "--lang", tongue), "no/k.key")
            self.refused(rastro("officer", "key", path, PHRASES["a"][:3], "--lang", tongue))

    def test_a_passphrase_is_typed_twice_and_never_shown(self):
        phrase = PHRASES["c"]
        for tongue in TONGUES:
            path = self.path(f"typed-{tongue}.key")
            code, shown = self.typed([phrase.encode() + b"\r", phrase.encode() + b"x\r"], "officer", "key", path, "--lang", tongue)
            self.assertEqual(code, 2, shown)
            self.assertFalse(os.path.exists(path))
            code, shown = self.typed([phrase.encode() + b"\r"] * 2, "officer", "key", path, "--lang", tongue)
            self.assertEqual(code, 0, shown)
            self.assertNotIn(phrase, shown)
            self.assertTrue(os.path.exists(path))


class EmergencyTests(KeyTest):
    """Two nodes and a custodian; the other government goes away and comes back."""

    @classmethod
    def setUpClass(cls):
        cls.base = tempfile.mkdtemp(prefix="re")
        cls.addClassCleanup(shutil.rmtree, cls.base)
        cls.world = World(cls.base)
        cls.nodes = Nodes(cls.base, cls.world, loopback=True)
        cls.addClassCleanup(cls.nodes.kill)
        cls.nodes.start("dealer", "us", "mx")
        assert cls.nodes.submit().code == 0
        cls.nodes.wait_until_delivered()
        cls.named = [(row["recovery"], row["purchaser_name"]) for row in read_csv(cls.world.traced)
                     if row["purchaser_name"] and not row["duplicate_of"]]

    def register(self, badge, path, tongue="en"):
        return rastro("node", "officer", "add", self.nodes.mx, "--badge", badge, "--key", public_key(path),
                      "--lang", tongue)

    def open(self, reference, *words, emergency=True, purpose=None, role="investigator", tongue="en", second="b.key",
             phrase="a.phrase"):
        keys = ["--emergency", "--officer-key", self.path("a.key"), "--second", SECOND, "--second-key",
                self.path(second), "--officer-passphrase", self.path(phrase), "--second-passphrase",
                self.path("b.phrase")] if emergency else []
        purpose = ["--purpose", purpose] if purpose else []
        return rastro("request", "open", reference, "--node", self.nodes.mx, "--officer", FIRST, "--role", role,
                      "--basis", "mx:lfafe", "--case", "FGR/7/2026", *keys, *purpose, *words, "--lang", tongue)

    def justify(self, emergency, text=WHY, *words, tongue="en", role="investigator"):
        return rastro("request", "justify", emergency, "--node", self.nodes.mx, "--officer", FIRST, "--role", role,
                      "--case", "FGR/7/2026", "--text", self.write("why.txt", text), *words, "--lang", tongue)

    def status(self, name="mx", tongue="en"):
        run = rastro("status", getattr(self.nodes, name), "--lang", tongue)
        self.assertEqual(run.err, "")
        self.well_said(run)
        return run

    def emergencies(self):
        return [row[0] for row in self.nodes.query("mx", "SELECT entry FROM emergency ORDER BY number")]

    def age(self, emergency):
        """Lets a day and an hour pass for one emergency, as the node keeps it."""
        tables = sqlite3.connect(f"{self.nodes.mx}/node.sqlite", timeout=30)
        try:
            (content,), = tables.execute("SELECT bytes FROM emergency WHERE entry = ?", (emergency,))
            entry = json.loads(content)
            entry["t"] -= DAY + DAY // 24
            kept = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            tables.execute("UPDATE emergency SET bytes = ? WHERE entry = ?", (kept.encode(), emergency))
            tables.commit()
        finally:
            tables.close()

    def test_two_officers_open_while_the_other_is_away_and_both_ledgers_tell_it(self):
        nodes = self.nodes
        keys = {name: self.key(name)[0] for name in "abc"}
        (reference, name), (other, other_name) = self.named[:2]
        self.officers(keys, reference)
        # The other cosigns: there is no emergency, and nothing was opened.
        before = len(nodes.entries("mx"))
        for tongue in TONGUES:
            self.refused(self.open(reference, tongue=tongue), reference, "--emergency")
        self.assertEqual(len(nodes.entries("mx")), before)
        nodes.stop("us")
        self.away(keys, reference, name, other, other_name)
        first, second = self.emergencies()
        # A loss of power now forgets nothing.
        nodes.running.pop("mx").kill()
        nodes.start("us", "mx")
        nodes.wait("all is published", lambda: nodes.size("mx") == nodes.query("mx", "SELECT next FROM ledger")[0][0])
        self.back(first, second)
        self.frozen(*self.named[2])
        self.unheard(self.named[3][0])

    def unheard(self, reference):
        """A node that was started while the other is away may be an older copy of itself, and signs nothing."""
        self.nodes.stop("us", "mx")
        self.nodes.start("mx")
        for tongue in TONGUES:
            self.refused(self.open(reference, tongue=tongue), reference, code=3)
        self.nodes.start("us")
        self.nodes.wait("the ledger is open", lambda: b'"running"' in self.phase())
        self.refused(self.open(reference), "--emergency")

    def frozen(self, reference, name):
        """The other answers nothing and hangs up nothing, while it is being asked to cosign."""
        nodes = self.nodes
        process = nodes.running["us"].process
        os.kill(process.pid, signal.SIGSTOP)
        try:
            # This one is on its way to the other when the emergency comes.
            run = self.open(reference, emergency=False, purpose="C")
            self.assertEqual((run.code, run.out), (3, ""))
            begun = time.monotonic()
            run = self.open(reference)
            self.assertLess(time.monotonic() - begun, 30)
            self.assertEqual((run.code, run.err), (0, ""))
            self.well_said(run, name)
        finally:
            os.kill(process.pid, signal.SIGCONT)
        self.assertEqual(self.justify(self.emergencies()[-1]).code, 0)
        nodes.wait("all is published", lambda: nodes.size("mx") == nodes.query("mx", "SELECT next FROM ledger")[0][0])
        self.assertNotRegex(nodes.running["mx"].errors(), "ledger (prepare|request|settle)")
        done("ledger", "verify", nodes.mx + "/ledger", "--key", nodes.line("mx", "log"), "--witness",
             nodes.line("us", "witness"))

    def officers(self, keys, reference):
        """Keys are made known, at rest and in service, and taken away."""
        nodes = self.nodes
        self.refused(self.open(reference), FIRST, "rastro node officer add")
        for tongue in TONGUES:
            run = rastro("node", "officer", "list", nodes.mx, "--lang", tongue)
            self.assertEqual(run.code, 0)
            self.well_said(run)
            self.refused(rastro("node", "officer", "add", nodes.mx, "--badge", FIRST, "--key",
                                public_key(keys["a"])[:-3] + "AA=", "--lang", tongue), "--key")
            self.refused(rastro("node", "officer", "remove", nodes.mx, "--badge", FIRST, "--lang", tongue), FIRST)
        self.assertEqual(self.register(FIRST, keys["a"], "es").code, 0)
        self.refused(self.register(SECOND, keys["a"]), SECOND)
        self.refused(self.open(reference), SECOND)
        nodes.stop("mx")
        self.assertEqual(self.register(SECOND, keys["c"]).code, 0, "a node at rest is told too")
        nodes.start("mx")
        nodes.wait("the ledger is open", lambda: nodes.size("mx") == nodes.query(
            "mx", "SELECT next FROM ledger")[0][0] and b'"running"' in self.phase())
        run = rastro("node", "officer", "remove", nodes.mx, "--badge", SECOND, "--lang", "es")
        self.assertEqual((run.code, run.err), (0, ""))
        self.assertEqual(self.register(SECOND, keys["b"]).code, 0)
        for tongue in TONGUES:
            self.refused(self.register(FIRST, keys["c"], tongue), FIRST)
        run = done("node", "officer", "list", nodes.mx)
        self.well_said(run)
        for name in "ab":
            self.assertIn(public_key(keys[name]), run.out)
        self.assertNotIn(public_key(keys["c"]), run.out)
        nodes.wait("it is in the ledger", lambda: len(self.said("DECISION")) == 4)
        self.assertEqual([entry["decision"] for entry in self.said("DECISION")],
                         ["permit", "permit", "forbid", "permit"])
        for badge in (FIRST, SECOND):
            self.assertEqual(list(holders(badge, nodes.mx + "/ledger", nodes.mx + "/node.sqlite")), [])

    def phase(self):
        run = subprocess.run(["curl", "-s", "--unix-socket", self.nodes.mx + "/run/local.sock",
                              "http://localhost/status"], capture_output=True)
        return run.stdout

    def said(self, kind):
        return [entry for entry in self.nodes.entries("mx") if entry["kind"] == kind]

    def away(self, keys, reference, name, other, other_name):
        nodes, published = self.nodes, self.nodes.size("mx")
        run = self.open(reference, emergency=False, purpose="C")
        self.assertEqual((run.code, run.out), (3, ""), "the ordinary way is closed")
        # What is wrong is told, and nothing is opened.
        self.write("none.key", b"{}")
        for tongue in TONGUES:
            self.refused(self.open(reference, purpose="C", tongue=tongue), reference)
            self.refused(self.open(reference, role="officer", tongue=tongue), reference)
            self.refused(self.open(reference, second="none.key", tongue=tongue), "none.key")
            self.refused(self.open(reference, second="c.key", tongue=tongue), "c.key")
            self.refused(self.open(reference, phrase="c.phrase", tongue=tongue), "a.key")
            self.refused(self.open(reference, "--second-key", keys["b"], emergency=False, tongue=tongue), "--second-key")
            self.refused(self.open(reference, emergency=False, tongue=tongue), "--purpose")
        self.assertEqual(self.emergencies(), [])
        begun = time.monotonic()
        run = self.open(reference)
        self.assertLess(time.monotonic() - begun, 30)
        self.assertEqual((run.code, run.err), (0, ""))
        self.well_said(run, name)
        first, = self.emergencies()
        command = run.out.splitlines()[-1]
        self.assertTrue(command.startswith(f"rastro request justify {first} --node {nodes.mx} "), command)
        self.assertEqual(nodes.size("mx"), published, "nobody else is shown anything")
        run = self.status(tongue="es")
        self.assertEqual(run.code, 3)
        self.assertIn(first, run.out)
        self.overdue(first, other)
        run = self.open(other, tongue="es")
        self.assertEqual((run.code, run.err), (0, ""))
        self.well_said(run, other_name)
        _, second = self.emergencies()
        for text in (name, other_name):
            self.assertEqual(list(holders(text, nodes.mx, nodes.us)), [])
        self.assertEqual(self.justify(second, tongue="es").code, 0)
        self.refused(self.justify(second), second)

    def overdue(self, first, other):
        """A day without an explanation: red, and nothing is opened until it comes."""
        self.age(first)
        for tongue in TONGUES:
            run = self.status(tongue=tongue)
            self.assertEqual(run.code, 3)
            self.assertIn("OVERDUE" if tongue == "en" else "VENCIDA", run.out)
            self.refused(self.open(other, tongue=tongue), "mx.suspended", "rastro status")
            self.refused(self.justify(first, " \n", tongue=tongue), first)
            self.refused(self.justify(first, role="officer", tongue=tongue), first)
        self.refused(self.justify("01a215d1-97e5-789e-86ea-000000000001"))
        self.refused(self.justify("NONE"), "NONE")
        run = self.justify(first)
        self.assertEqual((run.code, run.err), (0, ""))
        self.well_said(run, first, "too late")
        self.assertEqual(self.status().code, 0)

    def back(self, first, second):
        """The other is back: it cosigns what it finds, and somebody there is told."""
        nodes = self.nodes
        nodes.wait("the alarm", lambda: len(nodes.query("us", "SELECT 1 FROM alarm WHERE kind = 'emergency'")) == 2)
        for tongue in TONGUES:
            run = self.status("us", tongue)
            self.assertEqual(run.code, 3)
            for emergency in (first, second):
                self.assertIn(emergency, run.out)
        run = rastro("node", "alarms", nodes.us, "--seen")
        self.assertEqual(run.code, 0)
        self.assertIn(first, run.out)
        self.assertEqual(self.status("us").code, 0)
        entries = nodes.entries("mx")
        kinds = {"BREAK_GLASS": [], "JUSTIFY": []}
        for entry in entries:
            kinds.get(entry["kind"], []).append(entry)
        self.assertEqual([entry["id"] for entry in kinds["BREAK_GLASS"]], [first, second])
        self.assertEqual([entry["re"] for entry in kinds["JUSTIFY"]], [first, second])
        self.signatures(entries, kinds["BREAK_GLASS"])
        for one, peer in (("mx", "us"), ("us", "mx")):
            done("ledger", "verify", getattr(nodes, one) + "/ledger", "--key", nodes.line(one, "log"), "--witness",
                 nodes.line(peer, "witness"))
        mirrored = nodes_stage.ledger_entries(f"{nodes.us}/mirrors/mx.trace.example")
        self.assertEqual(mirrored, entries[:len(mirrored)])
        self.assertIn(second, [entry["id"] for entry in mirrored])
        self.assertEqual(list(holders(WHY, nodes.mx + "/ledger", nodes.us)), [])
        (text,), = nodes.query("mx", "SELECT deciphered(value, 'opening.value', entry || ' ' || label) FROM opening"
                                  " WHERE label = 'justification' LIMIT 1")
        self.assertEqual(text.decode(), WHY)

    def signatures(self, entries, emergencies):
        """What two officers signed holds by the keys that the ledger says are theirs, for nobody's code but this."""
        keys = {}
        for entry in entries:
            if entry["kind"] == "DECISION" and entry["decision"] == "permit":
                officer = entry["x-officer"]
                keys[officer["by"]] = base64.b64decode(officer["key"].split("+", 2)[2])[1:]
        for entry in emergencies:
            signed = entry.pop("x-officers")
            self.assertEqual(len({one["by"] for one in signed}), 2)
            self.assertIn(entry["actor"], [one["by"] for one in signed])
            statement = b"trace-break-glass/1\n" + json.dumps(
                entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            if Ed25519PublicKey is None:
                continue
            for one in signed:
                Ed25519PublicKey.from_public_bytes(keys[one["by"]]).verify(base64.b64decode(one["sig"]), statement)
            entry["x-officers"] = signed

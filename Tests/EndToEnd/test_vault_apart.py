"""The vault in a process of its own, of a user of its own: as operators part it from its node, and as somebody would try who has broken
into the node."""
import base64
import http.client
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import unittest

import nodes_stage
import stage
from fault import left_out
from nodes_stage import CANARIES, Nodes, Service, World, done
from secrets_stage import PASSPHRASE, SecretTest
from stage import TONGUES, environment, rastro, read_csv
from test_emergency import public_key
from test_vault_key import holders_of, seed_of

# Users and a group that nobody has.
VAULT_USER, NODE_USER, GROUP = 61001, 61003, 61002
IS_ROOT = os.geteuid() == 0
OFFICER = ("--officer", "FGR-1", "--role", "investigator", "--basis", "mx:lfafe", "--case", "FGR/1", "--lang", "en")


class ToSocket(http.client.HTTPConnection):
    """HTTP to a Unix socket, as anybody speaks it who can open it."""

    def __init__(self, path):
        super().__init__("vault", timeout=30)
        self.place = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(30)
        self.sock.connect(self.place)


def ask(path, method, target, body=b""):
    connection = ToSocket(path)
    try:
        try:
            connection.request(method, target, body)
        except (BrokenPipeError, ConnectionResetError):
            # Refused for its length before all of it was sent.
            pass
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
    finally:
        connection.close()


def account(user=NODE_USER, groups=(GROUP,)):
    """What makes a command that of another user, where that can be."""
    return {"user": user, "group": user, "extra_groups": list(groups)} if IS_ROOT else {}


class Parted(Nodes):
    """Two nodes, each with its vault in a process of its own."""

    def __init__(self, folder, world):
        super().__init__(folder, world, loopback=True)
        self.seeds = {name: seed_of(getattr(self, name)) for name in ("mx", "us")}
        os.chmod(folder, 0o755)
        for name in ("mx", "us"):
            if IS_ROOT:
                subprocess.run(["chown", "-R", f"{NODE_USER}:{NODE_USER}", getattr(self, name)], check=True)
        owner = ["--user", str(VAULT_USER), "--group", str(GROUP)] if IS_ROOT else []
        self.parted = {name: done("vault", "init", self.vault(name), "--node", getattr(self, name), *owner,
                                  "--lang", tongue) for name, tongue in zip(("mx", "us"), TONGUES)}

    def vault(self, name):
        return os.path.join(self.folder, name + "-vault")

    def socket(self, name):
        return self.vault(name) + "/run/vault.sock"

    def start(self, *names):
        for name in names:
            if name == "dealer":
                super().start(name)
            elif name.endswith("-vault"):
                self.running[name] = Service(os.path.join(self.folder, name + ".log"), "vault", "serve",
                                             self.vault(name.removesuffix("-vault")),
                                             **account(VAULT_USER, ()))
            else:
                self.running[name] = Service(os.path.join(self.folder, name + ".log"), "serve", getattr(self, name),
                                             **account())

    def open(self, reference, *words, **options):
        return rastro("request", "open", reference, "--node", self.mx, *OFFICER, "--purpose", "C", *words,
                      **account(), **options)


class VaultApartTests(SecretTest):
    """Tests that share two nodes; they run in the order of their names."""

    @classmethod
    def setUpClass(cls):
        cls.base = tempfile.mkdtemp(prefix="va")
        cls.addClassCleanup(shutil.rmtree, cls.base)
        cls.world = World(cls.base)
        cls.nodes = Parted(cls.base, cls.world)
        cls.addClassCleanup(cls.nodes.kill)
        cls.nodes.start("mx-vault", "us-vault", "dealer", "us", "mx")
        run = rastro("submit", cls.world.recoveries, "--node", cls.nodes.mx, "--officer", "FGR-1", "--lang", "en",
                     "--out", os.path.join(cls.base, "results.csv"))
        assert run.code == 0, run.err
        cls.nodes.wait_until_delivered()
        traced = read_csv(cls.world.traced)
        cls.named = {}
        for row in traced:
            if row["purchaser_name"] and not row["duplicate_of"]:
                cls.named.setdefault(row["purchaser_name"], row["recovery"])
        cls.others = [reference for name, reference in cls.named.items()
                      if name not in [one for one, _ in CANARIES.values()]]

    def well_said(self, run):
        said = run.out + run.err
        self.assertNotRegex(said, r"«[a-z]+\.[A-Za-z.]+»|[{}]")
        for line in run.out.splitlines():
            self.assertTrue(len(line) <= 80 or any(len(word) > 30 for word in line.split()), line)

    def test_a_key_is_in_the_vaults_folder_alone(self):
        nodes = self.nodes
        for name in ("mx", "us"):
            self.well_said(nodes.parted[name])
            self.assertEqual(holders_of(nodes.seeds[name], getattr(nodes, name)), [])
            self.assertEqual(holders_of(nodes.seeds[name], nodes.vault(name)), [nodes.vault(name) + "/keys/box.key"])
            with open(getattr(nodes, name) + "/node.json", encoding="utf-8") as file:
                self.assertEqual(json.load(file)["vault"], nodes.socket(name))

    @unittest.skipUnless(IS_ROOT, "only root can be several users")
    def test_a_process_of_the_nodes_user_has_no_way_to_the_key(self):
        nodes = self.nodes
        vault = nodes.vault("mx")
        for path in (vault + "/keys/box.key", vault + "/vault.json", vault + "/node.sqlite"):
            run = subprocess.run(["cat", path], capture_output=True, **account())
            self.assertNotEqual(run.returncode, 0, path)
        for path in (vault, vault + "/keys", vault + "/run"):
            run = subprocess.run(["ls", path], capture_output=True, **account())
            self.assertNotEqual(run.returncode, 0, path)
        # Nor to the memory of the process, or to its own commands.
        pid = nodes.running["mx-vault"].process.pid
        self.assertNotEqual(subprocess.run(["cat", f"/proc/{pid}/environ"], capture_output=True, **account()).returncode, 0)
        self.assertEqual(stat.S_IMODE(os.stat(vault + "/run/local.sock").st_mode), 0o600)
        self.assertEqual(os.stat(nodes.socket("mx")).st_gid, GROUP)
        run = rastro("node", "vault", "lock", vault, "--lang", "en", **account())
        self.assertEqual(run.code, 2)
        # The node reaches its socket; another user does not.
        for user, groups, code in ((NODE_USER, (GROUP,), 0), (61009, (), 1)):
            run = subprocess.run(
                ["python3", "-c", "import socket, sys\nsocket.socket(socket.AF_UNIX).connect(sys.argv[1])", nodes.socket("mx")],
                capture_output=True, **account(user, groups))
            self.assertEqual(run.returncode, code, run.stderr)

    def test_results_and_names_are_those_of_a_trace_at_home(self):
        results = {row["recovery"]: row for row in read_csv(os.path.join(self.base, "results.csv"))}
        for row in read_csv(self.world.traced):
            self.assertEqual(results[row["recovery"]]["outcome"], row["outcome"])
        for name, _ in CANARIES.values():
            run = self.nodes.open(self.named[name])
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertIn(name, run.out)
            self.well_said(run)
            self.assertEqual(nodes_stage.holders(name, self.nodes.mx, self.nodes.us, self.nodes.vault("mx"),
                                                 self.nodes.vault("us")), [])

    def test_names_for_a_court_take_the_same_way(self):
        name = CANARIES["here"][0]
        os.chmod(self.folder, 0o777)
        os.makedirs(self.path("court"))
        os.chmod(self.path("court"), 0o777)
        out = self.path("court/evidence")
        run = rastro("request", "export", self.named[name], "--node", self.nodes.mx, "--out", out, "--officer", "FGR-1", "--role",
                     "prosecutor", "--second", "FGR-2", "--purpose", "C", "--basis", "mx:lfafe", "--case", "FGR/7/2026",
                     "--field", "purchaser.name", "--lang", "en", **account())
        self.assertEqual((run.code, run.err), (0, ""))
        self.assertEqual({os.path.basename(os.path.dirname(path)) for path in nodes_stage.holders(name, out)}, {"openings"})

    def test_the_socket_opens_nothing_without_a_permit_that_is_new(self):
        nodes = self.nodes
        place = nodes.socket("mx")
        status, said = ask(place, "GET", "/")
        self.assertEqual((status, said["open"]), (200, True))
        for target, body in (("/open", b""), ("/open", b"{}"), ("/open", b"x" * (1 << 20)), ("/open", b"x" * (2 << 20)),
                             ("/seal", b"[]"), ("/entry", b"{}"), ("/manifest", b"x"), ("/unlock", b"{}"),
                             ("/vault/unlock", b"{}"), ("/vault/lock", b"")):
            status, _ = ask(place, "POST", target, body)
            self.assertIn(status, (400, 404, 413, 422), target)
        run = nodes.open(self.others[0])
        self.assertEqual((run.code, run.err), (0, ""))
        # What the node asked is put together anew, as somebody would who has its tables and its ledger.
        entry = next(one for one in reversed(nodes.entries("mx")) if one["kind"] == "READ")
        number = len(nodes.entries("mx")) - 1 - list(reversed(nodes.entries("mx"))).index(entry)
        with tempfile.TemporaryDirectory() as folder:
            done("ledger", "prove", nodes.mx + "/ledger", "--entry", str(number), "--key", nodes.line("mx", "log"), "--out", folder + "/one.tlog-proof")
            with open(folder + "/one.tlog-proof", "rb") as file:
                proof = file.read()
        message, keys = nodes.query("mx", "SELECT id, bytes FROM record_keys ORDER BY time DESC LIMIT 1")[0]
        call = {"entry": base64.b64encode(json.dumps(entry, separators=(",", ":"), sort_keys=True).encode()).decode(),
                "proof": base64.b64encode(proof).decode(), "officer": entry["actor"], "fields": entry["fields"],
                "suspended": [], "to": base64.b64encode(b"\x09" + bytes(31)).decode(),
                "keys": base64.b64encode(keys).decode(), "record": self.record(message)}
        status, said = ask(place, "POST", "/open", json.dumps(call).encode())
        self.assertEqual((status, said), (422, {"error": "used"}))
        # Another officer, other fields, another entry: each is refused for what it is.
        for member, value, error in (("officer", entry["actor"][::-1], "other-officer"),
                                     ("fields", ["export.destination"], "unknown-field"),
                                     ("entry", base64.b64encode(b"{}").decode(), "unreadable-entry"),
                                     ("proof", base64.b64encode(b"x").decode(), "unreadable-proof")):
            status, said = ask(place, "POST", "/open", json.dumps({**call, member: value}).encode())
            self.assertEqual((status, said.get("error")), (422, error), member)
        for other in range(number):
            if nodes.entries("mx")[other]["kind"] == "MSG_IN":
                break
        status, said = ask(place, "POST", "/open", json.dumps({**call, "entry": base64.b64encode(json.dumps(
            nodes.entries("mx")[other], separators=(",", ":"), sort_keys=True).encode()).decode()}).encode())
        self.assertEqual((status, said), (422, {"error": "not-in-ledger"}))

    def record(self, message):
        """What the node keeps of a result's sealed fields, from the message itself."""
        (dsse,), = self.nodes.query("mx", "SELECT deciphered(dsse, 'inbox.dsse', issuer || ' ' || id) FROM inbox WHERE id = ?", message)
        sealed = json.loads(base64.b64decode(json.loads(dsse)["payload"]))["sealed"]
        fields = [{"c": one["c"], "ct": one["ct"], "f": one["f"], "n": one["n"], "by": "field"} for one in sealed]
        record = {"fields": sorted(fields, key=lambda one: one["f"]), "id": message, "node": "mx.trace.example", "v": 1}
        return base64.b64encode(json.dumps(record, separators=(",", ":"), sort_keys=True).encode()).decode()

    def test_when_the_vault_is_away_nothing_opens_and_nothing_is_lost(self):
        nodes = self.nodes
        self.assertEqual(nodes.stop("mx-vault"), [0])
        for tongue in TONGUES:
            run = rastro("request", "open", self.others[1], "--node", nodes.mx, *OFFICER[:-1], tongue, "--purpose", "C", **account())
            self.assertEqual((run.code, run.out), (3, ""))
            self.assertIn(nodes.socket("mx"), run.err)
            self.well_said(run)
        run = rastro("node", "vault", "status", nodes.mx, "--lang", "en", **account())
        self.assertEqual(run.code, 3)
        self.assertIn("away", run.out)
        for word in ("unlock", "lock"):
            run = rastro("node", "vault", word, nodes.mx, "--lang", "en", **account())
            self.assertEqual((run.code, run.out), (2, ""))
            self.assertIn(nodes.socket("mx"), run.err)
        nodes.start("mx-vault")
        nodes.wait("the node sees it", lambda: nodes.open(self.others[1]).code == 0)

    def test_what_waits_for_a_locked_vault_is_answered_when_it_opens(self):
        nodes = self.nodes
        phrase = self.secret("phrase")
        owner = account(VAULT_USER, ())
        if IS_ROOT:
            os.chown(self.folder, VAULT_USER, -1)
            os.chown(phrase, VAULT_USER, -1)
        self.assertEqual(nodes.stop("us-vault"), [0])
        run = rastro("node", "vault", "protect", nodes.vault("us"), "--passphrase-file", phrase, "--lang", "en", **owner)
        self.assertEqual((run.code, run.err), (0, ""))
        self.assertEqual(holders_of(nodes.seeds["us"], nodes.vault("us"), nodes.us), [])
        nodes.start("us-vault")
        self.assertIn("locked", nodes.running["us-vault"].errors())
        named = self.path("again.csv")
        shutil.copy(self.world.recoveries, named)
        with open(named, "ab") as file:
            file.write(b"\n")
        run = rastro("submit", named, "--node", nodes.mx, "--officer", "FGR-1", "--lang", "en")
        self.assertIn(run.code, (0, 3), run.err)
        waits = "SELECT COUNT(*) FROM conversation WHERE state = 'open'"
        nodes.wait("all but what the vault is needed for is answered",
                   lambda: 0 < nodes.query("mx", waits)[0][0] == nodes.query(
                       "mx", "SELECT COUNT(*) FROM inbox WHERE kind = 'TRACE_PARTIAL'")[0][0])
        run = rastro("node", "vault", "unlock", nodes.vault("us"), "--passphrase-file", phrase, "--lang", "en", **owner)
        self.assertEqual((run.code, run.err), (0, ""))
        nodes.wait("what has waited is answered", lambda: nodes.query("mx", waits)[0][0] == 0)

    def test_x_two_officers_open_in_an_emergency_by_what_the_vault_has_heard(self):
        nodes = self.nodes
        for name in "ab":
            path = self.path(f"{name}.key")
            done("officer", "key", path, "--passphrase-file", self.secret(f"{name}.phrase", f"{PASSPHRASE} {name}"), "--lang", "en")
            done("node", "officer", "add", nodes.mx, "--badge", f"FGR-{name}", "--key", public_key(path), "--lang", "en")
        heard = "SELECT COUNT(*) FROM officer"
        vault = lambda statement: self.tables("mx", statement)  # noqa: E731
        nodes.wait("the vault hears of both", lambda: vault(heard) == 2)
        self.assertEqual(nodes.stop("us"), [0])
        run = rastro("request", "open", self.others[2], "--node", nodes.mx, "--emergency", "--officer", "FGR-a",
                     "--role", "investigator", "--basis", "mx:lfafe", "--case", "FGR/2", "--second", "FGR-b",
                     "--officer-key", self.path("a.key"), "--second-key", self.path("b.key"),
                     "--officer-passphrase", self.path("a.phrase"), "--second-passphrase", self.path("b.phrase"),
                     "--lang", "en")
        self.assertEqual((run.code, run.err), (0, ""))
        names = {reference: name for name, reference in self.named.items()}
        self.assertIn(names[self.others[2]], run.out)
        self.assertEqual(vault("SELECT COUNT(*) FROM emergency WHERE justified IS NULL"), 1)
        nodes.start("us")
        emergency = next(one for one in reversed(self.wait_entries("BREAK_GLASS")))["id"]
        done("request", "justify", emergency, "--node", nodes.mx, "--officer", "FGR-a", "--role", "investigator",
             "--case", "FGR/2", "--text", self.secret("why", "Había un niño adentro"), "--lang", "en")
        nodes.wait("the vault hears the reason", lambda: vault("SELECT COUNT(*) FROM emergency WHERE justified IS NULL") == 0)

    def wait_entries(self, kind):
        self.nodes.wait(kind, lambda: any(one["kind"] == kind for one in self.nodes.entries("mx")))
        return [one for one in self.nodes.entries("mx") if one["kind"] == kind]

    def tables(self, name, statement):
        import sqlite3
        tables = sqlite3.connect(f"file:{self.nodes.vault(name)}/node.sqlite?mode=ro", uri=True, timeout=30)
        try:
            return tables.execute(statement).fetchone()[0]
        finally:
            tables.close()


class PartingTests(SecretTest):
    """Parting is refused where it should be, and cut off at each call by which it changes files; the key is had all the time."""

    CALLS = ("write", "pwrite64", "fsync", "rename", "link", "unlink", "chown")

    @classmethod
    def setUpClass(cls):
        cls.base = tempfile.mkdtemp(prefix="vp")
        cls.addClassCleanup(shutil.rmtree, cls.base)
        for name, country, law in (("mx", "MX", "mx:lfafe"), ("us", "US", "us:18usc923g7")):
            done("node", "init", f"{cls.base}/{name}", "--name", f"{name}.trace.example", "--jurisdiction", country,
                 "--agency", "AGENCY001", "--basis", law, "--listen", f"127.0.0.1:{nodes_stage.free_port()}", "--loopback")
        done("node", "peer", "add", f"{cls.base}/mx", "--manifest", f"{cls.base}/us/manifest.note", "--url", "http://127.0.0.1:9")

    def setUp(self):
        super().setUp()
        self.node, self.vault = self.path("mx"), self.path("vault")
        shutil.copytree(f"{self.base}/mx", self.node)
        self.seed = seed_of(self.node)

    def part(self, *words, **options):
        return rastro("vault", "init", self.vault, "--node", self.node, "--lang", "en", *words, **options)

    def test_what_is_wrong_is_told_and_changes_nothing(self):
        for tongue in TONGUES:
            alone = rastro("vault", "init", self.vault, "--node", f"{self.base}/us", "--lang", tongue)
            self.assertEqual((alone.code, alone.out), (2, ""))
            for words in (("--user", "nobody-of-this-name"), ("--group", "no-such-group")):
                run = rastro("vault", "init", self.vault, "--node", self.node, *words, "--lang", tongue)
                self.assertEqual((run.code, run.out), (2, ""))
            for run in (rastro("vault", "serve", self.node, "--lang", tongue),
                        rastro("vault", "serve", self.path("nowhere"), "--lang", tongue),
                        rastro("vault", "init", self.vault, "--lang", tongue),
                        rastro("vault", "peer", self.node, "--manifest", self.node + "/manifest.note", "--lang", tongue)):
                self.assertEqual((run.code, run.out), (2, ""), run.err)
                self.assertNotRegex(run.err, r"«[a-z]+\.[A-Za-z.]+»|[{}]")
        self.assertFalse(os.path.exists(self.vault + "/vault.json"))
        self.assertEqual(seed_of(self.node), self.seed)
        os.makedirs(self.path("full/inside"))
        run = rastro("vault", "init", self.path("full"), "--node", self.node, "--lang", "en")
        self.assertEqual(run.code, 2)
        self.assertEqual(seed_of(self.node), self.seed)

    def test_it_is_parted_once(self):
        self.assertEqual(self.part().code, 0)
        self.assertEqual(self.part().code, 0, "the same again says the same")
        run = rastro("vault", "init", self.path("other"), "--node", self.node, "--lang", "en")
        self.assertEqual(run.code, 2)
        self.assertIn(self.vault + "/run/vault.sock", run.err)
        self.assertEqual(seed_of(self.vault), self.seed)
        self.assertEqual(rastro("node", "vault", "status", self.vault, "--lang", "en").code, 3, "the key lies in plain")
        run = rastro("node", "vault", "protect", self.node, "--passphrase-file", self.secret("p"), "--lang", "en")
        self.assertEqual((run.code, run.out), (2, ""))
        run = rastro("vault", "peer", self.vault, "--manifest", f"{self.base}/us/manifest.note", "--lang", "en")
        self.assertEqual(run.code, 2, "it is known already")

    def test_cut_off_anywhere_it_is_ended_by_the_same_command(self):
        if not shutil.which("strace"):
            left_out(self, "strace is not installed")
        kept, count = self.path("kept"), 0
        shutil.copytree(self.node, kept)
        for call in self.CALLS:
            number = 1
            while True:
                shutil.rmtree(self.node)
                shutil.copytree(kept, self.node)
                shutil.rmtree(self.vault, ignore_errors=True)
                run = subprocess.run(
                    ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                     f"inject={call}:signal=KILL:when={number}", stage.RASTRO, "vault", "init", self.vault, "--node", self.node],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
                self.assertIn(run.returncode, (0, -signal.SIGKILL, 128 + signal.SIGKILL), run.stderr)
                if run.returncode == 0:
                    break
                count += 1
                self.assertTrue(holders_of(self.seed, self.node, self.vault), (call, number))
                again = self.part()
                self.assertEqual((again.code, again.err), (0, ""), (call, number))
                self.assertEqual(seed_of(self.vault), self.seed)
                self.assertEqual(holders_of(self.seed, self.node), [])
                # Far apart once the calls are those of the tables, which are many and alike.
                number += 1 if number < 12 else 7
        self.assertGreater(count, 30)

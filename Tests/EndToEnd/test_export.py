"""Evidence for a court, as a prosecutor has it put together and a court checks it: with the carried script, and no program of ours."""
import base64
import contextlib
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys

import nodes_stage
import stage
import test_nodes
from nodes_stage import done, holders
from stage import TONGUES, rastro, read_csv
from test_nodes import Running as Base

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
except ImportError:
    Ed25519PrivateKey = None

LAWS = ("--purpose", "C", "--basis", "mx:lfafe", "--case", "FGR/7/2026")
WATERMARK = {"en": "bona fide criminal investigation or prosecution", "es": "investigación o un proceso penal de buena fe"}
SCRIPT = None
VERIFY = os.path.join(stage.ROOT, "Sources", "CData", "files", "evidence", "verify.py")


def setUpModule():
    global SCRIPT
    found = importlib.util.spec_from_file_location("verify", VERIFY)
    SCRIPT = importlib.util.module_from_spec(found)
    found.loader.exec_module(SCRIPT)
    test_nodes.setUpModule()


def tearDownModule():
    test_nodes.tearDownModule()


def verify(folder, *words, script=VERIFY):
    run = subprocess.run([sys.executable, "-B", script, *words, folder], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, env=stage.environment(PYTHONIOENCODING="utf-8"), timeout=120)
    return stage.Run(run)


def verify_here(folder, *words):
    """The same in this process, for hundreds of bundles."""
    out, before = io.StringIO(), sys.argv
    try:
        sys.argv = ["verify.py", *words, folder]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = SCRIPT.main()
    except SystemExit as end:
        out.write(str(end.code))
        code = 1
    finally:
        sys.argv = before
    return code, out.getvalue()


def files_of(folder):
    return sorted(os.path.relpath(path, folder) for path in nodes_stage.files_below(folder))


def read(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


def put(data, *parts):
    with open(os.path.join(*parts), "wb") as file:
        file.write(data)


def list_anew(folder):
    """Makes the list of files fit again, as whoever changes a bundle would."""
    lines = [f"{hashlib.sha256(read(folder, path)).hexdigest()}  {path}\n"
             for path in sorted(files_of(folder)) if path != "MANIFEST.sha256"]
    put("".join(lines).encode(), folder, "MANIFEST.sha256")


class Forger:
    """Whoever has the ledger's key of one node, and makes up a third government that cosigns what it likes."""
    OTHER = "aa.trace.example"

    def __init__(self, seed):
        self.log = Ed25519PrivateKey.from_private_bytes(seed)
        self.others = {word: Ed25519PrivateKey.from_private_bytes(word.encode().ljust(32)) for word in ("ledger", "witness", "node")}

    @staticmethod
    def public(key):
        return key.public_key().public_bytes_raw()

    def line(self, word, kind):
        name, data = f"{self.OTHER}/{word}", kind + self.public(self.others[word])
        number = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4].hex()
        return f"{name}+{number}+{base64.b64encode(data).decode()}"

    @staticmethod
    def signature(name, kind, key, message, before=b""):
        number = hashlib.sha256(name.encode() + b"\n" + kind + Forger.public(key)).digest()[:4]
        return f"\u2014 {name} {base64.b64encode(number + before + key.sign(message)).decode()}\n"

    def manifest(self):
        text = (f"trace-keys/v1\nnode {self.OTHER}\nserial 1\nvalid 0 9999999999\nlog {self.line('ledger', SCRIPT.LOG)}\n"
                f"witness {self.line('witness', SCRIPT.WITNESS)}\nmsg {self.line('node', SCRIPT.MESSAGE)}\n")
        return text + "\n" + self.signature(self.OTHER + "/ledger", SCRIPT.LOG, self.others["ledger"], text.encode())

    def tree(self, leaves):
        """The root over leaves, and the proof of each."""
        if len(leaves) == 1:
            return leaves[0], [[]]
        half = 1 << (len(leaves) - 1).bit_length() - 1
        (left, lefts), (right, rights) = self.tree(leaves[:half]), self.tree(leaves[half:])
        return (hashlib.sha256(b"\1" + left + right).digest(),
                [proof + [right] for proof in lefts] + [proof + [left] for proof in rights])

    def forge(self, folder, node, change):
        """Makes a ledger of a node anew with its entry about the bundle changed."""
        entries = [read(folder, path) for path in files_of(folder) if path.startswith(f"entries/{node}")]
        for path in files_of(folder):
            if path.startswith((f"entries/{node}", f"proofs/{node}")):
                os.remove(os.path.join(folder, path))
        put(self.manifest().encode(), folder, f"keys/{self.OTHER}.1.note")
        note = read(folder, f"policy/{node}.note").decode()
        identifier = re.search(r"(?m)^export (.*)$", note)[1]
        entries.sort(key=lambda data: json.loads(data)["id"] == identifier)
        for place, data in enumerate(entries[:-1]):
            put(data, folder, f"entries/{node}.{place}.json")
        listed = [f"{hashlib.sha256(read(folder, path)).hexdigest()}  {path}\n" for path in files_of(folder)
                  if path.split("/")[0] in ("messages", "entries", "keys", "openings") or path.endswith(".policy")]
        last = {**json.loads(entries[-1]), **change, "x-content": hashlib.sha256("".join(listed).encode()).hexdigest()}
        entries[-1] = SCRIPT.canonical(last)
        put(entries[-1], folder, f"entries/{node}.{len(entries) - 1}.json")
        root, proofs = self.tree([hashlib.sha256(b"\0" + data).digest() for data in entries])
        text = f"{node}/ledger\n{len(entries)}\n{base64.b64encode(root).decode()}\n"
        checkpoint = text + "\n" + self.signature(node + "/ledger", SCRIPT.LOG, self.log, text.encode())
        checkpoint += self.signature(self.OTHER + "/witness", SCRIPT.WITNESS, self.others["witness"],
                                     f"cosignature/v1\ntime 1\n{text}".encode(), (1).to_bytes(8, "big"))
        for place, proof in enumerate(proofs):
            lines = ["c2sp.org/tlog-proof@v1", f"index {place}", *(base64.b64encode(one).decode() for one in proof), "", checkpoint]
            put("\n".join(lines).encode(), folder, f"proofs/{node}.{place}.tlog-proof")
        list_anew(folder)


class Exporting(Base):
    @classmethod
    def prepare(cls):
        path = cls.nodes.us + "/node.json"
        settings = json.loads(read(path))
        settings["handling"] = ["H1"]
        put(json.dumps(settings, separators=(",", ":"), sort_keys=True).encode(), path)
        cls.nodes.start("dealer", "us", "mx")
        rows = [row for row in read_csv(cls.world.traced) if row["purchaser_name"] and not row["duplicate_of"]]
        cls.reference, cls.name = rows[0]["recovery"], rows[0]["purchaser_name"]
        assert cls.nodes.submit().code == 0
        cls.nodes.wait_until_delivered()
        cls.request = cls.nodes.query("mx", "SELECT request FROM recovery WHERE keyed_reference = keyed(?, "
                                      "'recovery.reference')", cls.reference)[0][0]
        cls.keys = [word for node in ("mx", "us") for word in ("--key", cls.nodes.line(node, "log"))]

    @classmethod
    def export(cls, out, *words, role="prosecutor", officer="FGR-1", tongue="en", laws=LAWS):
        return rastro("request", "export", cls.reference, "--node", cls.nodes.mx, "--out", out, "--officer", officer,
                      "--role", role, *laws, *words, "--lang", tongue)

    @classmethod
    def permit(cls, *words):
        done("request", "permit", cls.request, "--node", cls.nodes.us, "--officer", "ATF-1", "--role", "tracing-centre",
             "--for", "export", *words)
        cls.nodes.wait_until_delivered()

    def kinds(self, node="mx"):
        return [entry["kind"] for entry in self.nodes.entries(node)]


class ExportTests(Exporting):
    """The provider has marked its answers H1, and has permitted this one."""

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.before = cls.export(os.path.join(cls.base, "early"))
        done("request", "permission", cls.reference, "--node", cls.nodes.mx, "--officer", "FGR-1", "--for", "export")
        cls.nodes.wait_until_delivered()
        cls.asked = cls.export(os.path.join(cls.base, "early"), tongue="es")
        cls.permit()
        cls.bare, cls.full = (os.path.join(cls.base, name) for name in ("bare", "full"))
        cls.runs = {"es": cls.export(cls.bare, tongue="es"),
                    "en": cls.export(cls.full + "/", "--field", "purchaser.name", "--second", "FGR-2")}

    def copy(self, source=None):
        target = self.path("copy")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source or self.full, target)
        return target

    def assert_rejected(self, folder, what, *words):
        code, said = verify_here(folder, *(words or self.keys))
        self.assertEqual(code, 1, f"{what}: {said}")
        self.assertRegex(said, r"NOT SOUND|--key: ")

    def test_nothing_is_put_together_before_the_provider_permits_it(self):
        for run in (self.before, self.asked):
            self.assert_refused(run, self.reference)
        self.assertFalse(os.path.exists(os.path.join(self.base, "early")))
        refused = [entry for entry in self.nodes.entries("mx") if entry["kind"] == "REFUSE" and entry["x-action"] == "export"]
        self.assertGreaterEqual(len(refused), 2)
        self.assertEqual((refused[0]["decision"], refused[0]["handling"]), ("forbid", ["H1"]))

    def test_it_is_said_what_was_written_and_how_a_court_checks_it(self):
        for tongue, run in self.runs.items():
            self.assertEqual((run.code, run.err), (0, ""), run.err)
            self.assert_well_said(run)
            self.assertIn(WATERMARK[tongue], " ".join(run.out.split()))
            for key in self.keys[1::2]:
                self.assertIn(key, run.out)
            self.assert_narrow(run.out, but=["verify.py", "--key"])
            number = int(re.search(r"(?:Entry|asiento) (\d+)", " ".join(run.out.split()))[1])
            self.assertEqual(self.nodes.entries("mx")[number]["kind"], "EXPORT")

    def test_the_entry_says_who_why_and_what_and_names_nobody(self):
        entries = [entry for entry in self.nodes.entries("mx") if entry["kind"] == "EXPORT"][:2]
        for entry, fields in zip(entries, (None, ["purchaser.name"])):
            self.assertEqual((entry["purpose"], entry["basis"], entry["decision"], entry["x-request"], entry["handling"]),
                             ("C", "mx:lfafe", "permit", self.request, ["H1"]))
            self.assertEqual(entry.get("fields"), fields)
            self.assertEqual("x-second" in entry, fields is not None)
            self.assertNotIn("FGR-1", str(entry))
        lines = [f"{hashlib.sha256(read(self.full, path)).hexdigest()}  {path}\n" for path in files_of(self.full)
                 if path.split("/")[0] in ("entries", "keys", "messages", "openings") or path.endswith(".policy")]
        lines = [line for line in lines if b'"kind":"EXPORT"' not in read(self.full, line.split()[1])
                 or entries[1]["id"].encode() not in read(self.full, line.split()[1])]
        self.assertEqual(hashlib.sha256("".join(lines).encode()).hexdigest(), entries[1]["x-content"])

    def test_both_bundles_hold_by_the_ledgers_keys_and_say_so_in_both_languages(self):
        for folder in (self.bare, self.full):
            run = verify(folder, *self.keys)
            self.assertEqual((run.code, run.err), (0, ""), run.out)
            self.assertIn("ALL FILES HOLD. / TODOS LOS ARCHIVOS SON CORRECTOS.", run.out)
            self.assertNotIn("ATTENTION", run.out)
            for path in files_of(folder):
                self.assertRegex(run.out, rf"(?m)^OK/CORRECTO +{re.escape(path)}$")
            # And by the copy that travels with it, from within.
            run = verify(folder, *self.keys, script=os.path.join(folder, "verify.py"))
            self.assertEqual(run.code, 0, run.err)
            self.assertEqual(read(folder, "verify.py"), read(VERIFY))

    def test_without_a_key_from_outside_it_says_so_plainly(self):
        run = verify(self.full)
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(run.out.count("ATTENTION: "), 2)
        self.assertEqual(run.out.count("ATENCIÓN: "), 2)
        self.assertNotIn("ALL FILES HOLD", run.out)
        run = verify(self.full, *self.keys[:2])
        self.assertEqual(run.out.count("ATTENTION: "), 1)

    def test_it_is_for_its_user_alone_and_its_list_is_that_of_sha256sum(self):
        for at, folders, names in os.walk(self.full):
            self.assertEqual(stat.S_IMODE(os.stat(at).st_mode), 0o700)
            for name in names:
                self.assertEqual(stat.S_IMODE(os.stat(os.path.join(at, name)).st_mode), 0o600)
        subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "MANIFEST.sha256"], cwd=self.full, check=True)
        # Nothing is left beside it of how it was made.
        self.assertEqual(sorted(name for name in os.listdir(self.base) if name.startswith(("bare", "full", "early"))),
                         ["bare", "full"])

    def test_a_name_is_in_the_bundle_where_it_was_asked_for_and_nowhere_else(self):
        for name in self.world.purchasers():
            self.assertEqual(holders(name, self.bare), [])
            found = {os.path.relpath(path, self.full).split("/")[0] for path in holders(name, self.full)}
            self.assertEqual(found, {"openings"} if name == self.name else set())

    def test_the_certificates_are_forms_and_carry_the_watermark(self):
        texts = {"en": read(self.full, "CERTIFICATE.en.txt"), "es": read(self.full, "CERTIFICADO.es.txt")}
        number = [place for place, entry in enumerate(self.nodes.entries("mx")) if entry["kind"] == "EXPORT"][1]
        for tongue, data in texts.items():
            text = " ".join(data.decode("utf-8").split())
            self.assertIn(WATERMARK[tongue], text)
            for word in ("902(13)", "902(14)", "NOM-151-SCFI-2016", "RFC 3161", self.request, f" {number} ", "purchaser.name",
                         hashlib.sha256(read(VERIFY)).hexdigest(), "____"):
                self.assertIn(word, text)
            self.assertNotRegex(text, r"«|[{}]")
            self.assertLessEqual(max(map(len, data.decode("utf-8").splitlines())), 78)
        self.assertIn("IT IS NOT SIGNED", texts["en"].decode())
        self.assertIn("NO ESTÁ FIRMADO", texts["es"].decode())

    def test_a_changed_byte_in_any_file_is_found(self):
        count = 0
        for path in files_of(self.full):
            data = read(self.full, path)
            for place in sorted({0, len(data) // 2, len(data) - 1}):
                folder = self.copy()
                put(data[:place] + bytes([data[place] ^ 1]) + data[place + 1:], folder, path)
                self.assert_rejected(folder, (path, place))
                count += 1
        self.assertGreater(count, 60)

    def test_a_changed_byte_is_found_when_the_list_is_made_to_fit(self):
        """But for the script and the forms, which nothing signs: the list alone vouches for them."""
        for path in files_of(self.full):
            if "/" not in path:
                continue
            data = read(self.full, path)
            for place in sorted({1, len(data) // 3, len(data) // 2, len(data) - 2}):
                folder = self.copy()
                put(data[:place] + bytes([data[place] ^ 1]) + data[place + 1:], folder, path)
                list_anew(folder)
                self.assert_rejected(folder, (path, place))

    def test_a_file_that_is_missing_or_too_much_is_found_when_the_list_is_made_to_fit(self):
        for path in files_of(self.full):
            folder = self.copy()
            os.remove(os.path.join(folder, path))
            self.assert_rejected(folder, path)
            if "/" in path:
                list_anew(folder)
                self.assert_rejected(folder, path)
        pairs = [path for path in files_of(self.full) if path.startswith("entries/")]
        for path in pairs:
            folder = self.copy()
            os.remove(os.path.join(folder, path))
            os.remove(os.path.join(folder, path.replace("entries", "proofs").replace(".json", ".tlog-proof")))
            list_anew(folder)
            self.assert_rejected(folder, path)
        for path in ("extra.txt", "messages/extra.json", "openings/extra.json", "entries/mx.trace.example.999.json"):
            folder = self.copy()
            put(b"{}", folder, path)
            self.assert_rejected(folder, path)
            list_anew(folder)
            self.assert_rejected(folder, path)
        run = verify(folder, *self.keys)
        self.assertEqual((run.code, run.err), (1, ""))
        self.assertRegex(run.out, r"(?m)^WRONG/INCORRECTO +\S+\n  \S.*\n  \S")
        folder = self.copy()
        os.symlink("/etc/hostname", os.path.join(folder, "A.en.txt"))
        self.assert_rejected(folder, "a link")
        os.remove(os.path.join(folder, "A.en.txt"))
        os.mkdir(os.path.join(folder, "more"))
        self.assert_rejected(folder, "a folder")

    def test_swapped_files_are_found_when_the_list_is_made_to_fit(self):
        for start in ("proofs/", "entries/", "messages/", "keys/", "openings/"):
            paths = [path for path in files_of(self.full) if path.startswith(start)]
            for one, other in zip(paths, paths[1:]):
                folder = self.copy()
                put(read(self.full, one), folder, other)
                put(read(self.full, other), folder, one)
                list_anew(folder)
                self.assert_rejected(folder, (one, other))
        # What belongs to one bundle does not belong to another one about the same request.
        for path in files_of(self.full):
            if path.startswith(("openings/", "entries/")) and not os.path.exists(os.path.join(self.bare, path)):
                folder = self.copy(self.bare)
                proof = path.replace("entries/", "proofs/").replace(".json", ".tlog-proof")
                for one in {path, proof if path.startswith("entries/") else path}:
                    put(read(self.full, one), folder, one)
                list_anew(folder)
                self.assert_rejected(folder, path)

    def test_another_value_does_not_open_the_commitment(self):
        path = next(path for path in files_of(self.full) if path.endswith("purchaser.name.json"))
        said = json.loads(read(self.full, path))
        self.assertEqual((said["value"], len(base64.b64decode(said["opening"]))), (self.name, 32))
        for member, value in (("value", "Otra Persona"), ("label", "purchaser.born"), ("opening", base64.b64encode(b"x" * 32).decode()),
                              ("message", self.request), ("commitment", "A" * 43)):
            folder = self.copy()
            put(json.dumps({**said, member: value}, separators=(",", ":"), sort_keys=True).encode(), folder, path)
            list_anew(folder)
            self.assert_rejected(folder, member)

    def test_a_ledger_that_nobody_else_cosigned_is_found(self):
        forger = Forger(base64.b64decode(read(self.nodes.mx, "keys", "log.key").split(b"\n")[1]))
        folder = self.copy(self.bare)
        forger.forge(folder, "mx.trace.example", {"ori": "MXOTRA"})
        code, said = verify_here(folder, *self.keys)
        self.assertEqual(code, 1)
        self.assertIn("no other government has cosigned it", said)
        # It fits together in itself, so it is the keys alone by which it is found, and without them that is said.
        code, said = verify_here(folder)
        self.assertEqual(code, 0, said)
        self.assertIn(f"ATTENTION: the ledger key of {forger.OTHER}", said)

    def test_other_keys_are_refused(self):
        wrong = "us.trace.example/ledger+0a0c7a2d+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
        self.assert_rejected(self.full, "another ledger's", "--key", wrong)
        self.assert_rejected(self.full, "one more", *self.keys, "--key", wrong)
        self.assert_rejected(self.full, "half a key", "--key", wrong[:50])
        swapped = self.keys[1].split("+")[:2] + [self.keys[3].split("+")[2]]
        self.assert_rejected(self.full, "another's bytes", "--key", "+".join(swapped))

    def test_a_folder_with_something_in_it_is_left_alone_and_nothing_is_logged(self):
        before = self.kinds().count("EXPORT")
        target = self.path("there")
        os.mkdir(target)
        put(b"x", target, "mine.txt")
        for out, tongue in ((target, "en"), (self.path("no/such"), "es"), (os.path.join(target, "mine.txt"), "en")):
            self.assert_refused(self.export(out, tongue=tongue), out)
        self.assertEqual(os.listdir(target), ["mine.txt"])
        self.assertEqual(self.kinds().count("EXPORT"), before)
        for words in (["--field", "Purchaser Name"], ["--second", "FGR-1"]):
            self.assert_refused(self.export(self.path("out"), *words), words[1])
        self.assertFalse(os.path.exists(self.path("out")))

    def test_who_may_not_is_refused_and_nothing_is_written(self):
        for words, role in ((["--field", "purchaser.name"], "prosecutor"), ([], "officer"), ([], "investigator"),
                            (["--field", "export.destination", "--second", "FGR-2"], "prosecutor")):
            run = self.export(self.path("out"), *words, role=role)
            self.assert_refused(run, self.reference)
            self.assertNotIn(self.name, run.err)
        for laws in (("--purpose", "X", "--basis", "mx:lfafe", "--case", "F"), ("--purpose", "C", "--basis", "mx:otra", "--case", "F")):
            self.assert_refused(self.export(self.path("out"), laws=laws), self.reference)
        self.assertEqual(os.listdir(self.folder), [])

    def test_an_audit_lists_what_was_put_together(self):
        run = done("audit", self.nodes.mx, "--disclosed", "--lang", "en")
        self.assertIn("evidence put together", run.out)
        self.assertIn("purchaser.name", run.out)
        path = self.path("audit.json")
        done("audit", self.nodes.mx, "--disclosed", "--json", path)
        self.assertGreaterEqual(read(path).count(b'"exported"'), 2)

    def test_the_provider_puts_its_own_evidence_together(self):
        out = self.path("theirs")
        done("request", "export", self.request, "--node", self.nodes.us, "--out", out, "--officer", "US-1", "--role", "prosecutor",
             "--purpose", "C", "--basis", "us:18usc923g7", "--case", "US/9")
        run = verify(out, *self.keys)
        self.assertEqual(run.code, 0, run.out)
        for name in self.world.purchasers():
            self.assertEqual(holders(name, out), [])


class LaterTests(Exporting):
    """What changes after it was put together once."""

    def test_taken_back_and_erased(self):
        self.permit()
        first = self.path("first")
        self.assertEqual(self.export(first).code, 0)
        self.permit("--deny")
        for tongue in TONGUES:
            self.assert_refused(self.export(self.path("second"), tongue=tongue), self.reference)
        # What is out is out: it holds as before.
        self.assertEqual(verify(first, *self.keys).code, 0)
        self.permit()
        done("request", "erase", self.reference, "--node", self.nodes.mx, "--officer", "ADM-1", "--second", "ADM-2")
        erased = self.path("erased")
        run = self.export(erased)
        self.assertEqual(run.code, 0, run.err)
        gone = [path for path in files_of(erased) if path.endswith(".erased.json")]
        self.assertEqual(len(gone), 1)
        said = json.loads(read(erased, gone[0]))
        kept = next(path for path in files_of(first) if said["id"] in path and path.startswith("messages/"))
        self.assertEqual(said["digest"], hashlib.sha256(read(first, kept)).hexdigest())
        run = verify(erased, *self.keys)
        self.assertEqual(run.code, 0, run.out)
        run = self.export(self.path("names"), "--field", "purchaser.name", "--second", "FGR-2")
        self.assert_refused(run, self.reference)
        self.nodes.stop("mx")
        self.assert_refused(self.export(self.path("resting")), self.nodes.mx)
        self.assertEqual(sorted(os.listdir(self.folder)), ["erased", "first"])
        self.relieved()

    def relieved(self):
        """Messages of keys before and after a relief hold by the same two keys of ledgers."""
        done("node", "keys", "rotate", self.nodes.mx)
        self.nodes.start("mx")
        self.nodes.wait("the other knows the new keys", lambda: self.nodes.query(
            "us", "SELECT 1 FROM manifest WHERE node = 'mx.trace.example' AND serial = 2"))
        done("request", "permission", self.reference, "--node", self.nodes.mx, "--officer", "FGR-1", "--for", "export")
        self.nodes.wait_until_delivered()
        out = self.path("relieved")
        run = self.export(out)
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(len([path for path in files_of(out) if path.startswith("keys/mx")]), 2)
        run = verify(out, *self.keys)
        self.assertEqual(run.code, 0, run.out)
        signers = {json.loads(read(out, path))["signatures"][0]["keyid"] for path in files_of(out)
                   if path.startswith("messages/mx") and path.endswith(".dsse.json")}
        self.assertEqual(len(signers), 2)
        for serial in (1, 2):
            folder = self.path("copy")
            shutil.copytree(out, folder)
            os.remove(f"{folder}/keys/mx.trace.example.{serial}.note")
            list_anew(folder)
            self.assertEqual(verify(folder, *self.keys).code, 1)
            shutil.rmtree(folder)
        shown = done("policy", "show", "--policy", out + "/policy/mx.trace.example.policy", "--lang", "en").out
        self.assertIn("prosecutor", shown)

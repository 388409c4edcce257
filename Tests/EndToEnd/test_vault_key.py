"""The key of a node's vault is protected: by a passphrase, by shares, by a token; as operators do it, and as machines fail."""
import base64
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import unittest

import stage
from fault import left_out
from nodes_stage import Nodes, Service, World, done, files_below, free_port, holders
from secrets_stage import PASSPHRASE, SecretTest
from stage import TONGUES, environment, rastro, read_csv

OTHER = "a wrong passphrase, surely"
LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"


def seed_of(folder):
    """The seed of a node's vault, as long as it lies in plain."""
    with open(f"{folder}/keys/box.key", encoding="ascii") as file:
        heading, key, rest = file.read().split("\n")
    assert heading.endswith(" box") and rest == ""
    seed = base64.b64decode(key)
    assert len(seed) == 32
    return seed


def holders_of(seed, *places):
    """The files that hold a seed in any form."""
    encoded = base64.b64encode(seed)
    wanted = {seed, seed[::-1], seed.hex().encode(), seed.hex().upper().encode(), encoded, encoded.rstrip(b"="),
              base64.urlsafe_b64encode(seed)}
    for shift in (1, 2):
        # What depends on the neighbours is cut off at both ends.
        wanted.add(base64.b64encode(b"\0" * shift + seed)[4:-4])
    found = []
    for path in files_below(*places):
        with open(path, "rb") as file:
            content = file.read()
        if any(form in content for form in wanted):
            found.append(path)
    return found


class VaultTest(SecretTest):
    """Says what must hold of what is printed about a vault."""

    def vault(self, word, folder, *words, tongue="en", **options):
        return rastro("node", "vault", word, folder, *words, "--lang", tongue, **options)

    def good(self, run):
        self.assertEqual((run.code, run.err), (0, ""))
        self.well_said(run)
        return run

    def refused(self, run, *words, code=2):
        self.assertEqual((run.code, run.out), (code, ""), run.err)
        for word in words:
            self.assertIn(word, " ".join(run.err.split()))
        self.well_said(run)
        return run

    def well_said(self, run):
        said = run.out + run.err
        self.assertNotRegex(said, r"«[a-z]+\.[A-Za-z.]+»|[{}]")
        for secret in (PASSPHRASE, OTHER):
            self.assertNotIn(secret, said)
        for line in run.out.splitlines():
            self.assertTrue(len(line) <= 80 or any(len(word) > 30 for word in line.split()), line)

    def make(self, name="node"):
        """A node of nobody but itself, and its seed."""
        folder = self.path(name)
        done("node", "init", folder, "--name", f"{name}.trace.example", "--jurisdiction", "MX", "--agency", "MXFGR0001",
             "--basis", "mx:lfafe", "--listen", f"127.0.0.1:{free_port()}", "--loopback")
        return folder, seed_of(folder)

    def serve(self, folder):
        service = Service(folder + ".log", "serve", folder)
        self.addCleanup(service.kill)
        return service


class LifeTests(VaultTest):
    """Two nodes and a custodian elsewhere, with vaults that are locked and unlocked."""

    @classmethod
    def setUpClass(cls):
        cls.base = tempfile.mkdtemp(prefix="rv")
        cls.addClassCleanup(shutil.rmtree, cls.base)
        cls.world = World(cls.base)
        cls.nodes = Nodes(cls.base, cls.world, loopback=True)
        cls.addClassCleanup(cls.nodes.kill)

    def open(self, reference, tongue="en"):
        return rastro("request", "open", reference, "--node", self.nodes.mx, "--officer", "FGR-1234", "--role",
                      "investigator", "--purpose", "C", "--basis", "mx:lfafe", "--case", "FGR/7/2026", "--lang", tongue)

    def counts(self):
        """How many entries say that somebody reads, and how many permits were used."""
        return self.nodes.query(
            "mx", "SELECT (SELECT COUNT(*) FROM entry WHERE instr(bytes, CAST('\"kind\":\"READ\"' AS BLOB)) > 0"
            " OR instr(bytes, CAST('\"kind\":\"REFUSE\"' AS BLOB)) > 0), (SELECT COUNT(*) FROM used_permit)")[0]

    def test_names_are_read_while_the_vault_is_unlocked_and_asked_all_the_time(self):
        nodes = self.nodes
        seeds = {name: seed_of(getattr(nodes, name)) for name in ("mx", "us")}
        phrase = self.secret("phrase")
        for name in seeds:
            folder = getattr(nodes, name)
            self.assertEqual(holders_of(seeds[name], folder), [f"{folder}/keys/box.key"])
            self.assertEqual(self.vault("status", folder).code, 3)
            self.good(self.vault("protect", folder, "--passphrase-file", phrase, tongue="es"))
            self.assertEqual(holders_of(seeds[name], folder), [])
            self.good(self.vault("status", folder))
        nodes.start("dealer", "us", "mx")
        for name in ("us", "mx"):
            self.assertIn("vault is locked", " ".join(nodes.running[name].errors().split()))
        for name, service in nodes.running.items():
            with open(f"/proc/{service.process.pid}/limits", encoding="ascii") as file:
                self.assertRegex(file.read(), r"Max core file size +0 +0 ", name)
        self.waits_for_the_vault(phrase)
        self.opens_and_locks(phrase)
        for name in seeds:
            self.assertEqual(holders_of(seeds[name], self.base), [])
        # The key is not relieved with the others, and the vault is locked after that as before.
        self.assertEqual(set(nodes.stop("mx")), {0})
        box = nodes.line("mx", "box")
        done("node", "keys", "rotate", nodes.mx)
        self.assertEqual(nodes.line("mx", "box"), box)
        nodes.start("mx")
        self.refused(self.open(self.named()[0][0]), "node vault unlock", code=3)

    def named(self):
        return [(row["recovery"], row["purchaser_name"]) for row in read_csv(self.world.traced)
                if row["purchaser_name"] and not row["duplicate_of"]]

    def waits_for_the_vault(self, phrase):
        """The answering node can not hand on names that a custodian elsewhere sealed for it, and says so."""
        nodes = self.nodes
        self.assertEqual(nodes.submit().code, 0)
        elsewhere = sum(row["outcome"] == "purchaser" and row["dealer_license"] == self.world.licence
                        for row in read_csv(self.world.traced))
        self.assertGreater(elsewhere, 0)

        def open_requests():
            return nodes.query("mx", "SELECT COUNT(*) FROM conversation WHERE state = 'open'")[0][0]

        def partials():
            return nodes.query("mx", "SELECT COUNT(*) FROM inbox WHERE kind = 'TRACE_PARTIAL'")[0][0]

        nodes.wait("what needs the vault alone stays open", lambda: 0 < open_requests() == partials())
        waiting = open_requests()
        for tongue in TONGUES:
            run = rastro("status", nodes.us, "--lang", tongue)
            self.assertEqual((run.code, run.err), (3, ""))
            self.well_said(run)
            self.assertRegex(" ".join(run.out.split()), {"en": rf"({waiting} requests wait|One request waits) for it",
                                                         "es": rf"({waiting} solicitudes la esperan|Una solicitud la espera)"}[tongue])
        self.assertEqual(self.vault("status", nodes.us).code, 3)
        asked = nodes.query("us", "SELECT COUNT(*) FROM opening WHERE label = 'custodian'")[0][0]
        time.sleep(3)
        self.assertEqual(open_requests(), waiting)
        # Nobody is asked a question whose answer nobody could read.
        self.assertEqual(nodes.query("us", "SELECT COUNT(*) FROM opening WHERE label = 'custodian'")[0][0], asked)
        self.good(self.vault("unlock", nodes.us, "--passphrase-file", phrase))
        nodes.wait("they are answered", lambda: open_requests() == 0)
        self.assertEqual(rastro("status", nodes.us).code, 0)
        nodes.wait_until_delivered()

    def opens_and_locks(self, phrase):
        nodes = self.nodes
        reference, name = self.named()[0]
        for tongue in TONGUES:
            run = self.refused(self.open(reference, tongue), f"node vault unlock {nodes.mx}", code=3)
            self.assertNotIn(name, run.err)
        self.assertEqual(self.counts(), (0, 0))
        self.refused(self.vault("unlock", nodes.mx, "--passphrase-file", self.secret("wrong", OTHER)), "passphrase")
        self.refused(self.open(reference), code=3)
        for tongue in TONGUES:
            self.good(self.vault("unlock", nodes.mx, "--passphrase-file", phrase, tongue=tongue))
        self.good(self.vault("status", nodes.mx))
        run = self.open(reference)
        self.assertEqual((run.code, run.err), (0, ""))
        self.assertIn(name, run.out)
        self.assertEqual(self.counts(), (1, 1))
        for tongue in TONGUES:
            self.good(self.vault("lock", nodes.mx, tongue=tongue))
        self.refused(self.open(reference), code=3)
        self.assertEqual(self.counts(), (1, 1))
        # For a court as well: what needs no name goes on, and what does waits.
        out = self.path("evidence")
        court = ["request", "export", reference, "--node", nodes.mx, "--out", out, "--officer", "FGR-1234", "--role", "prosecutor",
                 "--purpose", "C", "--basis", "mx:lfafe", "--case", "FGR/7/2026", "--second", "FGR-2"]
        for tongue in TONGUES:
            run = self.refused(rastro(*court, "--field", "purchaser.name", "--lang", tongue), "node vault unlock", code=3)
            self.assertNotIn(name, run.err)
        self.assertFalse(os.path.exists(out))
        self.assertEqual(self.counts(), (1, 1))
        done(*court)
        self.assertEqual(holders(name, out), [])
        self.assertEqual(self.vault("status", nodes.mx).code, 3)


class ChangingTests(VaultTest):
    """How the key is kept is changed at rest, and each way opens the vault of the process."""

    def can_unlock(self, folder, *words):
        service = self.serve(folder)
        try:
            run = self.vault("unlock", folder, *words)
            if run.code == 0:
                self.good(self.vault("status", folder))
            return run
        finally:
            self.assertEqual(service.end(), 0)

    def split(self, folder, name, *words):
        """Splits a key; the files of the shares, and those of their passphrases."""
        out = [self.path(f"{name}-{number}.share") for number in (1, 2, 3)]
        secrets = [self.secret(f"{name}-{number}.phrase", f"{PASSPHRASE} {name} {number}") for number in (1, 2, 3)]
        options = [word for path in out for word in ("--out", path)]
        options += [word for path in secrets for word in ("--passphrase-file", path)]
        run = self.good(self.vault("split", folder, "--shares", 3, "--needed", 2, *options, *words))
        for path in out:
            self.assertIn(path, run.out.replace("\n", ""))
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        return [("--share", share, "--passphrase-file", phrase) for share, phrase in zip(out, secrets)]

    def test_two_of_three_shares_unlock_and_one_or_those_of_two_splittings_do_not(self):
        folder, seed = self.make()
        first = self.split(folder, "first")
        self.assertEqual(holders_of(seed, folder, self.folder), [])
        current = [word.replace("--passphrase-file", "--current-file") for words in (first[0], first[2]) for word in words]
        second = self.split(folder, "second", *current)
        service = self.serve(folder)
        self.refused(self.vault("unlock", folder, *second[0]), "2 were expected")
        self.refused(self.vault("unlock", folder, *second[1], *second[1]), "share 2 was given twice")
        self.refused(self.vault("unlock", folder, *first[0], *second[1]), first[0][1], "another splitting")
        self.refused(self.vault("unlock", folder, *first[0], *first[1]), first[0][1], "another splitting")
        wrong = list(second[0])
        wrong[3] = second[1][3]
        self.refused(self.vault("unlock", folder, *wrong, *second[1]), "passphrase is wrong")
        self.refused(self.vault("unlock", folder), "with 2 shares (--share)")
        none = self.secret("none", "{}")
        self.refused(self.vault("unlock", folder, "--share", none, "--passphrase-file", none, *second[0]), none, "no share")
        self.refused(self.vault("unlock", folder, "--share", none, *second[0]), "--passphrase-file", "2 times")
        self.assertEqual(self.vault("status", folder).code, 3)
        self.good(self.vault("unlock", folder, *second[2], *second[0]))
        self.good(self.vault("status", folder))
        self.assertEqual(service.end(), 0)

    def test_shares_are_written_where_their_holders_take_them_and_over_nothing(self):
        folder, seed = self.make()
        there = self.secret("there", "something else")

        def split(*out, shares=2):
            return self.vault("split", folder, "--shares", shares, "--needed", 2,
                              *[word for path in out for word in ("--out", path)])

        self.refused(split(there, self.path("b")), there, "new file")
        self.refused(split(f"{folder}/a.share", self.path("b")), "a.share", "folder of the node")
        self.refused(split(self.path("a"), self.path("a")), self.path("a"))
        self.refused(split(self.path("a")), "--out")
        self.refused(split(self.path("no/a"), self.path("b")), "no/a")
        self.refused(split(self.path("a"), self.path("b"), shares=17), "--shares")
        self.assertEqual(seed_of(folder), seed)
        self.assertEqual(sorted(os.listdir(self.folder)), ["node", "there"])

    def test_a_passphrase_is_changed_and_kept_beside_shares_where_that_is_said(self):
        folder, seed = self.make()
        old, new = self.secret("old"), self.secret("new", "cempasuchil obsidiana 77")
        self.good(self.vault("protect", folder, "--passphrase-file", old))
        self.refused(self.vault("protect", folder, "--passphrase-file", new, "--current-file", new), "passphrase is wrong")
        self.good(self.vault("protect", folder, "--passphrase-file", new, "--current-file", old))
        shares = self.split(folder, "kept", "--current-file", new, "--keep")
        self.assertEqual(holders_of(seed, folder, self.folder), [])
        for tongue, word in (("en", "2 of 3 shares"), ("es", "2 de 3 partes")):
            run = self.good(self.vault("status", folder, tongue=tongue))
            self.assertIn(word, " ".join(run.out.split()))
        self.refused(self.can_unlock(folder, "--passphrase-file", old), "passphrase is wrong")
        self.good(self.can_unlock(folder, "--passphrase-file", new))
        self.good(self.can_unlock(folder, *shares[0], *shares[1]))
        run = self.good(self.vault("protect", folder, "--passphrase-file", old, "--current-file", new))
        self.assertIn("count no more", " ".join(run.out.split()))
        self.refused(self.can_unlock(folder, *shares[0], *shares[1]), "with a passphrase")

    def test_what_can_not_be_is_refused_and_changes_nothing(self):
        folder, seed = self.make()
        phrase = self.secret("phrase")
        open_to_all = self.secret("seen")
        os.chmod(open_to_all, 0o640)
        cases = [(("--passphrase-file", open_to_all), ("seen", "chmod 600")),
                 (("--passphrase-file", self.folder), ("chmod 600",)),
                 (("--passphrase-file", "/dev/null"), ("/dev/null",)),
                 (("--passphrase-file", self.path("nowhere")), ("nowhere",)),
                 (("--passphrase-file", self.secret("empty", "")), ("empty",)),
                 (("--passphrase-file", self.secret("short", "elevenbytes")), ("12",)),
                 (("--passphrase-file", self.secret("long", "x" * 1025)), ("1,024", "1024")),
                 (("--passphrase", PASSPHRASE), ("--passphrase",)),
                 (("--current-file", phrase, "--current-file", phrase), ("--current-file",)),
                 (("--share", phrase, "--current-module", phrase), ("--share",)),
                 ((), ("--passphrase-file", "terminal"))]
        for words, expected in cases:
            # Without a terminal of its own nobody can be asked.
            run = self.vault("protect", folder, *words, start_new_session=True)
            self.assertEqual((run.code, run.out), (2, ""), words)
            self.assertTrue(any(word in run.err for word in expected), run.err)
            self.assertEqual(seed_of(folder), seed)
            self.assertEqual(os.listdir(folder + "/keys").count("vault.passphrase"), 0)
        self.refused(self.vault("unlock", folder), "not in service")
        self.refused(self.vault("lock", folder), "not in service")
        self.refused(self.vault("status", self.folder), self.folder)
        service = self.serve(folder)
        for word in ("protect", "unlock", "lock"):
            self.assertIn(self.vault(word, folder, "--passphrase-file", phrase).code, (0, 2))
        self.refused(self.vault("protect", folder, "--passphrase-file", phrase), folder)
        self.refused(self.vault("lock", folder), "in plain")
        self.assertIn("unlocked already", self.good(self.vault("unlock", folder)).out)
        self.assertEqual(service.end(), 0)
        self.assertEqual(seed_of(folder), seed)

    def test_a_passphrase_comes_by_a_descriptor(self):
        folder, seed = self.make()
        ends = []
        for text in (PASSPHRASE, PASSPHRASE):
            reading, writing = os.pipe()
            os.write(writing, text.encode())
            os.close(writing)
            ends.append(reading)
        self.good(self.vault("protect", folder, "--passphrase-file", f"/dev/fd/{ends[0]}", pass_fds=ends))
        self.assertEqual(holders_of(seed, folder), [])
        service = self.serve(folder)
        self.good(self.vault("unlock", folder, "--passphrase-file", f"/dev/fd/{ends[1]}", pass_fds=ends))
        self.assertEqual(service.end(), 0)
        for end in ends:
            os.close(end)

    def test_a_damaged_file_is_told_and_a_foreign_one_refused(self):
        folder, _ = self.make()
        other, _ = self.make("other")
        phrase = self.secret("phrase")
        for one in (folder, other):
            self.good(self.vault("protect", one, "--passphrase-file", phrase))
        path = f"{folder}/keys/vault.passphrase"
        with open(path, "rb") as file:
            kept = file.read()
        for content, word in ((kept[:-1], "vault.passphrase"), (b"", "vault.passphrase"), (b"{}" * 9000, "vault.passphrase")):
            with open(path, "wb") as file:
                file.write(content)
            self.refused(self.vault("status", folder), word)
            self.refused(self.can_unlock(folder, "--passphrase-file", phrase), word)
        shutil.copy(f"{other}/keys/vault.passphrase", path)
        self.refused(self.can_unlock(folder, "--passphrase-file", phrase), path)
        with open(path, "wb") as file:
            file.write(kept)
        self.good(self.can_unlock(folder, "--passphrase-file", phrase))
        os.remove(path)
        run = rastro("serve", folder)
        self.refused(run, "box.key")


class TypingTests(VaultTest):
    """Passphrases are typed on a terminal that does not show them."""

    def test_it_is_asked_twice_without_being_shown(self):
        folder, seed = self.make()
        phrase = PASSPHRASE.encode()
        for answers, word in (([phrase + b"\r", OTHER.encode() + b"\r"], "differ"), ([b"short\r"], "12"),
                              ([b"\r"], "nothing was typed"), ([phrase + b"\x03"], "nothing was typed"),
                              ([b"\x04"], "nothing was typed"), ([b"x" * 1100 + b"\r"], "1,024")):
            code, shown = self.typed(answers, "node", "vault", "protect", folder, "--lang", "en")
            self.assertEqual(code, 2, shown)
            self.assertIn(word, " ".join(shown.split()))
            self.assertNotIn(PASSPHRASE, shown)
            self.assertEqual(seed_of(folder), seed)
        # Slips are taken back, characters of several bytes whole.
        slips = b"wrong\x15" + phrase[:-1] + "ñ".encode() + b"\x7f" + phrase[-1:] + b"\r"
        code, shown = self.typed([slips, phrase + b"\r"], "node", "vault", "protect", folder, "--lang", "es")
        self.assertEqual(code, 0, shown)
        for part in PASSPHRASE.split():
            self.assertNotIn(part, shown)
        self.assertEqual(holders_of(seed, folder), [])
        service = self.serve(folder)
        code, shown = self.typed([phrase + b"\r"], "node", "vault", "unlock", folder, "--lang", "en")
        self.assertEqual(code, 0, shown)
        self.assertNotIn(PASSPHRASE, shown)
        self.assertEqual(service.end(), 0)


class CutOffTests(VaultTest):
    """Protecting is cut off at each call by which it changes files; a key that opens is there all the time."""

    # A file that is made and empty is one before its first write.
    CALLS = ("write", "fsync", "rename", "link", "unlink")

    def setUp(self):
        super().setUp()
        if not shutil.which("strace"):
            left_out(self, "strace is not installed")

    def cut(self, folder, call, number, *words):
        """Runs protect and kills it before a call; whether it was killed."""
        run = subprocess.run(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-P", f"{folder}/keys", *self.paths(folder), "-e", f"trace={call}",
             "-e", f"inject={call}:signal=KILL:when={number}", stage.RASTRO, "node", "vault", "protect", folder, *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
        self.assertIn(run.returncode, (0, -signal.SIGKILL, 128 + signal.SIGKILL), run.stderr)
        return run.returncode != 0

    def paths(self, folder):
        names = [name + end for name in ("box.key", "vault.passphrase") for end in ("", ".new", ".new.part", ".gone")]
        return [word for name in names for word in ("-P", f"{folder}/keys/{name}")]

    def opens(self, folder, seed, *phrases):
        """Whether the key is had: in plain, or by one of some passphrases, as a node that serves says."""
        if os.path.exists(f"{folder}/keys/box.key"):
            self.assertEqual(seed_of(folder), seed)
            return self.vault("status", folder).code == 3
        service = self.serve(folder)
        try:
            return any(self.vault("unlock", folder, "--passphrase-file", phrase).code == 0 for phrase in phrases)
        finally:
            self.assertEqual(service.end(), 0)

    def cut_everywhere(self, folder, seed, *words, phrases):
        """Cuts it off at each call in turn, each time from the same beginning; how often it was."""
        kept = self.path("kept")
        shutil.copytree(folder, kept)
        count = 0
        for call in self.CALLS:
            number = 1
            while True:
                shutil.rmtree(folder)
                shutil.copytree(kept, folder)
                if not self.cut(folder, call, number, *words):
                    break
                count += 1
                self.assertTrue(self.opens(folder, seed, *phrases), (call, number))
                self.finish(folder, seed, phrases)
                number += 1
        self.assertEqual(holders_of(seed, folder), [])
        return count

    def finish(self, folder, seed, phrases):
        """What was cut off is done again, and then nothing is left of it."""
        runs = [self.vault("protect", folder, "--passphrase-file", phrases[0], "--current-file", phrase)
                for phrase in phrases[:1 if os.path.exists(f"{folder}/keys/box.key") else None]]
        self.assertIn(0, [run.code for run in runs])
        self.assertEqual(holders_of(seed, folder), [])
        self.assertEqual([name for name in os.listdir(f"{folder}/keys") if name.endswith((".gone", ".part"))], [])

    def test_while_the_key_lay_in_plain(self):
        folder, seed = self.make()
        phrase = self.secret("phrase")
        count = self.cut_everywhere(folder, seed, "--passphrase-file", phrase, phrases=[phrase])
        self.assertGreater(count, 10)

    def test_while_a_passphrase_is_changed(self):
        folder, seed = self.make()
        old, new = self.secret("old"), self.secret("new", "cempasuchil obsidiana 77")
        self.good(self.vault("protect", folder, "--passphrase-file", old))
        self.CALLS = ("rename", "link", "unlink")
        count = self.cut_everywhere(
            folder, seed, "--passphrase-file", new, "--current-file", old, phrases=[new, old])
        self.assertGreater(count, 3)


class TokenTests(VaultTest):
    """The key sits behind a token of software."""
    PIN = "1234567"

    def setUp(self):
        super().setUp()
        if not (os.access(LIBRARY, os.R_OK) and shutil.which("softhsm2-util")):
            left_out(self, "softhsm2 is not installed")
        os.mkdir(self.path("tokens"))
        self.env = {"SOFTHSM2_CONF": self.write(
            "softhsm2.conf", f"directories.tokendir = {self.path('tokens')}\nlog.level = ERROR\n")}
        for label in ("vault", "twin", "twin"):
            subprocess.run(["softhsm2-util", "--init-token", "--free", "--so-pin", "7654321", "--pin", self.PIN, "--label", label],
                           env=environment(**self.env), check=True, capture_output=True)
        self.pin = self.secret("pin", self.PIN)

    def test_the_token_and_its_pin_unlock(self):
        folder, seed = self.make()
        for words, expected in ((("--token", "nobody"), "no token"), (("--token", "twin"), "several tokens"),
                                (("--token", " x"), "--token")):
            self.refused(self.vault("token", folder, "--module", LIBRARY, *words, "--pin-file", self.pin, env=self.env), expected)
        self.refused(self.vault("token", folder, "--module", self.pin, "--token", "vault", "--pin-file", self.pin), "library")
        self.refused(self.vault("token", folder, "--module", LIBRARY, "--token", "vault", "--pin-file",
                                self.secret("wrong", "7777777"), env=self.env), "PIN is wrong")
        self.assertEqual(seed_of(folder), seed)
        self.good(self.vault("token", folder, "--module", LIBRARY, "--token", "vault", "--pin-file", self.pin, env=self.env))
        self.assertEqual(holders_of(seed, self.folder), [])
        self.assertIn("vault", self.good(self.vault("status", folder)).out)
        service = self.serve(folder)
        self.refused(self.vault("unlock", folder), "--module")
        self.refused(self.vault("unlock", folder, "--module", LIBRARY, "--pin-file", self.secret("wrong", "7777777"),
                                env=self.env), "PIN is wrong")
        # Without its tokens the library knows none.
        shutil.move(self.path("tokens"), self.path("away"))
        os.mkdir(self.path("tokens"))
        self.refused(self.vault("unlock", folder, "--module", LIBRARY, "--pin-file", self.pin, env=self.env), "no token")
        os.rmdir(self.path("tokens"))
        shutil.move(self.path("away"), self.path("tokens"))
        for tongue in TONGUES:
            self.good(self.vault("unlock", folder, "--module", LIBRARY, "--pin-file", self.pin, env=self.env, tongue=tongue))
        self.good(self.vault("status", folder))
        self.assertEqual(service.end(), 0)
        # From the token to a passphrase.
        phrase = self.secret("phrase")
        self.good(self.vault("protect", folder, "--passphrase-file", phrase, "--current-module", LIBRARY, "--current-file",
                             self.pin, env=self.env))
        self.assertEqual(sorted(name for name in os.listdir(folder + "/keys") if name.startswith("vault")), ["vault.passphrase"])


if __name__ == "__main__":
    unittest.main()

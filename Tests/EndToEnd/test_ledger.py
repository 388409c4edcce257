"""A ledger as its owner, its witness and an auditor see it: written, verified, shown, and changed in secret."""
import base64
import hashlib
import os
import random
import re
import shutil
import subprocess
import unittest

from stage import ROOT, TONGUES, CommandTest, rastro

CHECKER = os.path.abspath(os.path.join(ROOT, "..", "shared", "tlog", "tlogcheck.go"))
MODULES = "/usr/share/gocode/src/golang.org/x/mod"


def write_ledger(folder, entries):
    """A ledger with so many entries, and the key that signs it."""
    run = rastro("bench", "ledger", "--entries", entries, "--ledger", folder, "--lang", "en")
    assert run.code == 0, run.err
    return re.search(r"(\S+/ledger\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+)\s*$", run.out).group(1)


def served(folder, entries):
    """The files that a ledger of a size needs."""
    names = ["checkpoint"]
    width, level = entries, 0
    while width > 0:
        kinds = [str(level)] + (["entries"] if level == 0 else [])
        for kind in kinds:
            names += [f"tile/{kind}/{n:03d}" for n in range(width // 256)]
            if width % 256:
                names.append(f"tile/{kind}/{width // 256:03d}.p/{width % 256}")
        width //= 256
        level += 1
    assert all(os.path.isfile(os.path.join(folder, name)) for name in names)
    return names


def root_of(leaf, index, size, proof):
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2), from the text alone."""
    last, found = size - 1, leaf
    for one in proof:
        assert last > 0
        if index & 1 or index == last:
            found = hashlib.sha256(b"\1" + one + found).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + one).digest()
        index, last = index >> 1, last >> 1
    assert last == 0
    return found


def tlogcheck(test):
    """The independent checker on Go's own library; nothing where it can not be had."""
    go = shutil.which("go")
    if not (go and os.path.isfile(CHECKER) and os.path.isdir(MODULES)):
        return None
    target = test.path("tlogcheck")
    done = subprocess.run(
        [go, "build", "-o", target, CHECKER], capture_output=True,
        env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode",
             "GOCACHE": test.path("cache"), "HOME": test.folder})
    test.assertEqual(done.returncode, 0, done.stderr)
    return target


class LedgerTests(CommandTest):
    ENTRIES = 600

    def setUp(self):
        super().setUp()
        self.ledger = self.path("ledger")
        self.key = write_ledger(self.ledger, self.ENTRIES)

    def verify(self, *words, folder=None, key=None):
        return rastro("ledger", "verify", folder or self.ledger, "--key", key or self.key, *words)

    def test_a_sound_ledger_is_said_to_be_one(self):
        for tongue in TONGUES:
            run = self.verify("--lang", tongue)
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertIn("600", run.out)
            self.assertLessEqual(max(map(len, run.out.splitlines())), 80)

    def test_it_must_go_on_from_what_was_seen_before(self):
        seen = self.path("seen")
        shutil.copy(self.ledger + "/checkpoint", seen)
        self.assertEqual(self.verify("--since", seen).code, 0)
        other = self.path("other")
        key = write_ledger(other, 700)
        run = self.verify("--since", seen, folder=other, key=key)
        self.assertNotEqual(run.code, 0)
        self.assertEqual(self.verify("--since", self.write("no", "nothing\n")).code, 2)

    def test_another_key_and_what_is_no_key_are_refused(self):
        other = write_ledger(self.path("other"), 1)
        self.assertEqual(self.verify(key=other).code, 3)
        self.assertEqual(self.verify(key="coffee").code, 2)
        self.assertEqual(rastro("ledger", "verify", self.ledger).code, 2)
        self.assertEqual(rastro("ledger", "verify", self.path("none"), "--key", self.key).code, 2)

    def test_entries_are_shown_one_a_line(self):
        run = rastro("ledger", "show", self.ledger, "--from", 598, "--count", 5)
        lines = run.out.splitlines()
        self.assertEqual(run.code, 0)
        self.assertTrue(lines[0].startswith("598 ") and '"number":598' in lines[0], lines[0])
        self.assertTrue(lines[1].startswith("599 "))
        self.assertIn("600", lines[-1])

    def test_a_proof_stands_without_the_ledger(self):
        proof, entry = self.path("proof"), self.path("entry")
        for number in (0, 255, 256, 599):
            run = rastro("ledger", "prove", self.ledger, "--key", self.key, "--entry", number,
                         "--out", proof, "--entry-out", entry)
            self.assertEqual(run.code, 0, run.err)
            with open(proof, encoding="utf-8") as file:
                head, note = file.read().split("\n\n", 1)
            with open(entry, "rb") as file:
                leaf = hashlib.sha256(b"\0" + file.read()).digest()
            lines = head.split("\n")
            self.assertEqual(lines[:2], ["c2sp.org/tlog-proof@v1", f"index {number}"])
            hashes = [base64.b64decode(line, validate=True) for line in lines[2:]]
            size, root = note.split("\n")[1:3]
            self.assertEqual(root_of(leaf, number, int(size), hashes), base64.b64decode(root))
        run = rastro("ledger", "prove", self.ledger, "--key", self.key, "--entry", 600, "--out", proof)
        self.assertEqual(run.code, 2)

    def test_no_changed_byte_goes_unseen_here_or_by_another_checker(self):
        checker = self.checker()
        names = served(self.ledger, self.ENTRIES)
        chance = random.Random(11)
        for number in range(200):
            name = names[number % len(names)]
            path = os.path.join(self.ledger, name)
            with open(path, "rb") as file:
                good = file.read()
            place, bit = chance.randrange(len(good)), chance.randrange(8)
            bad = bytearray(good)
            bad[place] ^= 1 << bit
            with open(path, "wb") as file:
                file.write(bad)
            with self.subTest(name=name, place=place, bit=bit):
                self.assertEqual(self.verify().code, 3)
                if checker:
                    self.assertNotEqual(subprocess.run(
                        [checker, self.ledger, self.key], capture_output=True).returncode, 0)
            with open(path, "wb") as file:
                file.write(good)
        self.assertEqual(self.verify().code, 0)

    def test_another_checker_accepts_seventy_thousand_entries(self):
        checker = self.checker()
        if not checker:
            self.skipTest("Go, its x/mod or the shared material is not there")
        large = self.path("large")
        key = write_ledger(large, 70_000)
        self.assertEqual(self.verify(folder=large, key=key).code, 0)
        done = subprocess.run([checker, large, key], capture_output=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def checker(self):
        return tlogcheck(self)


if __name__ == "__main__":
    unittest.main()

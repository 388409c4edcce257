"""What the end-to-end tests share: running the command, and the small world that they trace."""
import csv
import os
import subprocess
import tempfile
import unittest

RASTRO = ""
DEMO = ""
TRACE = ""
ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
TONGUES = ("es", "en")
LIMIT_SECONDS = 300


class Run:
    """One run of the command: its exit code and what it said."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8")
        self.err = done.stderr.decode("utf-8")


def environment(**more):
    """The environment without a language or colours of its own."""
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith("LC_") and k not in ("LANG", "LANGUAGE", "NO_COLOR", "RASTRO_LANG")}
    return {**kept, "SWIFT_BACKTRACE": "enable=no", **more}


def rastro(*words, env=None, **options):
    return Run(subprocess.run(
        [RASTRO, *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environment(**(env or {})), timeout=LIMIT_SECONDS, **options))


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class CommandTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def assert_refused(self, run, *mentions):
        """Code 2, nothing on the output, and a last line that begins `rastro: ` and names the place."""
        self.assertEqual(run.code, 2, run.err)
        self.assertEqual(run.out, "")
        self.assert_well_said(run)
        last = run.err.rstrip("\n").split("\n")[-1]
        self.assertTrue(last.startswith("rastro: "), last)
        for mention in mentions:
            self.assertIn(mention, run.err)

    def assert_well_said(self, run):
        """Nothing crashed, and no text is without its words."""
        self.assertIn(run.code, (0, 1, 2, 3), run.err)
        for text in (run.out, run.err):
            self.assertNotRegex(text, r"«[a-z]+\.[A-Za-z.]+»")
            self.assertNotRegex(text, r"\{[a-z]+\}")
            self.assertNotIn("Fatal error", text)

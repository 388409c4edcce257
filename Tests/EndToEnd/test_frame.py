"""The command's frame: help, languages, refusals, streams, interrupts."""
import os
import pty
import re
import signal
import subprocess
import time

import stage
from stage import TONGUES, CommandTest, rastro


class FrameTests(CommandTest):
    def test_the_version_is_one_line(self):
        run = rastro("--version")
        self.assertEqual(run.code, 0)
        self.assertRegex(run.out, r"^rastro \d+\.\d+\.\d+\n$")

    def test_help_is_there_in_both_languages_within_80_columns(self):
        texts = {}
        for tongue in TONGUES:
            for command in ([], ["trace"], ["check"], ["sample"], ["bench"]):
                run = rastro(*command, "--help", "--lang", tongue)
                self.assertEqual((run.code, run.err), (0, ""), command)
                self.assert_well_said(run)
                self.assertTrue(all(len(line) <= 80 for line in run.out.splitlines()))
                texts[tongue, *command] = run.out
        self.assertNotEqual(texts["es",], texts["en",])
        for command in ("trace", "check", "sample", "bench"):
            self.assertRegex(texts["es",], rf"(?m)^  {command} ")

    def test_every_option_is_said_in_both_languages(self):
        for command in ("trace", "check", "sample", "bench"):
            found = [re.findall(r"(?m)^  (--[a-z-]+)", rastro(command, "-h", "--lang", t).out) for t in TONGUES]
            self.assertEqual(found[0], found[1])
            self.assertGreater(len(found[0]), 3)

    def test_the_language_comes_from_the_environment(self):
        for variables, heading in (({}, "Uso"), ({"LANG": "en_US.UTF-8"}, "Usage"), ({"LC_ALL": "es_MX"}, "Uso"),
                                   ({"LANG": "es_MX", "RASTRO_LANG": "en"}, "Usage"), ({"LANG": "C"}, "Uso")):
            self.assertIn(f"\n{heading}\n", rastro("--help", env=variables).out)

    def test_unusable_arguments_are_refused_in_both_languages(self):
        book = self.path("books")
        os.mkdir(book)
        file = self.write("a.csv", "x\n")
        for tongue in TONGUES:
            for words in ([], ["nothing"], ["--nothing"], ["trace"], ["trace", file], ["trace", "--books", book],
                          ["trace", file, "--books"], ["trace", file, "--books", self.path("none")],
                          ["trace", self.path("none.csv"), "--books", book],
                          ["trace", file, "--books", file],
                          ["trace", file, "--books", book, "--threshold", "1.5"],
                          ["trace", file, "--books", book, "--threshold", "0.4"],
                          ["trace", file, "--books", book, "--today", "2021-02-31"],
                          ["trace", file, "--books", book, "--out", self.path("results.doc")],
                          ["trace", file, "--books", book, "--out", file],
                          ["trace", file, "--books", book, "--out", self.path("none/r.csv")],
                          ["trace", file, "--books", book, "--report", self.path("r.pdf")],
                          ["trace", file, "--books", book, "--quiet=yes"],
                          ["trace", file, "--books", book, "--books", book],
                          ["check"], ["check", file, file], ["check", book], ["check", file, "--encoding", "morse"],
                          ["sample"], ["sample", self.folder], ["sample", self.path("w"), "--seed", "x"],
                          ["bench"], ["bench", "tea"], ["bench", "serial"], ["bench", "machine", "--out", "x"],
                          ["bench", "serial", "--records", self.path("none")],
                          ["bench", "serial", "--records", book]):
                with self.subTest(words=words, tongue=tongue):
                    self.assert_refused(rastro(*words, env={"RASTRO_LANG": tongue}))
        self.assert_refused(rastro("--help", "--lang", "fr"), "fr", "es", "en")

    def test_a_slip_meets_the_nearest_word(self):
        self.assert_refused(rastro("trase"), "trace")
        self.assert_refused(rastro("check", "x", "--jsno"), "--json")

    def test_nothing_was_written_by_what_was_refused(self):
        file = self.write("a.csv", "x\n")
        rastro("trace", file, "--books", self.path("none"), "--out", self.path("r.csv"))
        self.assertEqual(os.listdir(self.folder), ["a.csv"])

    def test_a_full_disk_is_a_failure(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("this system has no /dev/full")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([stage.RASTRO, "--help"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stderr.startswith(b"rastro: "))

    def test_colours_are_for_terminals_alone(self):
        def on_terminal(**variables):
            leader, follower = pty.openpty()
            try:
                subprocess.run([stage.RASTRO, "--help"], stdout=follower, stdin=subprocess.DEVNULL,
                               env=stage.environment(TERM="xterm", **variables), check=True)
                return os.read(leader, 65536)
            finally:
                os.close(leader)
                os.close(follower)
        self.assertIn(b"\x1b[", on_terminal())
        self.assertNotIn(b"\x1b[", on_terminal(NO_COLOR="1"))
        self.assertNotIn("\x1b[", rastro("--help").out)

    def test_an_interrupt_ends_the_command_by_its_signal(self):
        # A pipe into which nobody writes: the command waits for its first byte.
        pipe = self.path("recoveries.csv")
        os.mkfifo(pipe)
        # Who started the tests in the background may have interrupts ignored, which children inherit.
        process = subprocess.Popen(
            [stage.RASTRO, "check", pipe], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        deadline = time.monotonic() + 60
        writer = None
        # Once the pipe can be opened for writing, the command is reading it.
        while writer is None and time.monotonic() < deadline and process.poll() is None:
            try:
                writer = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                time.sleep(0.01)
        self.assertIsNotNone(writer, "the command did not open the file")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        os.close(writer)
        self.assertEqual(process.returncode, -signal.SIGINT)

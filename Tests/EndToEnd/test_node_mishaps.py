"""What happens to nodes besides being cut off: a bad line, an old disk, a full one, a wrong clock, a second history."""
import glob
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import unittest

from fault import Faults, left_out
from node_stage import ASKING, Pair, World, free_port
from stage import TONGUES, rastro
from test_node_faults import ALL, SEED, NodeTest


class Line:
    """A line to a server, on which bytes are late, are lost, come twice, or that is cut."""

    def __init__(self, port, seed):
        self.port, self.chance, self.is_bad, self.fates = port, random.Random(seed), True, []
        self.tally = dict.fromkeys(("passed", "late", "lost", "cut", "twice"), 0)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.own = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        self.listener.close()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            fate = self.fate() if self.is_bad else "passed"
            self.tally[fate] += 1
            threading.Thread(target=self.carry, args=(client, fate, self.chance.random()), daemon=True).start()

    def fate(self):
        """What becomes of a connection: in any order, each as often as the others."""
        if not self.fates:
            self.fates = list(self.tally)
            self.chance.shuffle(self.fates)
        return self.fates.pop()

    def carry(self, client, fate, measure):
        try:
            server = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        except OSError:
            client.close()
            return
        # What is lost is so in one direction: the server may have done what the client never hears of.
        # No connection lasts long, so that there are many.
        most = int(measure * 6000) if fate in ("cut", "lost") else 30_000 if self.is_bad else None
        heard = bytearray()
        there = threading.Thread(target=self.pump, args=(client, server, fate, most, heard, measure), daemon=True)
        there.start()
        self.pump(server, client, fate, most if measure < 0.5 or fate == "late" else None, None, measure)
        there.join(30)
        client.close()
        server.close()
        if fate == "twice" and heard:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as again:
                    again.sendall(heard)
                    again.settimeout(5)
                    while again.recv(65536):
                        pass
            except OSError:
                pass

    def pump(self, source, target, fate, most, heard, measure):
        passed = 0
        source.settimeout(30)
        try:
            while True:
                data = source.recv(4096)
                if not data:
                    break
                if fate == "late":
                    time.sleep(measure * 0.4)
                if heard is not None:
                    heard += data
                passed += len(data)
                if most is not None and passed > most:
                    if fate == "lost":
                        continue
                    break
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Gate(Line):
    """A line that holds back the entries that are sent to a server until it is opened; all else passes."""

    def __init__(self, port):
        self.is_waited_at, self.is_open = threading.Event(), threading.Event()
        super().__init__(port, 0)
        self.is_bad = False

    def pump(self, source, target, fate, most, heard, measure):
        if heard is None:
            return super().pump(source, target, fate, most, heard, measure)
        try:
            while data := source.recv(65536):
                if data.startswith(b"POST /v1/entries"):
                    self.is_waited_at.set()
                    self.is_open.wait(60)
                target.sendall(data)
        except OSError:
            pass


class BadLineTests(NodeTest):
    # What was tampered with or comes twice is refused by form; somebody is told, once.
    ALARMS = ("missing", "rejected")
    FILES = 40 if ALL else 8

    def make_pair(self):
        self.lines = [Line(0, SEED), Line(0, SEED + 1)]
        pair = Pair(self.folder, self.world, ports=[line.own for line in self.lines])
        for line, one in zip(self.lines, (pair.asking, pair.answering)):
            line.port = one.port
            self.addCleanup(line.close)
        return pair

    def test_messages_that_are_late_are_lost_and_come_twice(self):
        self.pair.start()
        files = 0
        # How many connections a file takes is the nodes' affair: each fate has to come once at least.
        while files < self.FILES or not all(all(line.tally.values()) for line in self.lines):
            self.assertLess(files, 8 * self.FILES, [line.tally for line in self.lines])
            self.hand_in(2)
            files += 1
            time.sleep(1)
        for line in self.lines:
            line.is_bad = False
        self.pair.settle(400)
        self.judge.check()
        for line in self.lines:
            print(f"seed {SEED}: {files} files, connections {line.tally}")


class OldDiskTests(NodeTest):
    """Parts of a disk that were put back to an older state."""

    ALARMS = ("missing", "forgotten", "rolledBack")

    def setUp(self):
        super().setUp()
        self.pair.start()
        self.hand_in(3)
        self.pair.settle()
        self.pair.kill()

    def copy(self, one):
        target = self.path("copy")
        shutil.copytree(one.folder, target, ignore=shutil.ignore_patterns("*.sock"))
        return target

    def go_on(self):
        """Something happens after the copy was made; the path of the file that is handed in."""
        self.pair.start()
        path = self.world.file(2)
        self.assertTrue(self.pair.hand_in(path, 2)[0])
        self.pair.settle()
        self.pair.kill()
        return path

    def assert_stopped(self, one):
        """It says that it is an older copy, and publishes nothing."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if one.rows("SELECT COUNT(*) FROM alarm WHERE kind = 'rolledBack'") == [(1,)]:
                break
            time.sleep(0.1)
        else:
            self.fail(one.said())
        run = rastro("status", one.folder, "--lang", "en")
        self.assertEqual(run.code, 3, run.out)
        self.assert_no_crash(run)

    def assert_no_crash(self, run):
        for text in (run.out, run.err):
            self.assertNotRegex(text, r"«[a-z]+\.[A-Za-z.]+»")

    def restore(self, one):
        """It stops, keeps what is handed in at it, is restored, and goes on."""
        self.pair.start()
        self.assert_stopped(one)
        # A copy in service takes what is handed in: it is safe, and is sent when the copy is mended.
        self.hand_in(2)
        time.sleep(3)
        one.kill()
        for tongue in TONGUES:
            # What it signed may be on its way still.
            self.assert_refused(rastro("node", "restore", one.folder, "--lang", tongue), "--now")
        for tongue in TONGUES:
            run = rastro("node", "restore", one.folder, "--now", "--lang", tongue)
            self.assertEqual(run.code, 0, run.err)
        self.pair.start()
        self.pair.settle()
        self.judge.check()

    def put_back(self, one, copy, *parts):
        for part in parts:
            for path in glob.glob(f"{one.folder}/{part}"):
                (shutil.rmtree if os.path.isdir(path) else os.remove)(path)
            for path in glob.glob(f"{copy}/{part}"):
                target = f"{one.folder}/{os.path.basename(path)}"
                (shutil.copytree if os.path.isdir(path) else shutil.copy2)(path, target)

    def test_the_whole_folder_of_who_asks(self):
        copy = self.copy(self.pair.asking)
        path = self.go_on()
        self.put_back(self.pair.asking, copy, "*")
        self.pair.forget([path])
        self.restore(self.pair.asking)

    def test_the_whole_folder_of_who_answers(self):
        copy = self.copy(self.pair.answering)
        self.go_on()
        self.put_back(self.pair.answering, copy, "*")
        self.restore(self.pair.answering)

    def test_the_ledger_alone(self):
        copy = self.copy(self.pair.answering)
        self.go_on()
        self.put_back(self.pair.answering, copy, "ledger")
        self.restore(self.pair.answering)

    def test_the_tables_alone(self):
        copy = self.copy(self.pair.answering)
        self.go_on()
        self.put_back(self.pair.answering, copy, "node.sqlite*")
        self.restore(self.pair.answering)

    def test_folders_that_have_changed_their_places(self):
        one, other = self.pair.asking, self.pair.answering
        for source, target in ((one.folder, "x"), (other.folder, one.folder), ("x", other.folder)):
            os.rename(self.path(source), self.path(target))
        one.folder, other.folder = other.folder, one.folder
        self.pair.start()
        self.hand_in()
        self.pair.settle()
        self.judge.check()

    def test_ledgers_that_have_changed_their_places_are_not_gone_on_with(self):
        one, other = self.pair.asking, self.pair.answering
        before = {}
        for source, target in ((f"{one.folder}/ledger", "x"), (f"{other.folder}/ledger", f"{one.folder}/ledger"),
                               ("x", f"{other.folder}/ledger")):
            os.rename(self.path(source), self.path(target))
        for each in (one, other):
            with open(f"{each.folder}/ledger/checkpoint", "rb") as file:
                before[each] = file.read()
        self.pair.start()
        self.pair.hand_in(self.world.file(), 1)
        time.sleep(5)
        for each in (one, other):
            with open(f"{each.folder}/ledger/checkpoint", "rb") as file:
                self.assertEqual(file.read(), before[each])
            self.assertIn("ledger open", each.said())
        self.pair.kill()
        for source, target in ((f"{one.folder}/ledger", "x"), (f"{other.folder}/ledger", f"{one.folder}/ledger"),
                               ("x", f"{other.folder}/ledger")):
            os.rename(self.path(source), self.path(target))
        self.pair.start()
        self.pair.settle()
        self.judge.check()


class TwoHistoriesTests(NodeTest):
    ALARMS = ("misbehaviour",)

    def test_a_node_of_which_two_copies_run_is_found_out_and_left_alone(self):
        self.pair.start()
        self.hand_in()
        self.pair.settle()
        self.pair.kill()
        one, other = self.pair.asking, self.pair.answering
        copy = self.path("twin")
        shutil.copytree(one.folder, copy, ignore=shutil.ignore_patterns("*.sock"))
        with open(f"{copy}/node.json", encoding="utf-8") as file:
            said = json.load(file)
        said["listen"] = f"127.0.0.1:{free_port()}"
        with open(f"{copy}/node.json", "w", encoding="utf-8") as file:
            json.dump(said, file)
        twin = type(one)(copy, ["serve"], 0)
        self.addCleanup(twin.kill)
        gate = Gate(other.port)
        self.addCleanup(gate.close)
        with sqlite3.connect(f"{copy}/node.sqlite") as tables:
            tables.execute("UPDATE peer SET url = ?", (f"http://127.0.0.1:{gate.own}",))
        tables.close()
        # Both hear that their history is the whole, and each goes on with its own.
        self.assertTrue(other.start(), other.said())
        self.assertTrue(twin.start(), twin.said())
        self.assertTrue(gate.is_waited_at.wait(60))
        before = other.rows("SELECT size FROM witness")
        self.assertTrue(one.start(), one.said())
        until = time.monotonic() + 60
        while other.rows("SELECT size FROM witness") == before and time.monotonic() < until:
            time.sleep(0.1)
        gate.is_open.set()
        until = time.monotonic() + 60
        while not other.rows("SELECT 1 FROM alarm") and time.monotonic() < until:
            time.sleep(0.1)
        self.assertEqual(other.rows("SELECT kind, about FROM alarm"), [("misbehaviour", ASKING)],
                         f"twin: {twin.said()} one: {one.said()} other: {other.said()}")
        self.prove(other, one.key("log"))
        # At once, and after another start.
        for _ in range(2):
            taken = other.rows("SELECT COUNT(*) FROM inbox")
            run = rastro("submit", self.world.file(), "--node", one.folder, "--officer", "A")
            self.assertEqual(run.code, 0, run.err)
            time.sleep(4)
            self.assertEqual(other.rows("SELECT COUNT(*) FROM inbox"), taken)
            other.kill()
            self.assertTrue(other.start(), other.said())

    def prove(self, other, key):
        """Two notes that the same key signed and that can not both be true."""
        notes = []
        for path in glob.glob(f"{other.folder}/alarms/*.note"):
            with open(path, encoding="utf-8") as file:
                notes.append(file.read())
        self.assertEqual(len(notes), 2)
        name = key.split("+")[0]
        heads = []
        for note in notes:
            origin, size, root = note.split("\n")[:3]
            self.assertEqual(origin, name)
            self.assertIn(f"\n— {name} ", note)
            heads.append((int(size), root))
        self.assertNotEqual(*heads)


class FullDiskTests(NodeTest):
    ALARMS = ("missing",)

    def make_pair(self):
        place = self.path("small")
        os.mkdir(place)
        if os.geteuid() != 0:
            left_out(self, "only root can mount a small disk")
        run = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], capture_output=True, text=True)
        if run.returncode != 0:
            left_out(self, "no disk can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", place], check=True)
        self.disk = place
        return Pair(place, self.world)

    def test_a_disk_that_is_full_loses_nothing(self):
        self.pair.start()
        self.hand_in()
        self.pair.settle()
        # What is left of the disk is taken by somebody else.
        filling = os.open(f"{self.disk}/filling", os.O_CREAT | os.O_WRONLY)
        try:
            while os.write(filling, bytes(4096)):
                pass
        except OSError:
            pass
        finally:
            os.close(filling)
        path, refused = self.world.file(20), []
        for tongue in ("en", "es"):
            is_taken, run = self.pair.hand_in(path, 20, tongue)
            if not is_taken:
                self.assertIn(run.code, (1, 2))
                self.assert_well_said(run)
                refused.append(run.err)
        self.assertTrue(refused, "it had room")
        for one in self.pair.services():
            self.assertTrue(one.is_running(), one.said())
        os.remove(f"{self.disk}/filling")
        # It goes on without a restart.
        until = time.monotonic() + 60
        while not self.pair.hand_in(path, 20)[0] and time.monotonic() < until:
            time.sleep(1)
        self.assertIn(path, self.pair.handed)
        self.pair.settle()
        self.judge.check()


class WrongClockTests(NodeTest):
    ALARMS = ("missing", "rejected")

    def make_pair(self):
        self.faults = Faults(self, self.folder)
        # Of long ago: what is older than a node's keys is taken by nobody.
        return Pair(self.folder, self.world, env=self.faults.environment(self.folder, clock=-100 * 86_400))

    def test_a_clock_that_is_wrong_delays_and_loses_nothing(self):
        for number, shift in enumerate((-7200, 75, -20 * 86_400)):
            one = (self.pair.asking, self.pair.answering)[number % 2]
            self.pair.start()
            one.kill()
            self.assertTrue(one.start(**self.faults.environment(one.folder, clock=shift)), one.said())
            path = self.world.file()
            is_taken, run = self.pair.hand_in(path, 1)
            self.assertTrue(is_taken, run.err)
            time.sleep(5)
            self.assertNotEqual(self.pair.state()[0], 0, "nothing can be delivered by such a clock")
            self.assertEqual(one.end(), 0)
            self.pair.start()
            self.pair.settle(120)
            self.judge.check()


if __name__ == "__main__":
    unittest.main()

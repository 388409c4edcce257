"""Two nodes and a custodian as processes of this machine, which can be cut off, and what must hold of them after it."""
import collections
import contextlib
import csv
import hashlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

import stage
from stage import environment, rastro

SERVING_SECONDS = 60
ASKING, ANSWERING, DEALER = "mx.trace.example", "us.trace.example", "dealer.custodian.example"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def done(*words, **options):
    """Runs the command, which must succeed."""
    run = rastro(*words, **options)
    assert run.code == 0, (words, run.out, run.err)
    return run


class World:
    """A small synthetic world, and files of its recoveries: as many as are asked for, no two the same."""

    def __init__(self, folder, firearms=600, recoveries=40):
        self.folder = folder
        done("sample", folder, "--seed", 3, "--firearms", firearms, "--recoveries", recoveries)
        with open(f"{folder}/mx/recoveries.csv", encoding="utf-8-sig", newline="") as file:
            self.heading, *self.rows = csv.reader(file)
        self.files = 0

    def file(self, rows=1):
        """The path of a new file with so many recoveries."""
        self.files += 1
        path = f"{self.folder}/handed-{self.files}.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(self.heading)
            for place in range(rows):
                _, *rest = self.rows[(self.files * 7 + place) % len(self.rows)]
                writer.writerow([f"CI-SON-{self.files:05d}-{place:03d}", *rest])
        return path

    def largest_dealer(self):
        """The licence of the dealer with the largest book."""
        us = f"{self.folder}/us"
        with open(f"{us}/licensees.csv", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        kind = next(name for name in rows[0] if name in ("type", "kind"))
        number = next(name for name in rows[0] if name in ("license", "licence", "number"))
        dealers = {row[number] for row in rows if row[kind] == "dealer"}
        books = [name for name in os.listdir(f"{us}/books") if name.rsplit(".", 1)[0] in dealers]
        book = max(books, key=lambda name: (os.path.getsize(f"{us}/books/{name}"), name))
        return book.rsplit(".", 1)[0], book


class Service:
    """A folder that is served by a process, again and again."""

    def __init__(self, folder, words, port):
        self.folder, self.words, self.port = folder, words, port
        self.process = self.code = None
        self.program, self.starts = None, 0
        self.errors = folder + ".errors"

    def start(self, tongue="en", **env):
        """Starts it; `False` when it ended before it served."""
        assert self.process is None
        self.starts = self.starts_noted()
        out = self.folder + ".out"
        with open(out, "wb") as heard, open(self.errors, "ab") as errors:
            self.process = subprocess.Popen(
                [*(self.program or [stage.RASTRO, *self.words]), self.folder, "--lang", tongue], stdin=subprocess.DEVNULL,
                stdout=heard, stderr=errors, env=environment(**env))
        until = time.monotonic() + SERVING_SECONDS
        while time.monotonic() < until:
            if os.path.getsize(out):
                return True
            self.code = self.process.poll()
            if self.code is not None:
                self.process = None
                return False
            time.sleep(0.02)
        raise AssertionError(f"{self.folder} did not serve in {SERVING_SECONDS} s: {self.said()}")

    def starts_noted(self):
        """How many starts are in its tables: one is noted a moment after it serves."""
        if not os.path.exists(f"{self.folder}/node.sqlite"):
            return 0
        return self.rows("SELECT COUNT(*) FROM entry WHERE instr(bytes, CAST(? AS BLOB))", '"kind":"NODE_START"')[0][0]

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """Cuts it off."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def end(self):
        """Ends it in order; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=SERVING_SECONDS)
        self.process = None
        return code

    def said(self):
        with open(self.errors, encoding="utf-8") as file:
            return file.read()

    @contextlib.contextmanager
    def tables(self, name="node.sqlite"):
        """Its tables, to be read and not changed."""
        tables = sqlite3.connect(f"file:{self.folder}/{name}?mode=ro", uri=True, timeout=30)
        try:
            yield tables
        finally:
            tables.close()

    def rows(self, query, *values):
        with self.tables() as tables:
            return tables.execute(query, values).fetchall()

    def key(self, word):
        """A key of its manifest."""
        with open(f"{self.folder}/manifest.note", encoding="utf-8") as file:
            return next(line.split(" ", 1)[1].strip() for line in file if line.startswith(word + " "))


def bundles(folder):
    """All entries of a ledger's folder, up to its last checkpoint, as bytes."""
    with open(f"{folder}/checkpoint", encoding="utf-8") as file:
        size = int(file.read().split("\n")[1])
    entries = []
    for index in range((size + 255) // 256):
        width = min(256, size - index * 256)
        thousands = f"x{index // 1000:03d}/" if index >= 1000 else ""
        name = f"{folder}/tile/entries/{thousands}{index % 1000:03d}" + ("" if width == 256 else f".p/{width}")
        with open(name, "rb") as file:
            content = file.read()
        at = 0
        while at < len(content):
            length = int.from_bytes(content[at:at + 2], "big")
            entries.append(content[at + 2:at + 2 + length])
            at += 2 + length
    assert len(entries) == size
    return entries


class Pair:
    """Two governments' nodes and, where asked for, a dealer that answers from its own machine."""

    UNSETTLED = """
        SELECT (SELECT COUNT(*) FROM outbox WHERE state IN ('logged', 'sending', 'seen'))
             + (SELECT COUNT(*) FROM conversation WHERE state = 'open')
             + (SELECT COUNT(*) FROM expected), (SELECT next FROM ledger)
        """

    def __init__(self, folder, world, has_dealer=False, ports=None, env=None):
        """Makes all; `ports` are those by which the two nodes reach each other, where it is not directly; `env` is
        that in which the nodes are made."""
        self.folder, self.world = folder, world
        us = f"{folder}/us-world"
        shutil.copytree(f"{world.folder}/us", us)
        own = free_port(), free_port()
        seen = ports or own
        self.asking = Service(f"{folder}/mx", ["serve"], own[0])
        self.answering = Service(f"{folder}/us", ["serve"], own[1])
        self.dealer = None
        if has_dealer:
            self.make_dealer(us)
        for service, name, country, agency, basis, more in (
            (self.asking, ASKING, "MX", "MXFGR0001", "mx:lfafe", ()),
            (self.answering, ANSWERING, "US", "USATF0001", "us:18usc923g7",
             ("--books", f"{us}/books", "--licensees", f"{us}/licensees.csv",
              "--theft-loss", f"{us}/theft_loss.csv", "--multiple-sales", f"{us}/multiple_sales.csv")),
        ):
            done("node", "init", service.folder, "--name", name, "--jurisdiction", country, "--agency", agency,
                 "--basis", basis, "--listen", f"127.0.0.1:{service.port}", "--loopback", *more, env=env)
        for one, other, port in ((self.asking, self.answering, seen[1]), (self.answering, self.asking, seen[0])):
            done("node", "peer", "add", one.folder, "--manifest", f"{other.folder}/manifest.note",
                 "--url", f"http://127.0.0.1:{port}")
        if has_dealer:
            done("custodian", "allow", self.dealer.folder, "--manifest", f"{self.answering.folder}/manifest.note")
            done("node", "custodian", "add", self.answering.folder, "--card", f"{self.dealer.folder}/custodian.card",
                 "--url", f"http://127.0.0.1:{self.dealer.port}")
        self.handed, self.forgotten = {}, 0

    def make_dealer(self, us):
        licence, book = self.world.largest_dealer()
        own = f"{self.folder}/dealer-book"
        os.mkdir(own)
        shutil.move(f"{us}/books/{book}", own)
        self.dealer = Service(f"{self.folder}/dealer", ["custodian", "serve"], free_port())
        done("custodian", "init", self.dealer.folder, "--name", DEALER, "--licence", licence, "--books", own,
             "--licensees", f"{us}/licensees.csv", "--listen", f"127.0.0.1:{self.dealer.port}", "--loopback")

    def services(self):
        return [one for one in (self.dealer, self.answering, self.asking) if one]

    def start(self):
        for one in self.services():
            if not one.is_running():
                one.kill()
                assert one.start(), one.said()

    def kill(self):
        for one in self.services():
            one.kill()

    def hand_in(self, path, rows, tongue="en"):
        """Hands a file in once; whether the node says that it has it, and the run."""
        run = rastro("submit", path, "--node", self.asking.folder, "--officer", "FGR-0001", "--lang", tongue)
        # One that was taken before its answer was lost is known.
        said = " ".join(run.err.split())
        is_taken = run.code == 0 or run.code == 2 and ("handed in before" in said or "ya se entregó" in said)
        if is_taken:
            self.handed[path] = rows
        return is_taken, run

    def state(self):
        """What has no end yet, and how many entries are not published, of both nodes."""
        waiting = []
        for one in (self.asking, self.answering):
            (count, entries), = one.rows(self.UNSETTLED)
            try:
                with open(f"{one.folder}/ledger/checkpoint", encoding="utf-8") as file:
                    published = int(file.read().split("\n")[1])
            except FileNotFoundError:
                published = 0
            waiting += [count + (one.starts_noted() <= one.starts), entries - published]
        return waiting

    def forget(self, paths):
        """Files that were handed in after the copy to which the asking node's disk was put back: it has their requests
        again, by their messages, and not that they were files."""
        self.forgotten += sum(self.handed.pop(path) for path in paths)

    def settle(self, seconds=180, while_running=None):
        """Waits until all messages have an end and all entries are published; `False` when a process ended first."""
        until = time.monotonic() + seconds
        last, calm = None, 0
        while time.monotonic() < until:
            if while_running is not None and not while_running.is_running():
                return False
            try:
                last = self.state()
            except sqlite3.OperationalError:
                last = None
            calm = calm + 1 if last == [0, 0, 0, 0] else 0
            if calm == 2:
                return True
            time.sleep(0.1)
        raise TimeoutError(f"not settled in {seconds} s: {last}\n{self.asking.said()}\n{self.answering.said()}")


class Judge:
    """Holds two nodes that have come to rest against what is promised."""

    def __init__(self, test, pair, checker=None, alarms=()):
        self.test, self.pair, self.checker, self.expected = test, pair, checker, set(alarms)
        self.seen = set()

    def check(self):
        """All that must hold, of all requests; timelines of those that were not looked at before."""
        asking, answering = self.pair.asking, self.pair.answering
        self.submissions(asking)
        requests = self.requests(asking, answering)
        ledgers = {one.folder: self.ledger(one) for one in (asking, answering)}
        self.messages(asking, answering, ledgers)
        self.messages(answering, asking, ledgers)
        self.mirror(asking, ANSWERING, ledgers[answering.folder])
        self.mirror(answering, ASKING, ledgers[asking.folder])
        self.verify(asking, answering)
        self.verify(answering, asking)
        for request in requests:
            if request not in self.seen:
                self.timeline(request)
                self.seen.add(request)
        for one in self.pair.services():
            self.test.assertNotIn("Fatal error", one.said())
            self.test.assertNotRegex(one.said(), r"«[a-z]+\.[A-Za-z.]+»")
        for one in (asking, answering):
            kinds = {kind for kind, in one.rows("SELECT DISTINCT kind FROM alarm")}
            self.test.assertLessEqual(kinds, self.expected, one.rows("SELECT kind, about FROM alarm"))

    def submissions(self, asking):
        """Each file that the node said to have is there once, whole."""
        (restored,), = asking.rows("SELECT COUNT(*) FROM recovery WHERE submission = ''")
        self.test.assertEqual(restored, self.pair.forgotten)
        kept = collections.defaultdict(list)
        for digest, rows, recoveries in asking.rows(
            "SELECT digest, rows, (SELECT COUNT(*) FROM recovery WHERE submission = id) FROM submission"
        ):
            kept[digest].append((rows, recoveries))
        for path, rows in self.pair.handed.items():
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read()).digest()
            self.test.assertEqual(kept.pop(digest, None), [(rows, rows)], os.path.basename(path))

    def requests(self, asking, answering):
        """Each request has one result where it was asked, one effect where it is answered, and they are the same."""
        asked = dict(asking.rows("SELECT request, answer FROM conversation WHERE state = 'answered'"))
        everything = [request for request, in asking.rows("SELECT request FROM recovery")]
        self.test.assertEqual(sorted(asked), sorted(everything))
        answered = dict(answering.rows("SELECT request, answer FROM conversation"))
        self.test.assertEqual(asked, answered)
        results = asking.rows("SELECT request, id FROM inbox WHERE kind = 'TRACE_RESULT'")
        self.test.assertEqual(sorted(results), sorted(asked.items()))
        taken = answering.rows("SELECT request FROM inbox WHERE kind = 'TRACE_REQUEST'")
        self.test.assertEqual(sorted(request for request, in taken), sorted(everything))
        sent = answering.rows("SELECT answered, id FROM outbox WHERE kind = 'TRACE_RESULT'")
        self.test.assertEqual(sorted(sent), sorted(asked.items()))
        return everything

    def ledger(self, one):
        """The entries of a node's ledger: those of its tables; no message twice."""
        entries = bundles(f"{one.folder}/ledger")
        kept = one.rows("SELECT number, bytes FROM entry ORDER BY number")
        self.test.assertEqual([number for number, _ in kept], list(range(len(kept))))
        self.test.assertEqual([content for _, content in kept], entries)
        said = collections.defaultdict(list)
        for number, content in enumerate(entries):
            entry = json.loads(content)
            if entry["kind"] in ("MSG_OUT", "MSG_IN", "REFUSE"):
                said[entry["kind"], entry["msg"]].append((number, entry))
        for parts in said.values():
            # One message has as many entries as its legs need: one after the other, at one time, no leg twice.
            numbers = [number for number, _ in parts]
            self.test.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(numbers))))
            self.test.assertEqual(len({entry["t"] for _, entry in parts}), 1)
            legs = [json.dumps(leg) for _, entry in parts for leg in entry.get("x-legs", ())]
            self.test.assertEqual(len(legs), len(set(legs)))
            self.test.assertTrue(len(parts) == 1 or all(entry.get("x-legs") for _, entry in parts))
        return said

    def messages(self, sender, receiver, ledgers):
        """What was delivered is where it was delivered, and both ledgers say so."""
        sent = sender.rows("SELECT id, digest, state FROM outbox")
        there = dict(receiver.rows("SELECT id, digest FROM inbox"))
        self.test.assertEqual(len(there), receiver.rows("SELECT COUNT(*) FROM inbox")[0][0])
        self.test.assertLessEqual(set(there), {identifier for identifier, _, _ in sent})
        for identifier, digest, state in sent:
            self.test.assertEqual(state, "delivered")
            self.test.assertEqual(there.get(identifier), digest)
            self.test.assertIn(("MSG_OUT", digest.hex()), ledgers[sender.folder])
            self.test.assertIn(("MSG_IN", digest.hex()), ledgers[receiver.folder])

    def mirror(self, one, name, said):
        """The mirror of the other's ledger is its beginning."""
        mirrored = bundles(f"{one.folder}/mirrors/{name}")
        self.test.assertTrue(mirrored)
        other = self.pair.asking if name == ASKING else self.pair.answering
        self.test.assertEqual(mirrored, bundles(f"{other.folder}/ledger")[:len(mirrored)])

    def verify(self, one, other):
        """The ledger is sound, for the command and for another checker."""
        done("ledger", "verify", f"{one.folder}/ledger", "--key", one.key("log"), "--witness", other.key("witness"))
        if self.checker:
            run = subprocess.run([self.checker, f"{one.folder}/ledger", one.key("log")], capture_output=True)
            self.test.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def timeline(self, request):
        """A request's timeline is the same from either side, and whole."""
        shown = []
        for one in (self.pair.asking, self.pair.answering):
            run = done("request", "show", request, "--node", one.folder, "--timeline", "--lang", "en")
            lines = run.out.split("\n")
            start = next(n for n, line in enumerate(lines) if line.startswith("time (UTC)"))
            end = next(n for n, line in enumerate(lines) if line.startswith("In all"))
            shown.append("\n".join(lines[start:end + 1]))
        self.test.assertEqual(*shown)
        for step in ("sent by the requester", "received", "accepted", "answer found", "answer sent",
                     "answer delivered"):
            self.test.assertIn(step, shown[0])

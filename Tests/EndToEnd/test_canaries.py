"""Names, addresses and serials that were planted are looked for in every byte that two nodes and a custodian leave behind or send:
their files, what they print, what is seen of their network, and what the system would write down of them when they crash."""
import csv
import os
import re
import resource
import signal
import socket
import threading
import time
import unittest

import test_nodes
from nodes_stage import CANARIES, HAS_NGINX, files_below, forms, holders
from stage import rastro, read_csv
from test_nodes import Running as Base

# A frame of this kind is every frame.
ETH_P_ALL = 0x0003
# A port on which nobody listens, to which this test sends what the capture must see.
MARKED = 9


def setUpModule():
    test_nodes.setUpModule()


def tearDownModule():
    test_nodes.tearDownModule()


class Capture(threading.Thread):
    """All that goes over loopback from or to some ports, as somebody on the line sees it.

    Of other ports nothing: other tests speak there with others, without TLS, at the same time."""

    def __init__(self, ports):
        super().__init__(daemon=True)
        self.ports = {port.to_bytes(2, "big") for port in ports}
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 20)
        self.socket.bind(("lo", 0))
        self.socket.settimeout(0.2)
        self.bytes, self.ended = bytearray(), threading.Event()

    def run(self):
        while not self.ended.is_set():
            try:
                frame = self.socket.recv(1 << 17)
            except TimeoutError:
                continue
            if len(frame) < 34:
                continue
            # Behind the head of the frame that of IPv4, whose length stands in it, begins with both ports.
            start = 14 + (frame[14] & 0x0F) * 4
            if self.ports & {frame[start:start + 2], frame[start + 2:start + 4]}:
                self.bytes += frame

    def end(self):
        self.ended.set()
        self.join(10)
        self.socket.close()
        return bytes(self.bytes)


def capture(ports):
    """A capture, or nothing where the system does not allow one."""
    try:
        return Capture(ports)
    except (PermissionError, AttributeError, OSError):
        return None


@unittest.skipUnless(HAS_NGINX, "nginx is not there")
class CanaryTests(Base):
    """The whole way of a file of recoveries behind nginx, a name opened at its end, all of it watched."""
    loopback = False

    @classmethod
    def prepare(cls):
        # If a process could write a core, it would be as large as it likes.
        if os.geteuid() == 0:
            resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
        cls.seen = None
        line = capture([*cls.nodes.ports.values(), MARKED])
        if line:
            line.start()
        cls.nodes.start("dealer", "us", "mx")
        cls.results = os.path.join(cls.base, "results.csv")
        cls.submitted = cls.nodes.submit("--out", cls.results)
        assert cls.submitted.code == 0, cls.submitted.err
        cls.nodes.wait_until_delivered()
        cls.opened = {}
        for row in read_csv(cls.world.traced):
            if row["purchaser_name"] in [name for name, _ in CANARIES.values()] and not row["duplicate_of"]:
                cls.opened[row["purchaser_name"]] = rastro(
                    "request", "open", row["recovery"], "--node", cls.nodes.mx, "--officer", "FGR-1", "--role",
                    "investigator", "--purpose", "C", "--basis", "mx:lfafe", "--case", "FGR/1", "--lang", "en")
        if line:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
                one.sendto(b"the capture sees Quetzalmarker", ("127.0.0.1", MARKED))
            time.sleep(0.5)
            cls.seen = line.end()

    def serials(self):
        """Serials long enough that they stand nowhere by chance."""
        with open(self.world.recoveries, encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        place = head.index("matricula")
        return {row[place] for row in rows if len(row[place]) >= 8 and row[place].isalnum()}

    def test_the_name_comes_out_of_the_vault_and_of_nothing_else(self):
        self.assertTrue(self.opened)
        for name, run in self.opened.items():
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertIn(name, run.out)
        for name, address in CANARIES.values():
            self.assertTrue(holders(name, self.world.all_books), "the search finds what is there")
            for text in (name, address, *name.split()):
                self.assertEqual(holders(text, self.base), [])

    def test_what_goes_over_the_line_tells_nothing(self):
        if self.seen is None:
            self.skipTest("the system allows no capture here")
        self.assertGreater(len(self.seen), 100_000)
        self.assertIn(b"Quetzalmarker", self.seen)
        # The names of the parties are in the clear: who talks to whom is no secret of TLS.
        references = [row["recovery"] for row in read_csv(self.results)]
        told = [text for name, address in CANARIES.values() for text in (name, address, *name.split())]
        for text in told + sorted(self.serials()) + [reference for reference in references if len(reference) >= 8]:
            for form in forms(text):
                self.assertNotIn(form, self.seen)

    def test_no_file_has_a_serial_or_a_reference(self):
        # But the results, which the officer asked for.
        places = [path for path in files_below(self.base) if path != self.results]
        self.assertTrue(any(path.endswith("node.sqlite") for path in places))
        self.assertGreaterEqual(len(places), 30)
        self.assertGreater(len(self.serials()), 10)
        references = {row["recovery"] for row in read_csv(self.results) if len(row["recovery"]) >= 8}
        for text in self.serials() | references:
            self.assertTrue(holders(text, self.results, self.world.recoveries), "the search finds what is there")
            self.assertEqual(holders(text, *places), [], "a text of a request stands in plain")

    def test_no_file_of_a_node_has_a_serial_of_its_books(self):
        files = list(files_below(self.nodes.mx, self.nodes.us))
        self.assertGreater(sum(path.endswith(".book") for path in files), 20)
        asked = {serial.encode() for serial in self.serials()}
        held = set()
        for name in os.listdir(self.world.books):
            for row in read_csv(os.path.join(self.world.books, name)):
                plain = re.sub("[^A-Z0-9]", "", row["serial_number"].upper())
                held |= {text.encode() for text in (row["serial_number"], plain) if len(text) >= 8}
        self.assertGreater(len(held), 200)
        for path in files:
            with open(path, "rb") as file:
                content = file.read()
            # Those with letters stand nowhere by chance; those of digits alone may be a part of a time.
            self.assertEqual([text for text in asked | held if not text.isdigit() and text in content], [], path)
            for plain in (content, content[::2], content[1::2]):
                words = set(re.findall(rb"[A-Za-z0-9][A-Za-z0-9-]{7,}", plain))
                self.assertEqual(words & (asked | held), set(), path)
        # Two of each also in hexadecimal and in base64.
        for serial in sorted(asked)[:2] + sorted(held)[:2]:
            self.assertEqual(holders(serial.decode(), *files), [])

    def test_the_start_says_which_books_there_are(self):
        starts = {name: [entry for entry in self.nodes.entries(name) if entry["kind"] == "NODE_START"] for name in ("mx", "us")}
        self.assertTrue(starts["us"] and starts["mx"])
        for entry in starts["us"]:
            self.assertRegex(entry["x-books"], "^[0-9a-f]{64}$")
        self.assertFalse(any("x-books" in entry for entry in starts["mx"]))

    def test_a_crash_leaves_no_core(self):
        for name, service in self.nodes.running.items():
            with open(f"/proc/{service.process.pid}/limits", encoding="utf-8") as file:
                limit = next(line for line in file if line.startswith("Max core file size"))
            self.assertEqual(limit.split()[4:6], ["0", "0"], name)
            # What the system may not dump belongs to nobody but root.
            self.assertEqual(os.stat(f"/proc/{service.process.pid}/mem").st_uid, 0, name)
        # For real, of the one that has opened names; it comes back, and has them no longer.
        service = self.nodes.running.pop("mx")
        folder = os.getcwd()
        before = set(os.listdir(folder))
        service.process.send_signal(signal.SIGSEGV)
        service.process.wait(30)
        self.assertEqual([name for name in set(os.listdir(folder)) - before if "core" in name], [])
        self.nodes.start("mx")
        for name, address in CANARIES.values():
            for text in (name, address):
                self.assertEqual(holders(text, self.base), [])

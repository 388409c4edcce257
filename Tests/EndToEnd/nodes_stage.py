"""Two nodes and a custodian elsewhere on a small invented world, as the end-to-end tests run them."""
import base64
import csv
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

import stage
from stage import rastro
from store_model import Store

WAIT_SECONDS = 120
# Who is planted as a purchaser: one in a book at the node, one in the book of the custodian elsewhere.
CANARIES = {"here": ("Xochitl Quetzalcanary", "9099 Canarygrove Ln, Nowhere TX"),
            "elsewhere": ("Zebulon Farcanary", "9098 Farcanary Way, Nowhere TX")}
HAS_NGINX = shutil.which("nginx") is not None or os.environ.get("CI") == "true"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def done(*words, **options):
    """Runs a command that must succeed."""
    run = rastro(*words, **options)
    if run.code != 0:
        raise AssertionError(f"rastro {' '.join(map(str, words[:2]))} ended with {run.code}: {run.err}")
    return run


class World:
    """A synthetic world whose purchasers have canaries among them, and what `trace` says of it."""

    def __init__(self, folder, seed=21, firearms=500, recoveries=40):
        self.folder = os.path.join(folder, "world")
        done("sample", self.folder, "--seed", seed, "--firearms", firearms, "--recoveries", recoveries)
        self.recoveries = os.path.join(self.folder, "mx", "recoveries.csv")
        self.us = os.path.join(self.folder, "us")
        self.books = os.path.join(self.us, "books")
        self.elsewhere = os.path.join(folder, "elsewhere")
        self.all_books = os.path.join(folder, "all-books")
        kinds = {row["number"]: row["kind"] for row in stage.read_csv(os.path.join(self.us, "licensees.csv"))}
        self.answers = stage.read_csv(os.path.join(self.folder, "answers.csv"))
        named = [row for row in self.answers if row["outcome"] == "purchaser"]
        dealers = [row["dealer_license"] for row in named if kinds[row["dealer_license"]] == "dealer"]
        self.licence = max(sorted(set(dealers)), key=dealers.count)
        places = {"elsewhere": next(row for row in named if row["dealer_license"] == self.licence),
                  "here": next(row for row in named if row["dealer_license"] != self.licence)}
        for place, row in places.items():
            self.plant(row["dealer_license"], row["purchaser_name"], *CANARIES[place])
        shutil.copytree(self.books, self.all_books)
        os.mkdir(self.elsewhere)
        shutil.move(os.path.join(self.books, self.licence + ".csv"), self.elsewhere)
        self.traced = os.path.join(folder, "traced.csv")
        done("trace", self.recoveries, "--books", self.all_books, *self.lists(), "--out", self.traced,
             "--lang", "en", "--quiet")

    def lists(self):
        return ["--licensees", os.path.join(self.us, "licensees.csv"),
                "--theft-loss", os.path.join(self.us, "theft_loss.csv"),
                "--multiple-sales", os.path.join(self.us, "multiple_sales.csv")]

    def plant(self, licence, purchaser, name, address):
        """Gives a purchaser of a book another name and address."""
        path = os.path.join(self.books, licence + ".csv")
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            if row["disposed_to"] == purchaser:
                row["disposed_to"], row["disposed_to_address_or_license"] = name, address
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def purchasers(self):
        """Everybody to whom a firearm of the books went who is no licensee."""
        firms = {row["name"] for row in stage.read_csv(os.path.join(self.us, "licensees.csv"))}
        names = set()
        for name in os.listdir(self.all_books):
            if name.endswith(".csv"):
                names |= {row["disposed_to"] for row in stage.read_csv(os.path.join(self.all_books, name))}
        return {name for name in names if len(name) > 8 and " " in name} - firms


class Service:
    """A command that serves until it is told to end."""

    def __init__(self, log, *words, **options):
        self.log = log
        with open(log, "ab") as out, open(log + ".errors", "ab") as errors:
            self.at = out.tell()
            self.process = subprocess.Popen(
                [stage.RASTRO, *map(str, words)], stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
                env=stage.environment(RASTRO_LANG="en"), **options)
        until = time.monotonic() + WAIT_SECONDS
        while os.path.getsize(log) == self.at:
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise AssertionError(f"rastro {words[0]} did not serve: {self.errors()}")
            time.sleep(0.05)

    def errors(self):
        with open(self.log + ".errors", encoding="utf-8") as file:
            return file.read()

    def end(self, number=signal.SIGTERM):
        """Asks it to end and says with which code it did."""
        self.process.send_signal(number)
        return self.process.wait(WAIT_SECONDS)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Nodes:
    """A node for each government and a custodian with a machine of its own."""

    def __init__(self, folder, world, loopback, mx="mx.trace.example", us="us.trace.example",
                 dealer="dealer.custodian.example"):
        self.folder, self.world, self.loopback = folder, world, loopback
        self.running = {}
        self.ports = {name: free_port() for name in ("mx", "us", "dealer")}
        self.mx, self.us, self.dealer = (os.path.join(folder, name) for name in ("mx", "us", "dealer"))
        way = ["--loopback"] if loopback else []
        self.said = [
            done("node", "init", self.mx, "--name", mx, "--jurisdiction", "MX", "--agency", "MXFGR0001",
                 "--basis", "mx:lfafe", "--listen", self.address("mx"), *way),
            done("node", "init", self.us, "--name", us, "--jurisdiction", "US", "--agency", "USATF0001",
                 "--basis", "us:18usc923g7", "--listen", self.address("us"), *way,
                 "--books", world.books, *world.lists()),
            done("custodian", "init", self.dealer, "--name", dealer, "--licence", world.licence,
                 "--books", world.elsewhere, "--licensees", os.path.join(world.us, "licensees.csv"),
                 "--listen", self.address("dealer"), *way),
            done("node", "peer", "add", self.mx, "--manifest", self.us + "/manifest.note",
                 "--url", self.url("us")),
            done("node", "peer", "add", self.us, "--manifest", self.mx + "/manifest.note",
                 "--url", self.url("mx")),
            done("custodian", "allow", self.dealer, "--manifest", self.us + "/manifest.note"),
            done("node", "custodian", "add", self.us, "--card", self.dealer + "/custodian.card",
                 "--url", self.url("dealer")),
        ]

    def address(self, name):
        return f"127.0.0.1:{self.ports[name]}"

    def url(self, name):
        return f"http{'' if self.loopback else 's'}://{self.address(name)}"

    def start(self, *names):
        for name in names:
            words = ["custodian", "serve", self.dealer] if name == "dealer" else ["serve", getattr(self, name)]
            self.running[name] = Service(os.path.join(self.folder, name + ".log"), *words)

    def stop(self, *names):
        """Ends services in order and gives their codes."""
        return [self.running.pop(name).end() for name in names or list(self.running)]

    def kill(self):
        for service in self.running.values():
            # In order first: nginx is to end with its node.
            service.process.terminate()
        for service in self.running.values():
            try:
                service.process.wait(20)
            except subprocess.TimeoutExpired:
                service.kill()
        self.running = {}

    def submit(self, *words, file=None, **options):
        return rastro("submit", file or self.world.recoveries, "--node", self.mx, "--officer", "FGR-0001",
                      "--lang", "en", *words, **options)

    def query(self, name, statement, *values):
        tables = sqlite3.connect(f"file:{getattr(self, name)}/node.sqlite?mode=ro", uri=True, timeout=30)
        Store(getattr(self, name)).add_to(tables)
        try:
            return tables.execute(statement, values).fetchall()
        finally:
            tables.close()

    def wait(self, what, holds, seconds=WAIT_SECONDS):
        until = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > until:
                raise AssertionError(f"not in {seconds} s: {what}")
            time.sleep(0.2)

    def wait_until_delivered(self):
        """Waits until every message has an end and every entry is published."""
        for name in ("mx", "us"):
            self.wait(f"{name} delivers", lambda name=name: not self.query(
                name, "SELECT 1 FROM outbox WHERE state IN ('logged', 'sending', 'seen') LIMIT 1"))
            # What is logged up to now: while a custodian is away, the node asks it again and again.
            logged = self.query(name, "SELECT next FROM ledger")[0][0]
            self.wait(f"{name} publishes", lambda name=name, logged=logged: self.size(name) >= logged)

    def requests(self):
        return [row[0] for row in self.query("mx", "SELECT request FROM recovery ORDER BY request")]

    def line(self, name, word):
        """A line of a node's manifest."""
        with open(getattr(self, name) + "/manifest.note", encoding="utf-8") as file:
            return next(line.split(" ", 1)[1].rstrip("\n") for line in file if line.startswith(word + " "))

    def size(self, name):
        try:
            with open(getattr(self, name) + "/ledger/checkpoint", encoding="utf-8") as file:
                return int(file.read().split("\n")[1])
        except FileNotFoundError:
            return 0

    def entries(self, name):
        """Every entry of a ledger, read from its files by nobody's code but this."""
        return ledger_entries(getattr(self, name) + "/ledger")


def ledger_entries(folder):
    with open(os.path.join(folder, "checkpoint"), encoding="utf-8") as file:
        size = int(file.read().split("\n")[1])
    entries = []
    while len(entries) < size:
        number, count = len(entries) // 256, min(256, size - len(entries))
        digits = f"{number:03d}"
        part = "" if count == 256 else f".p/{count}"
        with open(os.path.join(folder, "tile", "entries", digits + part), "rb") as file:
            bundle = file.read()
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            entries.append(json.loads(bundle[2:2 + length]))
            bundle = bundle[2 + length:]
    return entries


def files_below(*places):
    for place in places:
        if os.path.isfile(place):
            yield place
        for at, _, names in os.walk(place):
            for name in names:
                path = os.path.join(at, name)
                if os.path.isfile(path):
                    yield path


def forms(text):
    """A text as files may hold it: plain, in UTF-16, in hexadecimal, and in base64 at each of its three places."""
    plain = text.encode("utf-8")
    found = {plain, text.encode("utf-16-le"), plain.hex().encode(), json.dumps(text)[1:-1].encode()}
    for shift in range(3):
        # What depends on the neighbours is cut off at both ends.
        whole = base64.b64encode(b"\0" * shift + plain + b"\0" * 3)
        inner = whole[(0, 2, 3)[shift]:(shift + len(plain)) * 8 // 6]
        found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def holders(text, *places):
    """The files below some places that hold a text in any form."""
    wanted = forms(text)
    found = []
    for path in files_below(*places):
        with open(path, "rb") as file:
            content = file.read()
        if any(form in content for form in wanted):
            found.append(path)
    return found

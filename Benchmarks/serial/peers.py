#!/usr/bin/env python3
"""Other programs' ways of finding a damaged serial, over the same records and queries as Rastro's engine.

    peers.py RECORDS_DIR [--peers lmdb,tantivy] [--budget SECONDS_PER_PEER] [--all-stages] [--json]

    lmdb          the records under a hash of their serial and of each of its one-deletion variants
    tantivy       the serial as one term: that term, then fuzzy terms of distance 1 and 2; regex for wildcards
    rapidfuzz     OSA distance to every serial, at most 2: slow
    sqlite_btree  an index of the serial: the same serial, and GLOB for wildcards
    sqlite_fts5   an index of the serial, then FTS5 trigrams by rank; GLOB over the trigrams for wildcards

RECORDS_DIR holds norm.npy, make.npy, model.npy, cal.npy, meta.json and queries.tsv. Every peer's candidates
pass the same re-ranker, which is timed with the look-up; making sense of the make's text is not. Queries are
taken round-robin over the classes, at least once each, until the budget (20 s) is spent, building not
counted. A peer stops at the first stage that finds a record whose make fits; --all-stages goes on. What a
peer can not answer at all (wildcards, for lmdb) is left out of its classes. Exit code 0 also where a peer's
library is missing, which is then said in place of its figures.
"""
import argparse
import csv
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
from dataclasses import dataclass

from engines import PEERS, WIDTH, missing

try:
    import numpy
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import OSA
except ImportError:
    numpy = None  # engines.missing says which library

COLUMNS = ("norm", "make", "model", "cal")
MAKE_RATIO = 70           # the least likeness, of 100, at which a misspelt make is recognised
FITS = {"make": (-.9, .9), "model": (-.3, .1), "cal": (-.3, .1)}  # added to the distance: the same, another
SIMILAR = 0.8             # what a naive user declares to be a match
NONE = -1                 # no such make, model, calibre or record
SEED = 1                  # of the order within a class, which the file may have by kind


@dataclass
class Query:
    kind: str
    text: str
    make: int
    model: int
    cal: int
    truth: int

    @property
    def wild(self):
        return "?" in self.text or "*" in self.text

    @property
    def regex(self):
        return self.text.replace("?", ".").replace("*", ".*")


class Records:
    """The columns of a benchmark folder, in memory."""

    def __init__(self, folder, all_stages=False):
        columns = {name: numpy.load(os.path.join(folder, name + ".npy")) for name in COLUMNS}
        self.characters = columns["norm"]
        self.serials = self.characters.view(f"S{WIDTH}").ravel()
        self.columns = {name: columns[name] for name in FITS}
        self.all_stages = all_stages

    def __len__(self):
        return len(self.serials)

    def settles(self, query, ids):
        """Whether a peer can stop at these records: one of them has a make that fits."""
        if self.all_stages or not len(ids):
            return False
        return query.make == NONE or bool((self.columns["make"][ids] == query.make).any())

    def best(self, query, ids, count=5):
        """The best candidates: fewest edits, then make, model and calibre. Also the edits of the first."""
        ids = numpy.unique(numpy.asarray(ids, dtype=numpy.int64))
        if not len(ids):
            return [], 0
        distances = numpy.zeros(len(ids))
        if not query.wild:
            known = self.serials[ids].tolist()
            distances = process.cdist([query.text.encode()], known, scorer=OSA.distance)[0]
        cost = distances.astype(float)
        for name, (same, other) in FITS.items():
            asked = getattr(query, name)
            if asked != NONE:
                cost += numpy.where(self.columns[name][ids] == asked, same, other)
        order = numpy.lexsort((ids, distances, cost))[:count]
        return ids[order].tolist(), int(distances[order[0]])

    def declared(self, query, record, edits):
        """Whether a naive user says that this record is the one: alike enough, and the make not another."""
        longest = max(len(query.text), len(self.serials[record]))
        alike = query.wild or 1 - edits / longest >= SIMILAR
        return alike and query.make in (NONE, self.columns["make"][record])


def plain(make):
    return " ".join(re.sub(r"[,.]", " ", make.upper().replace("&", " & ")).split())


class Makes:
    """Recognises what people write for a make."""

    def __init__(self, makes):
        self.numbers = {}
        for number, make in enumerate(makes):
            for name in [make["name"], *make["aliases"]]:
                self.numbers.setdefault(plain(name), number)
        self.names = list(self.numbers)
        self.known = {"": NONE}

    def __getitem__(self, text):
        name = plain(text)
        if name not in self.known:
            self.known[name] = self.numbers[name] if name in self.numbers else self.nearest(name)
        return self.known[name]

    def nearest(self, name):
        found = process.extractOne(name, self.names, scorer=fuzz.ratio, score_cutoff=MAKE_RATIO)
        return self.numbers[found[0]] if found else NONE


def read_queries(folder, meta):
    """The queries of each class."""
    makes = Makes(meta["makes"])
    models = {(model["make"], model["name"]): number for number, model in enumerate(meta["models"])}
    cals = {name: number for number, name in enumerate(meta["cals"])}
    classes = {}
    with open(os.path.join(folder, "queries.tsv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            make = makes[row["make_txt"]]
            query = Query(row["cls"], row["norm_txt"], make, models.get((make, row["model_txt"]), NONE),
                          cals.get(row["cal_txt"], NONE), int(row["true_id"]))
            classes.setdefault(query.kind, []).append(query)
    for queries in classes.values():
        random.Random(SEED).shuffle(queries)
    return dict(sorted(classes.items()))


class Tally:
    """What came of the queries of one class."""

    def __init__(self):
        self.nanoseconds, self.first, self.among_five, self.declared, self.false = [], 0, 0, 0, 0

    def add(self, nanoseconds, truth, best, declared):
        self.nanoseconds.append(nanoseconds)
        self.first += best[:1] == [truth]
        self.among_five += truth in best
        self.declared += declared
        self.false += declared and best[0] != truth

    def figures(self, absent):
        """`absent`: nothing is to be found, so that there is no recall."""
        n = len(self.nanoseconds)
        p50, p99 = numpy.quantile(self.nanoseconds, [.5, .99]) / 1000
        return {"n": n, "p50_us": round(p50, 1), "p99_us": round(p99, 1),
                "recall1": None if absent else round(self.first / n, 4),
                "recall5": None if absent else round(self.among_five / n, 4),
                "declared": round(self.declared / n, 4), "false_declared": round(self.false / n, 4)}


def ask_all(peer, records, classes, budget):
    """Puts a query of each class in turn until the budget is spent: the tally of each class."""
    asked = {kind: queries for kind, queries in classes.items() if peer.wildcards or not queries[0].wild}
    tallies = {kind: Tally() for kind in asked}
    end = time.perf_counter() + budget
    for round_of_queries in zip(*asked.values()):
        for query in round_of_queries:
            begun = time.perf_counter_ns()
            best, edits = records.best(query, peer.candidates(query))
            spent = time.perf_counter_ns() - begun
            declared = bool(best) and records.declared(query, best[0], edits)
            tallies[query.kind].add(spent, query.truth, best, declared)
        if time.perf_counter() > end:
            break
    return {kind: tally.figures(all(query.truth == NONE for query in asked[kind]))
            for kind, tally in tallies.items()}


def measure(name, records, classes, budget):
    """Builds one peer in a folder of its own, asks it, and leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        begun = time.perf_counter()
        peer = PEERS[name](records, folder)
        built = time.perf_counter() - begun
        try:
            figures = ask_all(peer, records, classes, budget)
        finally:
            peer.close()
    return {"name": name, "build_s": round(built, 2), "bytes_per_record": round(peer.bytes / len(records), 1),
            "queries": sum(tally["n"] for tally in figures.values()), "classes": figures, "missing": ""}


def share(value):
    return "-" if value is None else f"{value:.3f}"


def show(peer):
    if peer["missing"]:
        print(f"\n{peer['name']}: {peer['missing']}", flush=True)
        return
    print(f"\n{peer['name']}: built in {peer['build_s']:.1f} s, {peer['bytes_per_record']:.0f} bytes a record, "
          f"{peer['queries']:,} queries")
    print(f"{'class':5}{'n':>7}{'p50 us':>12}{'p99 us':>12}{'recall 1':>10}{'recall 5':>10}"
          f"{'declared':>10}{'false':>8}")
    for kind, row in peer["classes"].items():
        print(f"{kind:5}{row['n']:>7}{row['p50_us']:>12,.1f}{row['p99_us']:>12,.1f}{share(row['recall1']):>10}"
              f"{share(row['recall5']):>10}{share(row['declared']):>10}{share(row['false_declared']):>8}")
    sys.stdout.flush()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="RECORDS_DIR")
    parser.add_argument("--peers", default="lmdb,tantivy", type=lambda text: text.split(","))
    parser.add_argument("--budget", default=20.0, type=float, metavar="SECONDS_PER_PEER")
    parser.add_argument("--all-stages", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for name in options.peers:
        if name not in PEERS:
            parser.error(f"no peer is called {name!r}: {', '.join(PEERS)}")
    for name in ["meta.json", "queries.tsv", *(f"{column}.npy" for column in COLUMNS)]:
        if not os.path.exists(os.path.join(options.folder, name)):
            parser.error(f"{options.folder} has no {name}; a benchmark folder was expected")
    return options


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the indexes are removed
    with open(os.path.join(options.folder, "meta.json"), encoding="utf-8") as file:
        meta = json.load(file)
    lacking = {name: missing(name) for name in options.peers}
    if not all(lacking.values()):
        records = Records(options.folder, options.all_stages)
        classes = read_queries(options.folder, meta)
    if not options.json:
        print(f"{meta['N']:,} records", flush=True)
    peers = []
    for name, lack in lacking.items():
        peers.append({"name": name, "missing": lack} if lack
                     else measure(name, records, classes, options.budget))
        if not options.json:
            show(peers[-1])
    if options.json:
        print(json.dumps({"records": meta["N"], "peers": peers}))


if __name__ == "__main__":
    main()

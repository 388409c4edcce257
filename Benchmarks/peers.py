#!/usr/bin/env python3
"""Two simple ways of tracing, to hold Rastro's figures against.

    peers.py exact|nearest WORLD RESULTS.csv

Both take a recovery's serial without its punctuation and what is written before it, find it in the
books, and follow them from the earliest entry, holder after holder, to the first retail purchaser.
    exact     the same serial
    nearest   the serial with the fewest edits (Levenshtein), at most two; needs rapidfuzz
Of several firearms with as few edits the first in the books is answered, as a table look-up would. The
stated confidence is one over the number of such firearms.
"""
import csv
import os
import re
import sys

COLUMNS = ["recovery", "outcome", "purchaser_name", "purchaser_born", "confidence", "candidates"]
# What people write before a serial, set apart so that the peers are not beaten by a prefix.
DECORATION = re.compile(r"^(?:NO|NUM|SN|S/N|MAT|SERIE)\b[.:\s]*", re.IGNORECASE)
MOST_EDITS = 2
CHUNK = 256


def significant(serial):
    return re.sub(r"[^A-Z0-9]", "", DECORATION.sub("", serial.strip()).upper())


class Books:
    """The bound books of a world: who has them, and every entry by its serial."""

    def __init__(self, world):
        folder = os.path.join(world, "us")
        with open(os.path.join(folder, "licensees.csv"), encoding="utf-8", newline="") as file:
            self.licensees = {row["number"]: row for row in csv.DictReader(file)}
        self.entries = {}
        for name in sorted(os.listdir(os.path.join(folder, "books"))):
            number = name.removesuffix(".csv")
            book = self.entries.setdefault(number, {})
            with open(os.path.join(folder, "books", name), encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    book.setdefault(significant(row["serial_number"]), []).append((number, row))

    def first_entries(self):
        """The earliest entry of every serial and make, in whichever book it stands, by serial.

        Not those of makers alone: a slip of the pen there would hide a firearm that the next book has right.
        """
        earliest = {}
        for book in self.entries.values():
            for serial, rows in book.items():
                for entry in rows:
                    key = serial, entry[1]["manufacturer"]
                    if key not in earliest or entry[1]["acquired_on"] < earliest[key][1]["acquired_on"]:
                        earliest[key] = entry
        entries = {}
        for (serial, _), entry in earliest.items():
            entries.setdefault(serial, []).append(entry)
        return entries

    def follow(self, serial, entry):
        """The end of the way that begins with an entry: an outcome, and the row of the sale."""
        seen = set()
        while True:
            number, row = entry
            to, address = row["disposed_to"], row["disposed_to_address_or_license"]
            if not row["disposed_on"] or not to:
                return "disposition missing", None
            if row["form_4473_or_document"].startswith("3310"):
                return "theft or loss", None
            if row["form_4473_or_document"].startswith("EXPORT") or (not address and not row["purchaser_born"]):
                return "exported", None
            if address not in self.licensees:
                return "purchaser", row
            if self.licensees[address]["records"] == "lost" or address in seen:
                return "records lost", None
            seen.add(address)
            later = [e for e in self.entries.get(address, {}).get(serial, [])
                     if e[1]["manufacturer"] == row["manufacturer"] and e[1]["acquired_on"] >= row["acquired_on"]]
            if not later:
                return "disposition missing", None
            entry = min(later, key=lambda e: e[1]["acquired_on"])


def recoveries(world):
    """Reference and serial of each recovery, in either style of `world/`."""
    path = os.path.join(world, "mx", "recoveries.csv")
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    head = text.split("\n", 1)[0]
    rows = list(csv.reader(text.splitlines(), delimiter=";" if head.count(";") > head.count(",") else ","))
    serial = next(i for i, name in enumerate(rows[0])
                  if re.search(r"matr[ií]cula|serie|serial", name, re.IGNORECASE))
    return [(row[0], significant(row[serial])) for row in rows[1:]]


def exact(serials, entries):
    """For each serial, the serials of the books that are the same."""
    return [[serial] if serial in entries else [] for serial in serials]


def nearest(serials, entries):
    """For each serial, the serials of the books with the fewest edits, at most two."""
    import numpy
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist
    known = [serial for serial in entries if serial]
    found = []
    for start in range(0, len(serials), CHUNK):
        distances = cdist(serials[start:start + CHUNK], known, scorer=Levenshtein.distance,
                          score_cutoff=MOST_EDITS, workers=-1, dtype=numpy.uint8)
        for row in distances:
            least = row.min()
            found.append([known[i] for i in numpy.flatnonzero(row == least)] if least <= MOST_EDITS else [])
    return found


def main(method, world, results):
    books = Books(world)
    entries = books.first_entries()
    asked = recoveries(world)
    found = {"exact": exact, "nearest": nearest}[method]([serial for _, serial in asked], entries)
    with open(results, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for (reference, serial), matches in zip(asked, found):
            candidates = [(match, entry) for match in matches for entry in entries[match]] if serial else []
            outcome, sale = books.follow(*candidates[0]) if candidates else ("not found", None)
            if not serial:
                outcome = "untraceable"
            table.writerow([reference, outcome, sale["disposed_to"] if sale else "",
                            sale["purchaser_born"] if sale else "",
                            f"{1 / len(candidates):.4f}" if candidates else "", len(candidates)])


if __name__ == "__main__":
    main(*sys.argv[1:4])

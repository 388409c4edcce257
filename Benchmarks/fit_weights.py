#!/usr/bin/env python3
"""fit_weights.py WORLD... - counts what `weights/trace.weights` states, over worlds with the truth beside them.

Reads worlds of `../shared/world/make_world.py` that no figure is reported on, and prints each weight as
the file has it. The truth is read here and nowhere in the product. Needs the standard library alone.
"""
import csv
import datetime as dt
import json
import re
import sys
from collections import Counter

bare = lambda text: re.sub("[^A-Z0-9]", "", text.upper())
years = lambda late, early: (late - early).days / 365.25
FIRST, LAST = dt.date(1996, 1, 1), dt.date(2021, 10, 8)

errors, confused, since_sale, reported = Counter(), Counter(), Counter(), Counter()
absent, calibres, kinds = Counter(), Counter(), Counter()
sold_total = 0
for world in sys.argv[1:]:
    truth = json.load(open(f"{world}/truth.json"))["recoveries"]
    rows = {row["folio"]: row for row in csv.DictReader(open(f"{world}/mx/recoveries.csv"))}
    multiple = set()
    for sale in csv.DictReader(open(f"{world}/us/multiple_sales.csv")):
        multiple |= {(sale["license"], bare(sale[key])) for key in ("serial_1", "serial_2")}
    reported["all"] += len(multiple)
    imported = {}
    for book in csv.DictReader(open(f"{world}/us/licensees.csv")):
        if book["kind"] not in ("maker", "importer"):
            continue
        for line in csv.DictReader(open(f"{world}/us/books/{book['number']}.csv")):
            imported[line["manufacturer"]] = book["kind"] == "importer"
            sold_total += 1
    for entry in truth:
        row = rows[entry["recovery"]]
        errors[entry["error"]] += 1
        serial, read = bare(entry["serial"]), bare(row["matricula"])
        if entry["error"] == "confused" and len(serial) == len(read):
            pairs = [pair for pair in zip(serial, read) if pair[0] != pair[1]]
            confused.update(pairs if len(pairs) == 1 else [])
        if entry["make"] in imported and entry["error"] not in ("obliterated-all", "absent"):
            absent[imported[entry["make"]], entry["firearm"] is None] += 1
        if entry.get("sold"):
            recovered = dt.date.fromisoformat(row["fecha_aseguramiento"])
            since_sale[int(years(recovered, dt.date.fromisoformat(entry["sold"])))] += 1
            reported[(entry["dealer"], serial) in multiple] += 1

single = ("confused", "substituted", "dropped", "added", "transposed")
none, one, two = errors["exact"] + errors["format"], sum(errors[k] for k in single), errors["two"]
whole = none + one + two
print(f"# over {len(sys.argv) - 1} worlds, {sum(errors.values())} recoveries")
for mistakes, count in enumerate((none, one, two)):
    print(f"mistakes.whole.{mistakes} = {count / whole:.3f}")
for name, key in zip(("confused", "changed", "missing", "extra", "exchanged"), single):
    print(f"mistake.{name} = {errors[key] / one:.3f}")
for character in sorted({pair[0] for pair in confused}):
    taken = sorted(((n, b) for (a, b), n in confused.items() if a == character), reverse=True)
    print(f"confused.{character} = {''.join(b for _, b in taken)}    # {[n for n, _ in taken]}")
span = years(LAST, FIRST)
density = {year: count / (span - year) for year, count in since_sale.items() if 0 <= year < span}
mean = sum(density.values()) / len(density)
for year in sorted(density):
    print(f"years.{year} = {density[year] / mean:.2f}    # n {since_sale[year]}")
for is_foreign, name in ((True, "foreign"), (False, "domestic")):
    gone, held = absent[is_foreign, True], absent[is_foreign, False]
    print(f"absent.{name} = {gone / max(1, gone + held):.3f}    # n {gone + held}")
share = reported[True] / max(1, reported["all"])
usual = reported[False] / max(1, sold_total)
print(f"multiple_sale = {share / usual:.1f}    # n {reported[True]}")

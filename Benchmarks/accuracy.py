#!/usr/bin/env python3
"""accuracy.py [--seeds 1,2,3] [--styles 1,2] [--thresholds 0.9] - how often a trace is right, and how surely.

Makes worlds with `../shared/world/make_world.py` in a folder of its own, traces them with the release
binary and scores the results with `score_world.py`. Prints one row a world and threshold, and beside it
how many of the real firearms of ../shared/data/court_guns.csv, none of which is in an invented book, were
named all the same. Says so and stops where ../shared is absent. Needs the standard library alone.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORLD = ROOT.parent / "shared" / "world"
OUTSIDERS = ROOT.parent / "shared" / "data" / "court_guns.csv"
COLUMNS = ("traced", "false_attribution", "ambiguous", "absent_right", "ends_right", "calibration_error", "silent")


def make(folder, seed, style):
    if not folder.exists():
        subprocess.run(
            [sys.executable, WORLD / "make_world.py", folder, "--seed", str(seed), "--style", str(style)],
            check=True, stdout=subprocess.DEVNULL)


def trace(binary, world, threshold, extra, results, recoveries=None):
    command = [
        binary, "trace", recoveries or world / "mx/recoveries.csv", "--books", world / "us/books",
        "--licensees", world / "us/licensees.csv", "--theft-loss", world / "us/theft_loss.csv",
        "--multiple-sales", world / "us/multiple_sales.csv", "--threshold", str(threshold),
        "--out", results, "--quiet", *extra]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def score(world, results):
    done = subprocess.run(
        [sys.executable, WORLD / "score_world.py", world, results, "--json"],
        check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def outsiders_named(binary, world, threshold, extra, results):
    """How many real firearms were answered with a firearm of an invented book."""
    trace(binary, world, threshold, extra, results, OUTSIDERS)
    answered = {"purchaser", "disposition missing", "theft or loss", "exported", "records lost"}
    return sum(row["outcome"] in answered for row in csv.DictReader(open(results, encoding="utf-8")))


def numbers(text, kind=float):
    return [kind(part) for part in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--styles", default="1,2")
    parser.add_argument("--thresholds", default="0.9")
    parser.add_argument("--binary", default=ROOT / ".build/release/rastro")
    parser.add_argument("--worlds", default=None, help="where worlds are kept between runs")
    parser.add_argument("--weights", default=None)
    parser.add_argument("--by-error", action="store_true")
    given = parser.parse_args()
    if not WORLD.exists():
        print("accuracy: skipped, because ../shared/world is absent")
        return
    extra = ["--weights", given.weights] if given.weights else []
    with tempfile.TemporaryDirectory() as scratch:
        worlds = pathlib.Path(given.worlds or scratch)
        worlds.mkdir(parents=True, exist_ok=True)
        results = pathlib.Path(scratch) / "results.csv"
        print(f"{'world':>12} {'threshold':>9} " + " ".join(f"{c[:17]:>17}" for c in (*COLUMNS, "outsiders_named")))
        rows = {}
        for seed in numbers(given.seeds, int):
            for style in numbers(given.styles, int):
                world = worlds / f"world-{seed}-{style}"
                make(world, seed, style)
                for threshold in numbers(given.thresholds):
                    trace(given.binary, world, threshold, extra, results)
                    got = score(world, results)
                    got["outsiders"] = outsiders_named(given.binary, world, threshold, extra, results)
                    figures = [got[c] for c in (*COLUMNS, "outsiders")]
                    rows.setdefault(threshold, []).append(figures)
                    print(f"{world.name:>12} {threshold:>9} " + " ".join(f"{x:>17}" for x in figures))
                    if given.by_error:
                        for name, counts in got["by_error"].items():
                            print(f"    {name:18s} {counts}")
        for threshold, all_rows in rows.items():
            means = [sum(column) / len(all_rows) for column in zip(*all_rows)]
            print(f"{'mean':>12} {threshold:>9} " + " ".join(f"{m:>17.4f}" for m in means))


if __name__ == "__main__":
    main()

"""A sample, its check and its trace: what a newcomer runs, on a small world."""
import csv
import json
import os
import re
import shutil
import zipfile

import stage
from stage import TONGUES, CommandTest, rastro, read_csv

COLUMNS = ("recovery outcome closure mend purchaser_name purchaser_born dealer_license dealer_name dealer_city "
           "dealer_state sold_on days_to_crime confidence candidates chain duplicate_of reasons").split()
OUTCOMES = {"purchaser", "ambiguous", "not found", "untraceable", "disposition missing", "theft or loss",
            "exported", "records lost"}
FIREARMS, RECOVERIES = 2000, 120
CAUTION = {"es": "es una pista, no una persona sospechosa", "en": "is a lead, not a suspect"}
TRACE = []


def setUpModule():
    """Makes a sample and traces it, as the help says."""
    shutil.rmtree(stage.TRACE, ignore_errors=True)
    os.makedirs(stage.TRACE, exist_ok=True)
    run = rastro("sample", world(""), "--seed", 1, "--firearms", FIREARMS, "--recoveries", RECOVERIES)
    assert run.code == 0, run.err
    outs = [word for name in ("report.es.html", "report.en.html") for word in ("--report", output(name))]
    TRACE.append(rastro("trace", world("mx/recoveries.csv"), *sources(), "--out", output("results.csv"), *outs))


def output(name):
    return os.path.join(stage.TRACE, name)


def world(name):
    return os.path.join(stage.TRACE, "world", name)


def sources():
    return ["--books", world("us/books"), "--licensees", world("us/licensees.csv"),
            "--theft-loss", world("us/theft_loss.csv"), "--multiple-sales", world("us/multiple_sales.csv")]


class TraceTests(CommandTest):
    def setUp(self):
        super().setUp()
        self.done = TRACE[0]
        self.assertEqual(self.done.code, 0, self.done.err)

    def results(self):
        return read_csv(output("results.csv"))

    def test_it_says_what_came_out_within_80_columns_and_where_the_files_are(self):
        lines = self.done.out.rstrip("\n").split("\n")
        for line in lines:
            if stage.TRACE not in line:
                self.assertLessEqual(len(line), 80, line)
        for name in ("results.csv", "report.es.html", "report.en.html"):
            self.assertIn(name, self.done.out)
        self.assertTrue(any(stage.TRACE in line for line in lines[-3:]))

    def test_no_progress_is_drawn_where_nobody_watches(self):
        self.assertNotIn("\r", self.done.err + self.done.out)
        self.assertNotIn("\x1b", self.done.err + self.done.out)

    def test_every_recovery_has_one_answer_in_order(self):
        results = self.results()
        self.assertEqual(list(results[0]), COLUMNS)
        with open(world("mx/recoveries.csv"), encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        self.assertEqual(len(results), RECOVERIES)
        self.assertEqual([r["recovery"] for r in results], [row[0] for row in rows[1:]])

    def test_answers_are_of_the_eight_and_a_person_is_named_only_when_likely_enough(self):
        named = 0
        for row in self.results():
            self.assertIn(row["outcome"], OUTCOMES)
            self.assertTrue(0 <= float(row["confidence"]) <= 1)
            if row["outcome"] == "purchaser":
                named += 1
                self.assertGreaterEqual(float(row["confidence"]), 0.9)
                self.assertTrue(row["purchaser_name"] and row["chain"] and row["reasons"])
            else:
                self.assertEqual(row["purchaser_name"] + row["purchaser_born"], "")
        self.assertGreater(named, RECOVERIES // 4)

    def test_days_to_crime_are_those_between_the_dates(self):
        self.assertTrue(any(int(row["days_to_crime"]) >= 0 for row in self.results() if row["days_to_crime"]))

    def test_the_reports_need_nothing_else_and_carry_the_caution(self):
        for tongue in TONGUES:
            with open(output(f"report.{tongue}.html"), encoding="utf-8") as file:
                page = file.read()
            self.assertIn(f'lang="{tongue}"', page)
            self.assertIn(CAUTION[tongue], page)
            self.assertIn("<svg", page)
            self.assertNotRegex(page, r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""")
            self.assertNotRegex(page, r"@import|url\(\s*['\"]?http")
            self.assertNotRegex(page, r"«[a-z]+\.[A-Za-z.]+»")

    def test_the_same_seed_makes_the_same_world_and_another_another(self):
        digest = {}
        for name, seed in (("a", 1), ("b", 1), ("c", 2)):
            run = rastro("sample", self.path(name), "--seed", seed, "--firearms", 300, "--recoveries", 20)
            self.assertEqual(run.code, 0, run.err)
            digest[name] = {
                os.path.relpath(os.path.join(at, file), self.path(name)): open(os.path.join(at, file), "rb").read()
                for at, _, files in os.walk(self.path(name)) for file in files}
        self.assertEqual(digest["a"], digest["b"])
        self.assertNotEqual(digest["a"], digest["c"])

    def test_results_are_the_same_twice_and_in_every_format(self):
        names = [self.path(f"r.{ending}") for ending in ("csv", "json", "xlsx")]
        outs = [word for name in names for word in ("--out", name)]
        run = rastro("trace", world("mx/recoveries.csv"), *sources(), *outs, "--quiet")
        self.assertEqual((run.code, run.out), (0, ""), run.err)
        self.assertEqual(read_csv(names[0]), self.results())
        with open(names[1], encoding="utf-8") as file:
            rows = json.load(file)
        rows = rows if isinstance(rows, list) else next(v for v in rows.values() if isinstance(v, list))
        self.assertEqual([str(r["recovery"]) for r in rows], [r["recovery"] for r in self.results()])
        with zipfile.ZipFile(names[2]) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertEqual(len(re.findall(r"<row\b", sheet)), RECOVERIES + 1)

    def test_a_higher_threshold_names_no_more_people(self):
        counts = []
        for threshold in ("0.5", "0.9", "0.999"):
            out = self.path(f"{threshold}.csv")
            self.assertEqual(
                rastro("trace", world("mx/recoveries.csv"), *sources(), "--out", out, "--quiet",
                       "--threshold", threshold).code, 0)
            rows = [r for r in read_csv(out) if r["outcome"] == "purchaser"]
            self.assertTrue(all(float(r["confidence"]) >= float(threshold) for r in rows))
            counts.append(len(rows))
        self.assertEqual(counts, sorted(counts, reverse=True))

    def test_the_check_counts_every_row_in_every_field(self):
        run = rastro("check", world("mx/recoveries.csv"), "--json")
        self.assertEqual(run.code, 0, run.err)
        answer = json.loads(run.out)
        self.assertEqual(answer["rows"], RECOVERIES)
        for field in ("make", "importer", "model", "calibre", "kind", "country"):
            states = answer["fields"][field]
            self.assertEqual(sum(states[s] for s in ("recognised", "unknown", "contradictory", "blank")),
                             RECOVERIES, field)
        serial = answer["fields"]["serial"]
        self.assertEqual(sum(serial[s] for s in ("readable", "partly", "obliterated", "absent", "not_a_serial")),
                         RECOVERIES)

    def test_the_check_reads_well_in_both_languages(self):
        said = []
        for tongue in TONGUES:
            run = rastro("check", world("mx/recoveries.csv"), "--lang", tongue)
            self.assertEqual(run.code, 0, run.err)
            self.assert_well_said(run)
            self.assertTrue(all(len(line) <= 80 for line in run.out.splitlines()))
            said.append(run.out)
        self.assertNotEqual(said[0], said[1])

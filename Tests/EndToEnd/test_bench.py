"""The damaged-serial benchmark, on a folder of a few hundred records that the test writes itself."""
import json
import os
import random
import struct

from stage import TONGUES, CommandTest, rastro

WIDTH = 12
HEADING = ("qid\tcls\tsub\tmake_txt\tmodel_txt\tcal_txt\tserial_txt\tnorm_txt\ttrue_id\ttrue_make\t"
           "make_how\tcollide\n")
MAKES = [("NORTE ARMS", ["NORTE"], [0, 1]), ("SUR & CO", ["SUR", "SURCO"], [2])]
MODELS = [(0, "N1"), (0, "N2"), (1, "S9")]
CALIBRES = ["9MM", "22LR"]


def npy(kind, shape, numbers):
    """A NumPy array file of version 1, as bytes."""
    size = {"|u1": "B", "<u2": "H"}[kind]
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
            + struct.pack(f"<{len(numbers)}{size}", *numbers))


class BenchTests(CommandTest):
    def setUp(self):
        super().setUp()
        chance = random.Random(3)
        self.records = [(f"NB{n:05d}", chance.choice((0, 1)), n % 2) for n in range(100, 400)]
        self.records += [(f"{n}S", 2, 0) for n in range(5000, 5300)]
        chance.shuffle(self.records)
        self.count = len(self.records)
        serials = b"".join(s.encode().ljust(WIDTH, b"\0") for s, _, _ in self.records)
        self.write("set/norm.npy", npy("|u1", (self.count, WIDTH), list(serials)))
        self.write("set/make.npy", npy("<u2", (self.count,), [MODELS[m][0] for _, m, _ in self.records]))
        self.write("set/model.npy", npy("<u2", (self.count,), [m for _, m, _ in self.records]))
        self.write("set/cal.npy", npy("|u1", (self.count,), [c for _, _, c in self.records]))
        self.write("set/meta.json", json.dumps({
            "N": self.count, "seed": 3, "series": [],
            "makes": [{"name": n, "aliases": a, "n": 1, "models": m} for n, a, m in MAKES],
            "models": [{"make": m, "name": n, "cals": [0, 1]} for m, n in MODELS],
            "cals": CALIBRES}))
        self.lines = []
        for number in range(20):
            serial, model, calibre = self.records[number]
            texts = [MAKES[MODELS[model][0]][0], MODELS[model][1], CALIBRES[calibre]]
            for letter, text in (("a", serial), ("d", serial[:2] + serial[3:]), ("h", "?" + serial[1:]),
                                 ("i", serial[:-1] + "*"), ("k", "X" + serial[::-1])):
                truth = -1 if letter == "k" else number
                self.lines.append("\t".join(map(str, [len(self.lines), letter, letter, *texts, text, text, truth, 0,
                                                      "exact", 0])))
        self.write("set/queries.tsv", HEADING + "".join(line + "\n" for line in self.lines))

    def bench(self, *words):
        return rastro("bench", "serial", "--records", self.path("set"), "--passes", 2, "--threads", 2, *words)

    def test_every_query_has_its_line_in_the_columns_that_score_reads(self):
        out = self.path("answers.tsv")
        run = self.bench("--out", out)
        self.assertEqual((run.code, run.err), (0, ""))
        with open(out, encoding="ascii") as file:
            rows = [line.rstrip("\n").split("\t") for line in file]
        self.assertEqual(len(rows), len(self.lines))
        for row, line in zip(rows, self.lines):
            asked = line.split("\t")
            self.assertEqual(row[:3], [asked[0], asked[1], asked[8]])
            self.assertEqual(len(row), 19)
            latency, count, credible, absent, unresolved = map(float, row[3:8])
            self.assertGreater(latency, 0)
            self.assertIn(row[8], ("0", "1"))
            found = [(int(row[i]), float(row[i + 1])) for i in range(9, 19, 2)]
            for record, probability in found:
                self.assertTrue(-2 <= record < self.count)
                self.assertEqual(record == -2, probability == 0)
            self.assertEqual([p for _, p in found], sorted((p for _, p in found), reverse=True))
            self.assertLessEqual(sum(p for _, p in found) + absent, 1 + 1e-9)
            if asked[1] == "a":
                self.assertEqual(found[0][0], int(asked[8]))

    def test_the_same_seed_gives_the_same_answers(self):
        kept = []
        for name, threads in (("one.tsv", 1), ("two.tsv", 2)):
            run = self.bench("--out", self.path(name), "--seed", 5) if threads == 2 else rastro(
                "bench", "serial", "--records", self.path("set"), "--passes", 1, "--threads", 1, "--out",
                self.path(name))
            self.assertEqual(run.code, 0, run.err)
            with open(self.path(name), encoding="ascii") as file:
                kept.append([line.split("\t")[:3] + line.split("\t")[4:] for line in file])
        self.assertEqual(kept[0], kept[1])

    def test_the_table_is_there_in_both_languages_within_80_columns(self):
        texts = []
        for tongue in TONGUES:
            run = self.bench("--lang", tongue)
            self.assertEqual((run.code, run.err), (0, ""))
            self.assert_well_said(run)
            self.assertTrue(all(len(line) <= 80 for line in run.out.splitlines()), run.out)
            for letter in "adhik":
                self.assertRegex(run.out, rf"(?m)^{letter} .* 20 ")
            texts.append(run.out)
        self.assertIn("meta", texts[0])
        self.assertIn("goal", texts[1])

    def test_other_engines_are_beside_or_it_is_said_why_not(self):
        script = self.write("peers.py", (
            "import json, sys\n"
            "assert sys.argv[2] == '--json'\n"
            "print(json.dumps({'peers': [\n"
            "    {'name': 'slow', 'build_s': 1.5, 'bytes_per_record': 64, 'missing': '',\n"
            "     'classes': {'a': {'p50_us': 850.5, 'p99_us': 900, 'recall1': .9, 'false_declared': .1},\n"
            "                 'k': {'p50_us': 1, 'p99_us': 1, 'recall1': 0, 'false_declared': .57}}},\n"
            "    {'name': 'other', 'missing': 'no such module'}]}))\n"))
        for tongue in TONGUES:
            run = self.bench("--peers", "--peers-script", script, "--lang", tongue)
            self.assertEqual(run.code, 0, run.err)
            self.assertRegex(run.out, r"(?m)^slow +1\.5 +64\.0 .* 0\.57$")
            self.assertRegex(run.out, r"(?m)^other: .*no such module")
            self.assert_well_said(run)
        for content in ("import sys; sys.exit(3)", "print('[]')", "print('{')", ""):
            run = self.bench("--peers-script", self.write("bad.py", content), "--lang", "en")
            self.assertEqual(run.code, 0, run.err)
            self.assertIn("Other engines: not measured", " ".join(run.out.split()))
        run = rastro("bench", "serial", "--records", self.path("set"), "--passes", 1, "--threads", 1, "--peers",
                     "--lang", "en", cwd=self.folder)
        self.assertEqual(run.code, 0, run.err)
        self.assertIn("Benchmarks/serial/peers.py does not exist", " ".join(run.out.split()))

    def test_an_index_is_kept_opened_again_and_refused_when_it_is_damaged(self):
        index = self.path("set.serials")
        answers = []
        for name in ("built.tsv", "opened.tsv"):
            run = self.bench("--index", index, "--out", self.path(name), "--lang", "en")
            self.assertEqual((run.code, run.err), (0, ""))
            with open(self.path(name), encoding="ascii") as file:
                answers.append([line.split("\t")[4:] for line in file])
        self.assertIn("seconds to open the index", run.out)
        self.assertEqual(answers[0], answers[1])
        with open(index, "rb") as file:
            whole = file.read()
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1:]
        for content in (whole[:-1], flipped, whole[:8] + b"\x09" + whole[9:], b"", b"no index"):
            self.write("set.serials", content)
            for tongue in TONGUES:
                self.assert_refused(self.bench("--index", index, "--lang", tongue), index)

    def test_a_prior_is_learnt_and_kept_with_its_date(self):
        prior = self.path("learnt.prior")
        run = self.bench("--prior", "uniform", "--learn", self.path("set/queries.tsv"), "--learnt", prior)
        self.assertEqual((run.code, run.err), (0, ""))
        self.assert_well_said(run)
        with open(prior, encoding="utf-8") as file:
            numbers = dict(line.split(" = ") for line in file if " = " in line)
        self.assertGreater(float(numbers["cause.exact"]), .5)
        self.assertAlmostEqual(sum(float(v) for k, v in numbers.items() if k.startswith("cause.")), 1, places=6)
        self.assertRegex(numbers["dated"], r"^20\d{6}$")
        for tongue in TONGUES:
            run = self.bench("--learnt", prior, "--lang", tongue)
            self.assertNotEqual(run.code, 0)
            self.assertIn("--learn", run.err)

    def test_broken_files_are_refused_with_their_place(self):
        def broken(name, content, *mentions):
            path = self.path(f"set/{name}")
            with open(path, "rb") as file:
                kept = file.read()
            self.write(f"set/{name}", content(kept) if callable(content) else content)
            for tongue in TONGUES:
                self.assert_refused(self.bench("--lang", tongue), path, *mentions)
            self.write(f"set/{name}", kept)

        broken("norm.npy", lambda b: b[:-1], "7,199", "7,200")
        broken("norm.npy", b"")
        broken("make.npy", npy("|u1", (self.count,), [0] * self.count), "|u1", "<u2")
        broken("model.npy", npy("<u2", (self.count,), [9] * self.count), "9")
        broken("cal.npy", npy("|u1", (self.count - 1,), [0] * (self.count - 1)), f"({self.count},)")
        broken("meta.json", "{}", "N")
        broken("queries.tsv", HEADING)
        broken("queries.tsv", HEADING + "0\ta\n", ":2:")
        broken("queries.tsv", HEADING.replace("norm_txt", "norm"), "norm_txt")
        os.remove(self.path("set/make.npy"))
        self.assert_refused(self.bench(), "make.npy")

    def test_nothing_is_written_over_what_is_read(self):
        for name in ("queries.tsv", "norm.npy", "meta.json"):
            self.assert_refused(self.bench("--out", self.path(f"set/{name}")), name)


class MachineTests(CommandTest):
    def test_the_machine_is_measured(self):
        run = rastro("bench", "machine", "--threads", 1, "--lang", "en")
        self.assertEqual((run.code, run.err), (0, ""))
        self.assert_well_said(run)
        for size in ("1 MiB", "16 MiB", "1 GiB"):
            self.assertRegex(run.out, rf"(?m)^{size} +[\d.]+ +[\d.]+$")

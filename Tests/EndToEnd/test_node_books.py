"""Books are taken into a node: as operators do it, and as machines fail."""
import json
import os
import re
import shutil
import stat
import unittest

from fault import Faults
from nodes_stage import Service, done, files_below, free_port
from stage import CommandTest, TONGUES, rastro

HEAD = ("manufacturer,importer,model,serial_number,type,caliber_or_gauge,acquired_on,acquired_from,disposed_on,disposed_to,"
        "disposed_to_address_or_license,form_4473_or_document,purchaser_born\n")
LICENCE, OTHER = "1-23-456-07-5K-12345", "2-34-567-01-6L-23456"
CODE = "123456075K12345"


def rows(count, start=0, name="Wren Quillfeather"):
    return "".join(f"COLT,,1911,ZQX{number:05d}Y,PISTOL,45 ACP,2015-01-02,Ibis Larkspur,2016-01-02,{name},1 Elmcanary St,"
                   f"4473-{number},1980-01-01\n" for number in range(start, start + count))


class BooksTest(CommandTest):
    """A node at rest, and books to take in."""

    def setUp(self):
        super().setUp()
        self.node = self.make("us")

    def make(self, name):
        folder = self.path(name)
        done("node", "init", folder, "--name", f"{name}.trace.example", "--jurisdiction", "US", "--agency", "USATF0001",
             "--basis", "us:18usc923g7", "--listen", f"127.0.0.1:{free_port()}", "--loopback")
        return folder

    def book(self, word, *words, tongue="en", **options):
        run = rastro("node", "book", word, self.node, *words, "--lang", tongue, **options)
        self.assert_well_said(run)
        for line in (run.out + run.err).split("\n"):
            # A path can not be broken, and an error is one line.
            self.assertTrue(len(line) <= 80 or self.folder in line or line.startswith("rastro: "), line)
        for text in ("Quillfeather", "Larkspur", "Elmcanary", "ZQX"):
            self.assertNotIn(text, run.out + run.err)
        return run

    def good(self, *words, **options):
        run = self.book(*words, **options)
        self.assertEqual((run.code, run.err), (0, ""))
        return run

    def kept(self):
        """What the node has of books: each file with its bytes."""
        found = {}
        for path in files_below(self.node + "/books"):
            with open(path, "rb") as file:
                found[os.path.basename(path)] = file.read()
        return found

    def listed(self):
        return re.findall(r"^(\d\S+) +([\d,]+) ", self.good("list").out, re.MULTILINE)


class OperatorTests(BooksTest):
    """What an operator sees."""

    def test_books_are_taken_in_listed_replaced_and_taken_out(self):
        self.write(f"books/{LICENCE}.csv", HEAD + rows(3))
        # As spreadsheets of elsewhere write it.
        self.write(f"books/{OTHER}.txt", ("\ufeff" + (HEAD + rows(2, 50)).replace(",", ";")).encode("utf-16"))
        self.assertIn("No book", self.good("list").out)
        out = self.good("add", self.path("books")).out
        self.assertIn("3 lines", out)
        self.assertIn("2 lines", out)
        self.assertEqual(self.listed(), [(LICENCE, "3"), (OTHER, "2")])
        self.assertIn("0 books", self.good("list", "--check").out)
        before = self.kept()
        self.assertEqual(sorted(before), [f"{CODE}.book", "234567016L23456.book"])
        for path in files_below(self.node):
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode) & 0o077, 0, path)
            with open(path, "rb") as file:
                content = file.read()
            for text in (b"Quillfeather", b"Larkspur", b"Elmcanary", b"ZQX0", b"45 ACP"):
                self.assertNotIn(text, content, path)
        for tongue in TONGUES:
            self.good("add", self.path("books"), tongue=tongue)
        self.assertEqual(self.kept(), before)
        newer = self.write(f"newer/{LICENCE}.csv", HEAD + rows(4))
        for tongue in TONGUES:
            run = self.book("add", newer, tongue=tongue)
            self.assert_refused(run, LICENCE, "--replace")
        self.assertEqual(self.kept(), before)
        self.good("add", newer, "--replace")
        self.assertEqual(self.listed()[0], (LICENCE, "4"))
        self.good("remove", "2 34 567 01 6l 23456")
        self.assertEqual(self.listed(), [(LICENCE, "4")])
        for tongue in TONGUES:
            self.assert_refused(self.book("remove", OTHER, tongue=tongue), OTHER)

    def test_what_is_no_book_is_refused_and_those_before_it_are_in(self):
        first = self.write(f"b/{LICENCE}.csv", HEAD + rows(1))
        for name, content in (("---.csv", HEAD + rows(1)), (f"{'1' * 65}.csv", HEAD + rows(1)), (f"{OTHER}.csv", rows(2)),
                              (f"{OTHER}.csv", ""), (f"{OTHER}.xlsx", "PK\x03\x04 no workbook"),
                              (f"{OTHER}.csv", HEAD + rows(1) + rows(1, 1, "x" * 16385))):
            bad = self.write(f"b/{name}", content)
            for tongue in TONGUES:
                run = self.book("add", first, bad, tongue=tongue)
                self.assertEqual(run.code, 2, run.err)
                self.assertIn(name.split(".")[0][:20], run.err.split("\n")[-2])
            self.assertEqual(sorted(self.kept()), [f"{CODE}.book"])
            os.unlink(bad)
        for words in ([], [self.path("none.csv")], [first, "--replace=yes"], [self.path("us/ledger")]):
            self.assert_refused(self.book("add", *words))
        self.assert_refused(self.book("remove"))
        self.assert_refused(rastro("node", "book", "list", self.path("none")))

    def test_a_node_in_service_takes_none_and_its_ledger_says_which_there_are(self):
        first = self.write(f"{LICENCE}.csv", HEAD + rows(1))
        other = self.make("mx")
        url = ("--url", "http://127.0.0.1:5")
        done("node", "peer", "add", self.node, "--manifest", other + "/manifest.note", *url)
        self.good("add", first)
        service = Service(self.path("us.log"), "serve", self.node)
        try:
            for tongue in TONGUES:
                self.assert_refused(self.book("add", first, tongue=tongue), self.node)
                self.assert_refused(self.book("remove", LICENCE, tongue=tongue), self.node)
            self.assertEqual(self.listed(), [(LICENCE, "1")])
        finally:
            self.assertEqual(service.end(), 0)

    def test_plain_books_of_an_older_node_are_taken_in_before_it_starts(self):
        self.write(f"us-books/books/{LICENCE}.csv", HEAD + rows(1))
        self.write(f"us-books/books/{OTHER}.csv", HEAD + rows(1, 7))
        self.write("us-books/licensees.csv", "number,kind,name\n9-99-999-01-9Z-99999,dealer,WOLF GUNS\n")
        books = self.path("us-books/books")
        with open(self.node + "/node.json", encoding="utf-8") as file:
            configuration = json.load(file)
        configuration["books"] = {"folder": books, "threshold": 950}
        with open(self.node + "/node.json", "w", encoding="utf-8") as file:
            json.dump(configuration, file)
        for tongue in TONGUES:
            run = rastro("serve", self.node, "--lang", tongue)
            self.assertEqual(run.code, 2)
            self.assertIn(f"rastro node book add {self.node} {books}", run.err)
        self.assertIn(books, self.good("add", f"{books}/{LICENCE}.csv").out)
        self.assertEqual(rastro("serve", self.node).code, 2)
        self.good("add", books)
        with open(self.node + "/node.json", encoding="utf-8") as file:
            self.assertEqual(json.load(file)["books"],
                             {"licensees": self.path("us-books/licensees.csv"), "threshold": 950})
        service = Service(self.path("us.log"), "serve", self.node)
        self.assertEqual(service.end(), 0)

    def test_a_damaged_book_is_told_and_one_of_another_node_is_not_used(self):
        self.good("add", self.write(f"{LICENCE}.csv", HEAD + rows(5)))
        place = f"{self.node}/books/{CODE}.book"
        with open(place, "rb") as file:
            whole = file.read()
        self.write(f"us/books/{CODE}.book", whole[:400] + bytes([whole[400] ^ 1]) + whole[401:])
        for tongue in TONGUES:
            run = self.book("list", "--check", tongue=tongue)
            self.assertEqual((run.code, run.err), (3, ""))
            self.assertIn({"en": "damaged", "es": "dañado"}[tongue], run.out)
        other = self.make("other")
        os.makedirs(other + "/books")
        shutil.copy(place, other + "/books")
        for content, mention in ((whole, "store.key"), (whole[:-1], f"{CODE}.book"), (b"", f"{CODE}.book")):
            self.write(f"other/books/{CODE}.book", content)
            for tongue in TONGUES:
                run = rastro("serve", other, "--lang", tongue)
                self.assertEqual(run.code, 2)
                self.assertIn(mention, run.err)


class CutOffTests(BooksTest):
    """The machine stops, or its disk is full, before each call that changes a file."""

    def run_each(self, how, expected):
        faults = Faults(self, self.folder)
        old = self.write(f"old/{LICENCE}.csv", HEAD + rows(3))
        new = self.write(f"new/{LICENCE}.csv", HEAD + rows(1100))
        self.good("add", old)
        kept = self.path("kept")
        shutil.copytree(self.node, kept)
        before, number = self.kept(), 1
        while True:
            shutil.rmtree(self.node)
            shutil.copytree(kept, self.node)
            run = rastro("node", "book", "add", self.node, new, "--replace", "--lang", "en",
                         env=faults.environment(self.node, how, number))
            if run.code == 0:
                break
            self.assertIn(run.code, expected, run.err)
            # The old book whole, or the new one.
            self.assertIn(self.listed(), ([(LICENCE, "3")], [(LICENCE, "1,100")]))
            if self.listed()[0][1] == "3":
                self.assertEqual({name: data for name, data in self.kept().items() if name.endswith(".book")}, before)
            self.assertIn("0 books", self.good("list", "--check").out)
            self.good("add", new, "--replace")
            self.assertEqual(list(self.kept()), [f"{CODE}.book"])
            self.assertEqual(self.listed(), [(LICENCE, "1,100")])
            number += 1
        self.assertGreater(number, 5)

    def test_cut_off(self):
        self.run_each("kill", (-9, 137))

    def test_a_full_disk(self):
        self.run_each("ENOSPC", (2,))


if __name__ == "__main__":
    unittest.main()

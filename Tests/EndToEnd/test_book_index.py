"""Indexes beside the books: the same results with them, without them, and when they can not be used."""
import glob
import os
import stat

from stage import TONGUES, CommandTest, rastro, read_csv


class BookIndexTests(CommandTest):
    def setUp(self):
        super().setUp()
        run = rastro("sample", self.path("world"), "--seed", 5, "--firearms", 400, "--recoveries", 60)
        self.assertEqual(run.code, 0, run.err)
        self.books = self.path("world/us/books")

    def trace(self, name):
        out = self.path(name)
        run = rastro("trace", self.path("world/mx/recoveries.csv"), "--books", self.books,
                     "--licensees", self.path("world/us/licensees.csv"), "--out", out, "--lang", "en")
        self.assertEqual(run.code, 0, run.err)
        with open(out, "rb") as file:
            return file.read(), run.out.replace(out, "OUT")

    def index(self, *words, lang="en"):
        run = rastro("book", "index", self.books, "--lang", lang, *words)
        self.assertEqual(run.code, 0, run.err)
        self.assert_well_said(run)
        return run.out

    def made(self, ending):
        return sorted(glob.glob(os.path.join(self.books, "*" + ending)))

    def test_results_are_the_same_to_the_letter(self):
        plain = self.trace("plain.csv")
        said = self.index()
        count = len(self.made(".csv"))
        self.assertIn(f"Indexes made: {count}; up to date already: 0", said)
        self.assertEqual((len(self.made(".lines")), len(self.made(".serials"))), (count, count))
        self.assertEqual(self.trace("indexed.csv"), plain)
        self.assertIn(f"Indexes made: 0; up to date already: {count}", self.index())
        self.assertEqual(self.index("--quiet"), "")

    def test_a_book_that_was_touched_or_altered_is_read_as_it_is(self):
        self.index()
        book = max(self.made(".csv"), key=os.path.getsize)
        os.utime(book)
        touched = self.trace("touched.csv")
        with open(book, "rb") as file:
            content = file.read()
        with open(book, "wb") as file:
            file.write(content.replace(b"2", b"3"))
        altered = self.trace("altered.csv")
        self.index("--remove")
        self.assertEqual(self.trace("altered-plain.csv"), altered)
        with open(book, "wb") as file:
            file.write(content)
        self.assertEqual(self.trace("plain.csv"), touched)

    def test_a_damaged_index_is_said_and_costs_nothing_else(self):
        plain, _ = self.trace("plain.csv")
        self.index()
        for path in (self.made(".lines")[0], self.made(".serials")[1]):
            with open(path, "r+b") as file:
                file.seek(-5, os.SEEK_END)
                byte = file.read(1)
                file.seek(-5, os.SEEK_END)
                file.write(bytes([byte[0] ^ 0xFF]))
        results, said = self.trace("damaged.csv")
        self.assertEqual(results, plain)
        self.assertEqual(" ".join(said.split()).count("the index of this book is damaged"), 2, said)
        self.assertIn("Indexes made: 2;", self.index())
        self.assertNotIn("damaged", self.trace("mended.csv")[1])

    def test_no_index_names_a_purchaser_and_only_the_owner_reads_it(self):
        self.index()
        names = {row[column].encode() for book in self.made(".csv") for row in read_csv(book)
                 for column in ("disposed_to", "disposed_to_address_or_license") if row["purchaser_born"]}
        self.assertGreater(len(names), 100)
        for path in self.made(".lines") + self.made(".serials"):
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode) & 0o077, 0)
            with open(path, "rb") as file:
                content = file.read()
            self.assertFalse([name for name in names if name in content], path)

    def test_it_is_said_within_80_columns_and_removed_again(self):
        for tongue in TONGUES:
            said = self.index(lang=tongue)
            for line in said.split("\n"):
                if self.folder not in line:
                    self.assertLessEqual(len(line), 80, line)
            self.assertIn("--remove", said)
        before = set(self.made(""))
        self.index("--remove")
        self.assertEqual(before - set(self.made("")), set(self.made("")) ^ before)
        self.assertEqual(self.made(".lines") + self.made(".serials"), [])

    def test_a_folder_that_can_not_be_written_is_refused(self):
        self.assert_refused(rastro("book", "index", self.path("nowhere")), "nowhere")
        self.assert_refused(rastro("book", "index", self.path("world/mx/recoveries.csv")), "recoveries.csv")
        self.assert_refused(rastro("book"), "book index")

"""Files as they should not be: each is answered or refused, in words, and nothing falls over."""
import io
import json
import os
import zipfile

from stage import TONGUES, CommandTest, rastro, read_csv

HEADER = "folio,fecha_aseguramiento,entidad,municipio,tipo_arma,marca,modelo,calibre,matricula,pais_origen,importador\n"
BOOK_HEADER = ("manufacturer,importer,model,serial_number,type,caliber_or_gauge,acquired_on,acquired_from,"
               "acquired_from_address_or_license,disposed_on,disposed_to,disposed_to_address_or_license,"
               "form_4473_or_document,purchaser_born,purchaser_phone\n")
LICENSEES = ("number,kind,name,city,state,lat,lon,active,closed,records\n"
             "1-11-001-07-1A-00001,maker,NORTE ARMS,Elko,NV,0,0,True,,held\n"
             "1-11-001-01-1A-00002,dealer,DESERT GUNS,Yuma,AZ,0,0,True,,held\n")
MAKER, DEALER = "1-11-001-07-1A-00001", "1-11-001-01-1A-00002"


def recovery(folio="F-1", day="2020-05-01", make="COLT", serial="AB123456", model="M4 CARBINE"):
    return f"{folio},{day},Sonora,Nogales,RIFLE,{make},{model},5.56MM,{serial},USA,\n"


def maker_row(serial="AB123456"):
    return (f"COLT,,M4 CARBINE,{serial},RIFLE,5.56MM,2018-01-01,NORTE ARMS,{MAKER},"
            f"2018-02-01,DESERT GUNS,{DEALER},,,\n")


def dealer_row(serial="AB123456"):
    return (f"COLT,,M4 CARBINE,{serial},RIFLE,5.56MM,2018-02-01,NORTE ARMS,{MAKER},"
            f"2018-06-01,ROSA Q. EJEMPLO,12 Main St Yuma AZ,4473-1,1980-01-01,\n")


class BadInputTests(CommandTest):
    def books(self, maker=maker_row(), dealer=dealer_row(), **more):
        for number, rows in {MAKER: maker, DEALER: dealer, **more}.items():
            self.write(f"books/{number}.csv", BOOK_HEADER + rows)
        self.write("licensees.csv", LICENSEES)
        return ["--books", self.path("books"), "--licensees", self.path("licensees.csv")]

    def trace(self, content, *words, name="recoveries.csv", books=None):
        """Traces a file; gives the run and the rows of the results, if there are any."""
        file = self.write(name, content)
        out = self.path("results.csv")
        run = rastro("trace", file, *(books or self.books()), "--out", out, "--lang", "en", *words)
        self.assert_well_said(run)
        return run, read_csv(out) if os.path.exists(out) else None

    def test_a_plain_row_is_traced(self):
        run, rows = self.trace(HEADER + recovery())
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual([(r["recovery"], r["outcome"], r["purchaser_name"]) for r in rows],
                         [("F-1", "purchaser", "ROSA Q. EJEMPLO")])

    def test_an_empty_file_is_refused(self):
        for command in (["check"], ["trace", *self.books()]):
            for tongue in TONGUES:
                for content in (b"", b"\xef\xbb\xbf", b"\n\n\n"):
                    file = self.write("empty.csv", content)
                    self.assert_refused(rastro(*command, file, "--lang", tongue), "empty.csv")

    def test_a_header_alone_is_said(self):
        run, rows = self.trace(HEADER)
        self.assertTrue(run.code == 2 and "recoveries.csv" in run.err or run.code == 0 and rows == [], run.err)

    def test_a_zip_that_is_no_workbook_is_refused(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", "not a workbook")
        for content in (packed.getvalue(), b"PK\x03\x04 and then nothing", b"plain text\n"):
            file = self.write("list.xlsx", content)
            run = rastro("check", file)
            self.assert_well_said(run)
            if content.startswith(b"PK"):
                self.assert_refused(run, "list.xlsx")

    def test_a_row_with_too_many_cells_costs_no_other_row(self):
        run, rows = self.trace(HEADER + recovery("F-1") + recovery("F-2").rstrip("\n") + ",x,y,z\n" + recovery("F-3"))
        self.assertEqual(run.code, 0, run.err)
        names = [r["recovery"] for r in rows]
        self.assertIn("F-1", names)
        self.assertIn("F-3", names)
        self.assertTrue("F-2" in names or "3" in run.err)

    def test_a_null_byte_harms_nothing(self):
        run, rows = self.trace((HEADER + recovery("F-1") + recovery("F-2", make="CO\0LT")).encode())
        if run.code == 0:
            self.assertEqual([r["recovery"] for r in rows], ["F-1", "F-2"])
        else:
            self.assert_refused(run, "recoveries.csv")

    def test_mixed_encodings_lose_no_row(self):
        content = (HEADER + recovery("F-1")).encode("utf-8")
        content += "F-2,2020-05-01,Michoacán,Zitácuaro,RIFLE,COLT,M4 CARBINE,5.56MM,AB123456,USA,\n".encode("utf-8")
        content += "F-3,2020-05-01,Michoacán,Zitácuaro,RIFLE,COLT,M4 CARBINE,5.56MM,AB123456,USA,\n".encode("cp1252")
        run, rows = self.trace(content)
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual([r["recovery"] for r in rows], ["F-1", "F-2", "F-3"])

    def test_a_day_that_does_not_exist_is_not_made_into_one(self):
        run, rows = self.trace(HEADER + recovery(day="31/02/2020") + recovery("F-2", day="30/01/2020"))
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(rows[0]["days_to_crime"], "")

    def test_two_columns_for_one_field_are_refused_and_both_named(self):
        file = self.write("recoveries.csv", HEADER + recovery())
        run = rastro("check", file, "--map", "matricula=serial,modelo=serial")
        self.assert_refused(run, "matricula", "modelo")

    def test_a_column_that_is_not_there_is_refused_and_named(self):
        file = self.write("recoveries.csv", HEADER + recovery())
        self.assert_refused(rastro("check", file, "--map", "inexistente=serial"), "inexistente")

    def test_a_needed_field_without_a_column_is_named(self):
        file = self.write("recoveries.csv", "a,b\n1,2\n")
        self.assert_refused(rastro("trace", file, *self.books()), "recoveries.csv")

    def test_a_book_of_no_known_licensee_stops_nothing(self):
        books = self.books(**{"9-99-999-01-9Z-99999": dealer_row("ZZ999999")})
        run, rows = self.trace(HEADER + recovery(), books=books)
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(rows[0]["outcome"], "purchaser")
        self.assertIn("9-99-999-01-9Z-99999", run.err + run.out)

    def test_a_book_of_ten_thousand_same_rows_names_nobody(self):
        run, rows = self.trace(HEADER + recovery(), books=self.books(maker=maker_row() * 10_000))
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(len(rows), 1)
        self.assertIn(rows[0]["outcome"], ("ambiguous", "purchaser"))

    def test_a_serial_of_ten_thousand_characters_is_answered(self):
        run, rows = self.trace(HEADER + recovery(serial="A1" * 5000) + recovery("F-2"))
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(rows[0]["purchaser_name"], "")
        self.assertEqual(rows[1]["outcome"], "purchaser")

    def test_a_formula_is_written_back_harmless(self):
        for formula in ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1"):
            run, rows = self.trace(HEADER + recovery(folio=formula, make=formula))
            self.assertEqual(run.code, 0, run.err)
            with open(self.path("results.csv"), encoding="utf-8-sig") as file:
                for line in file.read().split("\n")[1:]:
                    self.assertNotRegex(line, r'(?:^|,)"?[=+@\t-]')
            self.assertTrue(rows[0]["recovery"].lstrip("'").strip().startswith(formula.strip()[:2]))

    def test_an_answer_never_names_a_person_on_the_streams(self):
        run, _ = self.trace(HEADER + recovery())
        self.assertNotIn("EJEMPLO", run.err)
        run, _ = self.trace(HEADER + recovery(), books=self.books(dealer=dealer_row().replace("2018-06-01", "31/31/31")))
        self.assertNotIn("EJEMPLO", run.err)

    def test_a_check_of_bad_serials_counts_them_apart(self):
        content = HEADER + recovery("F-1") + recovery("F-2", serial="AB1?34*6") + recovery("F-3", serial="BORRADO")
        content += recovery("F-4", serial="") + recovery("F-5", serial="1.23E+08")
        run = rastro("check", self.write("r.csv", content), "--json")
        self.assertEqual(run.code, 0, run.err)
        serial = json.loads(run.out)["fields"]["serial"]
        counts = {k: serial[k] for k in ("readable", "partly", "obliterated", "absent", "not_a_serial")}
        self.assertEqual(counts, dict(readable=1, partly=1, obliterated=1, absent=1, not_a_serial=1))

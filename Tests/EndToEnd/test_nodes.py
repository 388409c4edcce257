"""Two governments trace together, as their people do it: by the commands, on loopback and behind nginx."""
import http.client
import json
import os
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import unittest
import zipfile

import nodes_stage
import stage
from nodes_stage import CANARIES, HAS_NGINX, Nodes, World, done, files_below, holders, ledger_entries
from stage import TONGUES, CommandTest, rastro, read_csv

SEALED = "the purchaser is named and sealed: a lead, not a suspect"
DESTINATION = "whoever it was exported to is named and sealed"
SHARED = {}


def setUpModule():
    SHARED["folder"] = tempfile.mkdtemp(prefix="rn")
    SHARED["world"] = World(SHARED["folder"])


def tearDownModule():
    shutil.rmtree(SHARED["folder"])


class Running(CommandTest):
    """Two nodes and a custodian that all tests of a class share; what they print is kept."""
    loopback = True
    names = {}

    @classmethod
    def setUpClass(cls):
        cls.base = tempfile.mkdtemp(prefix="rn")
        cls.addClassCleanup(shutil.rmtree, cls.base)
        cls.world = SHARED["world"]
        cls.nodes = Nodes(cls.base, cls.world, cls.loopback, **cls.names)
        cls.addClassCleanup(cls.nodes.kill)
        cls.prepare()

    @classmethod
    def prepare(cls):
        cls.nodes.start("dealer", "us", "mx")

    def assert_narrow(self, text, but=()):
        """No line is wider than a terminal, but those of keys and paths that can not be broken."""
        for line in text.splitlines():
            if len(line) > 80:
                self.assertTrue(any(len(word) > 60 for word in line.split()) or any(b in line for b in but), line)


class Flow:
    """The whole way of a file of recoveries."""

    @classmethod
    def prepare(cls):
        nodes = cls.nodes
        nodes.start("dealer", "us", "mx")
        cls.results = os.path.join(cls.base, "results.csv")
        cls.reports = [os.path.join(cls.base, f"report.{tongue}.html") for tongue in TONGUES]
        cls.submitted = nodes.submit("--out", cls.results, "--report", cls.reports[0], "--report", cls.reports[1])
        nodes.wait_until_delivered()

    def test_the_answers_are_those_of_a_trace_with_all_books_at_hand_but_for_the_names(self):
        self.assertEqual(self.submitted.code, 0, self.submitted.err)
        expected, found = read_csv(self.world.traced), read_csv(self.results)
        self.assertEqual(len(found), len(expected))
        named = 0
        for one, other in zip(expected, found):
            self.assertEqual(other["purchaser_name"] + other["purchaser_born"], "")
            more = [SEALED] if one["purchaser_name"] else []
            more += [DESTINATION] if one["outcome"] == "exported" else []
            named += bool(one["purchaser_name"])
            one = {**one, "purchaser_name": "", "purchaser_born": "",
                   "reasons": "; ".join(filter(None, [one["reasons"], *more]))}
            self.assertEqual(other, one)
        self.assertGreater(named, 10)
        # The world has what travels in other ways as well.
        self.assertTrue(any(row["duplicate_of"] for row in found))
        self.assertTrue(any(row["outcome"] == "exported" for row in found))
        self.assertIn(f"{named} purchasers are named and sealed", self.submitted.out.replace("\n", " "))

    def test_what_was_written_is_said_and_results_writes_the_same_again(self):
        for path in (self.results, *self.reports):
            self.assertIn(path, self.submitted.out)
        again, sheet = self.path("again.csv"), self.path("again.xlsx")
        run = rastro("results", self.nodes.mx, "--out", again, "--out", sheet, "--lang", "en")
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(read_csv(again), read_csv(self.results))
        self.assertTrue(zipfile.is_zipfile(sheet))
        summary = self.submitted.out.split("\n", 2)[2].replace(self.results, again)
        self.assertEqual(run.out.split("\n\n")[:4], summary.split("\n\n")[:4])
        self.assert_narrow(run.out + self.submitted.out)

    def test_reports_and_results_name_no_purchaser(self):
        pages = [open(path, encoding="utf-8").read() for path in (*self.reports, self.results)]
        dealers = {row["dealer_name"] for row in read_csv(self.results)} - {""}
        self.assertTrue(all(any(name.replace("&", "&amp;") in page or name in page for name in dealers)
                            for page in pages))
        for name in self.world.purchasers():
            for page in pages:
                self.assertIsNone(re.search(rf"\b{re.escape(name)}\b", page), "a purchaser is named")

    def test_a_planted_purchaser_is_nowhere_but_in_the_books(self):
        nodes = self.nodes
        # The search finds what is there; not even the asker's own reference stands in its tables in plain.
        reference = read_csv(self.results)[0]["recovery"]
        self.assertEqual(holders(reference, nodes.mx, nodes.us), [])
        self.assertTrue(holders("mx.trace.example", nodes.mx) and holders("mx.trace.example", nodes.us))
        for name, address in CANARIES.values():
            self.assertTrue(holders(name, self.world.all_books) and holders(address, self.world.all_books))
            for text in (name, address, *name.split()):
                places = holders(text, self.base)
                self.assertEqual(places, [], "a purchaser's name is in a file of a node, a log or an output")
                self.assertNotIn(text, self.submitted.out + self.submitted.err)
        logs = [path for path in files_below(self.base) if path.endswith((".log", ".errors"))]
        self.assertGreaterEqual(len(logs), 6)

    def test_every_leg_of_every_request_is_in_both_ledgers(self):
        nodes = self.nodes
        requests = nodes.requests()
        self.assertEqual(len(requests), len(read_csv(self.results)))
        legs = {}
        for name in ("mx", "us"):
            legs[name] = {}
            for entry in nodes.entries(name):
                request = entry.get("x-request") or entry.get("re")
                for leg in entry.get("x-legs", []):
                    legs[name].setdefault(request, set()).add(json.dumps(leg))
        for request in requests:
            here, there = legs["mx"].get(request, set()), legs["us"].get(request, set())
            self.assertEqual(here, there)
            stages = {json.loads(leg)[0] for leg in here}
            self.assertLessEqual({"submitted", "received", "accepted", "found", "sent", "delivered"}, stages)
        asked = sum(any(json.loads(leg)[0] == "answered" for leg in legs["mx"][r]) for r in requests)
        self.assertGreater(asked, len(requests) // 2)

    def test_either_side_shows_the_same_timeline(self):
        for request in self.nodes.requests():
            said = []
            for folder in (self.nodes.mx, self.nodes.us):
                run = rastro("request", "show", request, "--node", folder, "--timeline", "--lang", "en")
                self.assertEqual(run.code, 0, run.err)
                self.assert_narrow(run.out)
                table = run.out.split("\n\n", 1)[1]
                said.append(table[:table.index("Entries of this ledger")])
            self.assertEqual(*said)
            self.assertIn("answer delivered", said[0])

    def test_both_ledgers_and_the_custodians_are_sound(self):
        nodes = self.nodes
        for name, other in (("mx", "us"), ("us", "mx")):
            run = rastro("ledger", "verify", getattr(nodes, name) + "/ledger", "--key", nodes.line(name, "log"),
                         "--witness", nodes.line(other, "witness"), "--lang", "en")
            self.assertEqual(run.code, 0, run.out + run.err)
            self.assertIn("Cosigned by", run.out)
        questions = nodes.query("us", "SELECT deciphered(value, 'opening.value', entry || ' ' || label) FROM opening"
                                " WHERE label = 'custodian'")
        self.assertTrue(questions)
        self.assertEqual({value[0].decode() for value in questions}, {self.world.licence})
        nodes.wait("the custodian publishes", lambda: len(ledger_entries(nodes.dealer + "/ledger")) >= len(questions))
        entries = ledger_entries(nodes.dealer + "/ledger")
        asked = [entry["re"] for entry in entries if entry["kind"] == "MSG_IN"]
        logged = [entry for entry in nodes.entries("us") if entry["kind"] == "MSG_OUT" and "subj" in entry]
        self.assertEqual(sorted(asked), sorted(entry["re"] for entry in logged))
        self.assertEqual(len(entries), 2 * len(asked))
        key = rastro("custodian", "show", nodes.dealer, "--lang", "en")
        self.assertEqual(key.code, 0, key.err)
        log = next(line.split()[1] for line in key.out.splitlines() if line.startswith("  log "))
        run = rastro("ledger", "verify", nodes.dealer + "/ledger", "--key", log)
        self.assertEqual(run.code, 0, run.out + run.err)

    def test_the_status_is_good_on_both_sides_in_both_languages(self):
        for tongue in TONGUES:
            for folder in (self.nodes.mx, self.nodes.us):
                run = rastro("status", folder, "--lang", tongue)
                self.assertEqual((run.code, run.err), (0, ""))
                self.assert_well_said(run)
                self.assert_narrow(run.out)
                self.assertIn({"es": "en servicio", "en": "in service"}[tongue], run.out)

    def test_who_is_no_peer_gets_no_entry(self):
        for path, status in (("/ledger/checkpoint", 200), ("/ledger/tile/0/000", 200), ("/v1/keys", 200),
                             ("/ledger/tile/entries/000", 401), ("/ledger/tile/entries/000.p/1", 401),
                             ("/v1/messages/" + self.nodes.requests()[0], 401),
                             ("/v1/received/" + self.nodes.requests()[0], 401),
                             ("/ledger/../node.json", (400, 404)), ("/ledger/%2e%2e/node.json", (400, 404)),
                             ("/node.json", (403, 404)), ("/keys/log.key", (403, 404))):
            for name in ("mx", "us"):
                # Behind nginx, a stranger's certificate that is valid in itself.
                got = self.get(name, path, self.stranger())
                if path.endswith("000") and got == 404:
                    continue
                self.assertIn(got, status if isinstance(status, tuple) else (status,), path)

    def stranger(self):
        return None

    def get(self, name, path, identity):
        host, port = "127.0.0.1", self.nodes.ports[name]
        if self.loopback:
            connection = http.client.HTTPConnection(host, port, timeout=30)
        else:
            trust = ssl.create_default_context()
            trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
            if identity:
                trust.load_cert_chain(*identity)
            connection = http.client.HTTPSConnection(host, port, timeout=30, context=trust)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()


class LoopbackFlowTests(Flow, Running):
    pass


@unittest.skipUnless(HAS_NGINX, "nginx is not there")
class NginxFlowTests(Flow, Running):
    loopback = False

    def stranger(self):
        return (self.nodes.dealer + "/front/certificate.pem", self.nodes.dealer + "/keys/channel.pem")

    def identity(self, folder):
        """The files of a node's certificate and its key, as it shows them."""
        if folder == self.nodes.dealer:
            return self.stranger()
        shown = done("node", "show", folder).out.splitlines()
        return [next(line.split()[1] for line in shown if line.startswith(f"  {word} "))
                for word in ("cert", "cert-key")]

    def verify(self, name, folder, *words):
        nodes = self.nodes
        certificate, key = self.identity(folder)
        return rastro("ledger", "verify", nodes.url(name) + "/ledger", "--key", nodes.line(name, "log"),
                      "--cert", certificate, "--cert-key", key, "--lang", "en", *words)

    def test_a_running_nodes_ledger_is_checked_by_its_peer_and_by_nobody_else(self):
        nodes = self.nodes
        for name, other in (("us", "mx"), ("mx", "us")):
            pin = ("--pin", nodes.line(name, "tls"))
            run = self.verify(name, getattr(nodes, other), *pin, "--witness", nodes.line(other, "witness"))
            self.assertEqual((run.code, run.err), (0, ""), run.out)
            self.assertIn(f"{nodes.size(name):,} entries", run.out)
            self.assert_refused(self.verify(name, nodes.dealer, *pin), "401", "tile/entries")
            self.assert_refused(self.verify(name, getattr(nodes, other), "--pin", nodes.line(other, "tls")),
                                "another key")
            show = rastro("ledger", "show", nodes.url(name) + "/ledger", *pin, "--count", 2, "--lang", "en")
            self.assert_refused(show, "401")

    def test_the_ports_speak_tls_and_nothing_else(self):
        for name in ("mx", "us", "dealer"):
            connection = http.client.HTTPConnection("127.0.0.1", self.nodes.ports[name], timeout=30)
            connection.request("GET", "/ledger/checkpoint")
            self.assertEqual(connection.getresponse().status, 400)
            connection.close()


class HandingInTests(Running):
    """What is handed in, and what is not, in both languages."""

    def hand_in(self, name, content, *words, tongue="en"):
        path = self.write(name, content) if content is not None else name
        return rastro("submit", path, "--node", self.nodes.mx, "--officer", "FGR-0001", "--lang", tongue, *words)

    def rows(self, *serials, folio="F"):
        head = "folio,fecha_aseguramiento,marca,modelo,calibre,matricula\n"
        return head + "".join(f"{folio}-{n},2019-05-0{n % 9 + 1},COLT,GOVERNMENT,45,{serial}\n"
                              for n, serial in enumerate(serials, 1))

    def test_the_same_file_is_taken_once_unless_it_is_said(self):
        text = self.rows("AB1234", folio="ONCE")
        run = self.hand_in("once.csv", text)
        self.assertEqual(run.code, 0, run.err)
        submission = re.search(r"submission\s+(\S+)", run.out)[1]
        for tongue, words in (("es", "ya se entregó"), ("en", "was handed in before")):
            run = self.hand_in("renamed.csv", text, tongue=tongue)
            self.assert_refused(run, "renamed.csv", words, submission, "--again")
        self.assertEqual(self.hand_in("once.csv", text, "--again").code, 0)
        run = rastro("request", "cancel", "ONCE-1", "--node", self.nodes.mx, "--lang", "en")
        self.assert_refused(run, "several requests")
        run = rastro("request", "show", "ONCE-1", "--node", self.nodes.mx, "--lang", "en")
        self.assertEqual(run.out.count("Identifier:"), 2)

    def test_other_spreadsheets_are_read_as_well(self):
        text = self.rows("AB1235", "ÑU-77", folio="DIA")
        dialect = text.replace(",", ";").replace("GOVERNMENT", "MODELO NÚM. 1").encode("cp1252")
        run = self.hand_in("windows.csv", dialect, "--wait")
        self.assertEqual(run.code, 0, run.err)
        self.assertIn("2 requests", run.out)
        # A workbook, as the command itself writes one: its columns are mapped by name.
        sheet = self.path("results.xlsx")
        done("results", self.nodes.mx, "--out", sheet)
        run = self.hand_in(sheet, None, "--map", "recovery=reference", "--map", "dealer_name=make",
                           "--map", "reasons=serial", "--wait")
        self.assertEqual(run.code, 0, run.err)
        self.assertIn("2 requests", run.out)

    def test_a_bad_row_is_told_and_costs_no_other(self):
        good = self.rows("AB1236", "AB1237", folio="BAD")
        for tongue in TONGUES:
            run = self.hand_in("bad.csv", good + f'"BAD-9,2019-05-01,{tongue}\n', "--again", "--wait", tongue=tongue)
            self.assertEqual(run.code, 0, run.err)
            self.assert_well_said(run)
            self.assertIn("bad.csv:4", run.err)
            # It is answered too, as untraceable, under its own reference where that could be read.
            self.assertRegex(run.out, r"\b[23] (solicitudes|requests)")

    def test_a_file_without_a_row_is_refused(self):
        for tongue, words in (("es", "no contiene nada"), ("en", "holds nothing")):
            self.assert_refused(self.hand_in("nothing.csv", "", tongue=tongue), "nothing.csv", words)
        for tongue, words in (("es", "ningún renglón"), ("en", "no row")):
            self.assert_refused(self.hand_in("head.csv", self.rows(), tongue=tongue), "head.csv", words)
        self.assert_refused(self.hand_in("no.csv", None), "no.csv")
        self.assert_refused(self.hand_in("other.csv", "a,b\n1,2\n"), "other.csv", "--map")

    def test_what_can_not_be_is_refused_before_anything_is_handed_in(self):
        before = self.nodes.query("mx", "SELECT COUNT(*) FROM submission")
        text = self.rows("AB1240", folio="VAL")
        long = "x" * 129
        for words in (("--purpose", "Q"), ("--purpose", "CC"), ("--basis", "no law"), ("--basis", long),
                      ("--case", long), ("--case", "a\tb"), ("--to", "Not A Name"), ("--to", "..")):
            for tongue, found in (("es", "se encontró"), ("en", "was found")):
                self.assert_refused(self.hand_in("v.csv", text, *words, tongue=tongue), words[0], found)
        for officer in ("", " ", "x" * 1000, "a\nb"):
            run = rastro("submit", self.write("v.csv", text), "--node", self.nodes.mx, f"--officer={officer}")
            self.assert_refused(run, "--officer")
        self.assert_refused(rastro("submit", self.path("v.csv"), "--node", self.nodes.mx), "--officer")
        self.assert_refused(self.hand_in("v.csv", text, "--to", "nobody.example", tongue="en"), "--to")
        folio = self.rows("AB1240", folio="F" * 130)
        for tongue in TONGUES:
            self.assert_refused(self.hand_in("case.csv", folio, tongue=tongue), "case.csv:2", "--case")
        self.assertEqual(self.nodes.query("mx", "SELECT COUNT(*) FROM submission"), before)

    def test_where_no_node_is_in_service_the_command_says_so(self):
        text = self.write("s.csv", self.rows("AB1241", folio="SRV"))
        for tongue, words in (("es", "no contiene un nodo"), ("en", "has no node")):
            self.assert_refused(rastro("submit", text, "--node", self.folder, "--officer", "A", "--lang", tongue), words)
        resting = self.path("n")
        done("node", "init", resting, "--name", "zz.trace.example", "--jurisdiction", "MX", "--agency", "MXFGR0001",
             "--basis", "mx:lfafe", "--listen", "127.0.0.1:9", "--loopback")
        for tongue in TONGUES:
            run = rastro("submit", text, "--node", resting, "--officer", "A", "--lang", tongue)
            self.assert_refused(run, resting, "rastro serve")
            for words in (("status", resting), ("results", resting)):
                run = rastro(*words, "--lang", tongue)
                self.assert_well_said(run)
                self.assertEqual(run.code, 0 if words[0] == "status" else 2)
        alone = nodes_stage.Service(self.path("log"), "serve", resting)
        self.addCleanup(alone.kill)
        for tongue in TONGUES:
            self.assert_refused(rastro("submit", text, "--node", resting, "--officer", "A", "--lang", tongue), "--to")
        self.assertEqual(alone.end(), 0)


class TakingBackTests(Running):
    """Requests that are taken back, and the codes of `status`."""

    @classmethod
    def prepare(cls):
        # The other side is away: what is asked stays open.
        cls.nodes.start("mx")
        text = "folio,fecha_aseguramiento,marca,modelo,calibre,matricula\n" + "".join(
            f"TB-{n},2019-05-01,COLT,GOVERNMENT,45,AB12{n}\n" for n in range(3))
        cls.file = os.path.join(cls.base, "tb.csv")
        with open(cls.file, "w", encoding="utf-8") as file:
            file.write(text)
        cls.submitted = cls.nodes.submit(file=cls.file)

    def test_a_request_is_taken_back_once_and_the_other_side_agrees(self):
        nodes = self.nodes
        self.assertEqual(self.submitted.code, 0, self.submitted.err)
        run = rastro("request", "cancel", "TB-1", "--node", nodes.mx, "--lang", "en")
        self.assertEqual((run.code, run.err), (0, ""))
        for tongue, words in (("es", "respuesta"), ("en", "has an answer or an end already")):
            run = rastro("request", "cancel", "TB-1", "--node", nodes.mx, "--lang", tongue)
            self.assert_refused(run, "TB-1", words)
            self.assert_refused(rastro("request", "cancel", "TB-99", "--node", nodes.mx, "--lang", tongue), "TB-99")
        run = rastro("results", nodes.mx, "--lang", "en")
        self.assertEqual(run.code, 3)
        self.assertIn("taken back", run.out)
        nodes.start("dealer", "us")
        out = self.path("r.csv")
        nodes.wait("the others are answered", lambda: rastro("results", nodes.mx, "--out", out).code == 0)
        nodes.wait_until_delivered()
        self.assertEqual([row["recovery"] for row in read_csv(out)], ["TB-0", "TB-2"])
        request = nodes.query("mx", "SELECT request FROM recovery"
                              " WHERE keyed_reference = keyed('TB-1', 'recovery.reference')")[0][0]
        self.assertEqual(nodes.query("us", "SELECT state FROM conversation WHERE request = ?", request)[0][0],
                         "cancelled")
        run = rastro("request", "cancel", "TB-0", "--node", nodes.mx, "--lang", "en")
        self.assert_refused(run, "TB-0", "answer")
        # An alarm stands until somebody has seen it, and `status` says so by its code.
        self.assertEqual(rastro("status", nodes.mx).code, 0)


class OpeningTests(Running):
    """Sealed names are opened for a reason that is logged and cosigned before, and not otherwise."""

    @classmethod
    def prepare(cls):
        cls.nodes.start("dealer", "us", "mx")
        assert cls.nodes.submit().code == 0
        cls.nodes.wait_until_delivered()

    def named(self):
        """The references whose purchaser is named and stands for no earlier one, with name and day of birth."""
        return [(row["recovery"], row["purchaser_name"], row["purchaser_born"])
                for row in read_csv(self.world.traced) if row["purchaser_name"] and not row["duplicate_of"]]

    def open(self, reference, *words, role="investigator", purpose="C", basis="mx:lfafe", tongue="en"):
        return rastro("request", "open", reference, "--node", self.nodes.mx, "--officer", "FGR-1234",
                      "--role", role, "--purpose", purpose, "--basis", basis, "--case", "FGR/7/2026",
                      "--lang", tongue, *words)

    def last(self, kind):
        return [entry for entry in self.nodes.entries("mx") if entry["kind"] == kind]

    def test_a_note_with_a_referral_is_opened_where_it_was_sent(self):
        reference, note = self.named()[0][0], "Pregunte por la casa de la calle Ocho"
        run = rastro("request", "refer", reference, "--node", self.nodes.mx, "--officer", "FGR-1", "--role", "prosecutor",
                     "--second", "FGR-2", "--note", note, "--lang", "en")
        self.assertEqual((run.code, run.err), (0, ""))
        self.nodes.wait_until_delivered()
        (request, message), = self.nodes.query("us", "SELECT request, id FROM inbox WHERE kind = 'REFERRAL'")

        def open(role, tongue="en"):
            return rastro("request", "open", request, "--node", self.nodes.us, "--officer", "ATF-7", "--role", role,
                          "--purpose", "C", "--basis", "us:18usc923g7", "--case", "ATF/1", "--lang", tongue)

        for tongue in TONGUES:
            run = open("investigator", tongue)
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertIn(note, run.out)
            self.assert_narrow(run.out)
        self.assertEqual(open("officer").code, 2, "an officer reads no identity")
        self.assertEqual(holders(note, self.base), [])
        read = [entry for entry in self.nodes.entries("us") if entry["kind"] == "READ"]
        self.assertEqual([entry["fields"] for entry in read], [["referral.note"]] * 2)
        # At the node that wrote it there is nothing to open of it.
        run = self.open(reference, "--fields", "referral.note")
        self.assertEqual((run.code, run.out), (2, ""))
        # With the keys of the message it is gone, as any name is.
        done("request", "erase", request, "--node", self.nodes.us, "--officer", "ATF-8", "--second", "ATF-9",
             "--role", "administrator", "--lang", "en")
        self.assertEqual(open("investigator").code, 2)

    def test_a_name_is_opened_once_for_each_entry_that_says_why(self):
        (reference, name, born), (other, *_) = self.named()[:2]
        before = len(self.last("READ"))
        for tongue in TONGUES:
            run = self.open(reference, tongue=tongue)
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertIn(name, run.out)
            self.assertIn(born, run.out)
            self.assert_narrow(run.out)
        run = self.open(reference, "--fields", "purchaser.born", "--second", "FGR-9")
        self.assertEqual(run.code, 0, run.err)
        self.assertNotIn(name, run.out)
        reads = self.last("READ")[before:]
        self.assertEqual(len(reads), 3)
        for entry in reads:
            self.assertEqual((entry["purpose"], entry["basis"], entry["decision"]), ("C", "mx:lfafe", "permit"))
            self.assertNotIn("FGR-1234", json.dumps(entry))
            self.assertNotIn("FGR/7/2026", json.dumps(entry))
        self.assertEqual(reads[2]["fields"], ["purchaser.born"])
        self.assertEqual(len({entry["subj"] for entry in reads}), 3, "reads of one record are told apart")
        self.assertIn("x-second", reads[2])
        # What was read is in no file of either node, and in nothing that they printed.
        for text in (name, *name.split()):
            self.assertEqual(list(holders(text, self.nodes.mx, self.nodes.us)), [])
        for service in self.nodes.running.values():
            self.assertNotIn(name, service.errors())

    def test_what_the_policy_forbids_is_refused_and_stands_in_the_ledger(self):
        reference, name, born = self.named()[2]
        cases = (({"role": "officer"}, "role"), ({"role": "administrator"}, "role"), ({"role": "auditor"}, "role"),
                 ({"basis": "mx:nothing"}, "law"), ({"purpose": "F"}, ""))
        for words, why in cases:
            before = len(self.last("REFUSE"))
            for tongue in TONGUES:
                run = self.open(reference, tongue=tongue, **words)
                self.assertEqual(run.code, 2, words)
                self.assertEqual(run.out, "")
                self.assertNotIn(name, run.err)
                self.assertNotIn(born, run.err)
            self.assertIn(why, self.open(reference, **words).err)
            self.nodes.wait("the refusals are published", lambda: len(self.last("REFUSE")) == before + 3)
            self.assertEqual({entry["decision"] for entry in self.last("REFUSE")}, {"forbid"})

    def test_what_is_not_there_or_not_well_said_is_told(self):
        unnamed = next(row["recovery"] for row in read_csv(self.world.traced) if not row["purchaser_name"] and row["outcome"] != "exported")
        reference = self.named()[0][0]
        for tongue in TONGUES:
            self.assert_refused(self.open(unnamed, tongue=tongue), unnamed)
            self.assert_refused(self.open("NOBODYS", tongue=tongue), "NOBODYS")
            self.assert_refused(self.open(reference, "--fields", "possessor.name", tongue=tongue), reference)
            self.assert_refused(self.open(reference, "--fields", "Name!", tongue=tongue), "--fields")
            self.assert_refused(self.open(reference, role="chief", tongue=tongue), "--role")
            self.assert_refused(self.open(reference, purpose="Z", tongue=tongue), "--purpose")
            self.assert_refused(self.open(reference, "--second", "FGR-1234", tongue=tongue), "--second")

    def test_while_the_other_government_is_away_nothing_is_opened(self):
        reference, name, _ = self.named()[3]
        self.nodes.stop("us")
        try:
            for tongue in TONGUES:
                run = self.open(reference, tongue=tongue)
                self.assertEqual((run.code, run.out), (3, ""))
                self.assertNotIn(name, run.err)
        finally:
            self.nodes.start("us")
        self.nodes.wait("it is opened again", lambda: self.open(reference).code == 0)


class TalkingTests(Running):
    """What is said about a request after it was made: a question, a better reading, a case passed on."""

    @classmethod
    def prepare(cls):
        # The custodian is away: what needs it stays open.
        cls.nodes.start("us", "mx")

    def show(self, name, request, tongue="en"):
        run = rastro("request", "show", request, "--node", getattr(self.nodes, name), "--lang", tongue)
        self.assertEqual((run.code, run.err), (0, ""))
        return run.out

    def messages(self, text):
        """The rows of the only table of messages."""
        return [line for line in text.splitlines() if re.match(r"\d{4}-\d\d-\d\d ", line)]

    def test_a_question_is_answered_by_a_better_reading_which_alone_counts(self):
        nodes = self.nodes
        self.assertEqual(nodes.submit().code, 0)
        waiting = "SELECT CAST(deciphered(r.reference, 'recovery.reference', r.request) AS TEXT), r.request" \
            " FROM recovery r JOIN conversation c ON c.request = r.request" \
            " JOIN inbox i ON i.request = r.request AND i.kind = 'TRACE_PARTIAL' WHERE c.state = 'open'"
        nodes.wait("one is answered in part", lambda: nodes.query("mx", waiting))
        reference, request = nodes.query("mx", waiting)[0]
        asked = ("request", "ask", request, "--node", nodes.us, "--officer", "ATF-9")
        for tongue in TONGUES:
            self.assert_refused(rastro(*asked, "--fields", "importer,colour", "--lang", tongue), "importer,colour")
            self.assert_refused(rastro("request", "amend", reference, "--node", nodes.mx, "--officer", "FGR-1",
                                       "--lang", tongue), "--serial")
            for word, rest in (("ask", ["--fields", "make"]), ("refer", ["--role", "prosecutor"]), ("amend", ["--model", "X"])):
                self.assert_refused(rastro("request", word, "NOBODYS", "--node", nodes.mx, "--officer", "FGR-1",
                                           *rest, "--lang", tongue), "NOBODYS")
        run = rastro(*asked, "--fields", "importer,model", "--lang", "es")
        self.assertEqual((run.code, run.err), (0, ""))
        nodes.wait_until_delivered()
        for name in ("us", "mx"):
            text = self.show(name, request)
            self.assertIn("clarification wanted", text)
            self.assertIn("firearm.importer", text)
            self.assert_narrow(text)
        self.assertEqual(self.messages(self.show("us", request)), self.messages(self.show("mx", request)))

        run = rastro("request", "amend", reference, "--node", nodes.mx, "--officer", "FGR-1",
                     "--serial", "ZZ-000-NEVER-MADE", "--lang", "en")
        self.assertEqual((run.code, run.err), (0, ""))
        better = re.search(r"request\s+(\S+)", run.out)[1]
        nodes.wait_until_delivered()
        for name in ("us", "mx"):
            self.assertIn(f"In place of {request}", self.show(name, better))
            self.assertEqual(len([m for m in self.messages(self.show(name, request)) if "request for" in m]), 1)

        secret = "Sigue en El Paso"
        refer = ("request", "refer", better, "--node", nodes.mx, "--officer", "FGR-1", "--role", "prosecutor",
                 "--note", secret)
        for tongue in TONGUES:
            # A note may name people: one officer alone does not pass it on.
            self.assert_refused(rastro(*refer, "--lang", tongue), better)
        run = rastro(*refer, "--second", "FGR-2", "--lang", "es")
        self.assertEqual((run.code, run.err), (0, ""))
        nodes.wait_until_delivered()
        for name in ("us", "mx"):
            self.assertIn("case passed on", self.show(name, better))
        for service in nodes.running.values():
            self.assertNotIn(secret, service.errors())
        self.assertEqual(list(holders(secret, nodes.mx, nodes.us)), [])

        nodes.start("dealer")
        out = self.path("r.csv")
        nodes.wait("all are answered", lambda: rastro("results", nodes.mx, "--out", out).code == 0)
        nodes.wait_until_delivered()
        rows = read_csv(out)
        self.assertEqual(len(rows), len(read_csv(self.world.traced)))
        mended = [row for row in rows if row["recovery"] == reference]
        self.assertEqual(len(mended), 1)
        self.assertEqual(nodes.query("mx", "SELECT COUNT(*) FROM recovery WHERE keyed_reference = "
                                      "keyed(?, 'recovery.reference')", reference)[0][0], 2)
        expected = {row["recovery"]: row["outcome"] for row in read_csv(self.world.traced)}
        self.assertNotEqual(mended[0]["outcome"], expected.pop(reference))
        self.assertEqual({row["recovery"]: row["outcome"] for row in rows if row is not mended[0]}, expected)


class InterruptedTests(Running):
    """Ends while requests are under way, and custodians that are away."""

    @classmethod
    def prepare(cls):
        cls.nodes.start("us", "mx")

    def test_a_custodian_that_is_away_delays_an_answer_and_loses_none(self):
        nodes = self.nodes
        elsewhere = CANARIES["elsewhere"][0]
        named = next(row["recovery"] for row in read_csv(self.world.traced) if row["purchaser_name"] == elsewhere)
        run = nodes.submit()
        self.assertEqual(run.code, 0, run.err)

        def open_requests():
            return nodes.query("mx", "SELECT COUNT(*) FROM conversation WHERE state = 'open'")[0][0]

        def partials():
            return nodes.query("mx", "SELECT COUNT(*) FROM inbox WHERE kind = 'TRACE_PARTIAL'")[0][0]

        nodes.wait("what does not need the custodian is answered, and the rest in part",
                   lambda: 0 < open_requests() == partials())
        waiting = [row[0] for row in nodes.query(
            "mx", "SELECT CAST(deciphered(r.reference, 'recovery.reference', r.request) AS TEXT) FROM recovery r"
            " JOIN conversation c ON c.request = r.request WHERE c.state = 'open'")]
        self.assertIn(named, waiting)
        run = rastro("results", nodes.mx, "--lang", "en")
        self.assertEqual(run.code, 3)
        self.assertIn("no answer yet", run.out)
        self.assertEqual(nodes.stop("us", "mx"), [0, 0])
        # Both come back, and the custodian with them: whatever was under way goes on.
        nodes.start("dealer", "us", "mx")
        out = self.path("r.csv")
        nodes.wait("all are answered", lambda: rastro("results", nodes.mx, "--out", out).code == 0)
        nodes.wait_until_delivered()
        expected = {row["recovery"]: row["outcome"] for row in read_csv(self.world.traced)}
        self.assertEqual({row["recovery"]: row["outcome"] for row in read_csv(out)}, expected)
        for name, other in (("mx", "us"), ("us", "mx")):
            done("ledger", "verify", getattr(nodes, name) + "/ledger", "--key", nodes.line(name, "log"),
                 "--witness", nodes.line(other, "witness"))

    def test_ends_in_order_while_requests_are_under_way_and_nothing_is_lost(self):
        nodes = self.nodes
        if "dealer" not in nodes.running:
            nodes.start("dealer")
        for _ in range(2):
            run = nodes.submit("--again", "--case", "SIG")
            self.assertEqual(run.code, 0, run.err)
            self.assertEqual(nodes.stop("us"), [0])
            self.assertEqual(nodes.stop("mx"), [0])
            nodes.start("us", "mx")
        out = self.path("r.csv")
        for submission, in nodes.query("mx", "SELECT id FROM submission"):
            nodes.wait("all are answered", lambda: rastro(
                "results", nodes.mx, "--submission", submission, "--out", out).code == 0)
            self.assertEqual(len(read_csv(out)), len(read_csv(self.world.traced)))
        nodes.wait_until_delivered()
        for name in ("mx", "us"):
            duplicates = nodes.query(name, "SELECT COUNT(*) - COUNT(DISTINCT issuer || id) FROM inbox")
            self.assertEqual(duplicates, [(0,)])


class LongestNamesTests(Running):
    """Names as long as they may be: nothing is wider than a terminal but a key or a path."""
    names = {name: f"{name}.abcdefghijklmnopqrstuvwxyz0123456789-0123456789-0123456789"[:56] + ".example"
             for name in ("mx", "us", "dealer")}

    def test_everything_fits_a_terminal(self):
        nodes = self.nodes
        text = self.write("f" * 60 + ".csv", "folio,fecha_aseguramiento,marca,modelo,calibre,matricula\n"
                          + "W" * 128 + ",2019-05-01,COLT,GOVERNMENT,45,AB123\n")
        run = nodes.submit("--wait", file=text)
        self.assertEqual(run.code, 0, run.err)
        nodes.wait_until_delivered()
        names = [*self.names.values(), "W" * 60, "f" * 60]
        request = nodes.requests()[0]
        for tongue in TONGUES:
            for words in (("status", nodes.mx), ("status", nodes.us), ("node", "show", nodes.us),
                          ("custodian", "show", nodes.dealer), ("results", nodes.mx),
                          ("request", "show", request, "--node", nodes.mx, "--timeline"),
                          ("request", "show", request, "--node", nodes.us, "--timeline")):
                run = rastro(*words, "--lang", tongue)
                self.assertEqual((run.code, run.err), (0, ""))
                self.assert_well_said(run)
                self.assert_narrow(run.out)
        for run in nodes.said:
            self.assert_narrow(run.out, names)


class MakingTests(CommandTest):
    """What makes no node, in both languages."""

    def node(self, *words, folder="n", **values):
        facts = {"name": "zz.trace.example", "jurisdiction": "MX", "agency": "MXFGR0001", "basis": "mx:lfafe",
                 "listen": "127.0.0.1:9", **values}
        return rastro("node", "init", self.path(folder), *words,
                      *(word for key, value in facts.items() for word in ("--" + key, value)))

    def test_values_that_can_not_be_are_refused_and_leave_nothing(self):
        cases = {"name": ("", "..", "a/b", "ZZ", "-a", "1..b", "x" * 65), "jurisdiction": ("mx", "MEX", "1A"),
                 "agency": ("fgr", "x" * 17), "basis": ("Ley", "x y"), "days": ("0", "366", "many"),
                 "listen": ("127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "here:80:80", ":80")}
        for option, values in cases.items():
            for number, value in enumerate(values):
                run = self.node("--loopback", "--lang", TONGUES[number % 2], **{option: value})
                self.assert_refused(run, "--" + option)
        self.assert_refused(self.node("--loopback", listen="192.0.2.1:9"), "--listen")
        self.assert_refused(self.node("--threshold", "0.9"), "--threshold")
        self.assert_refused(self.node("--books", self.path("none")), "none")
        self.assertFalse(os.path.exists(self.path("n")))
        self.assert_refused(self.node(folder="d" * 120), "d" * 120)

    def test_a_folder_in_use_is_left_alone(self):
        self.write("n/letter.txt", "mine")
        for tongue in TONGUES:
            self.assert_refused(self.node("--lang", tongue), self.path("n"))
        self.assertEqual(os.listdir(self.path("n")), ["letter.txt"])

    def test_what_was_handed_over_is_checked(self):
        self.assertEqual(self.node("--loopback").code, 0)
        self.assertEqual(self.node("--loopback", folder="o", name="oo.trace.example").code, 0)
        node, manifest = self.path("n"), self.path("o") + "/manifest.note"
        with open(manifest, encoding="utf-8") as file:
            text = file.read()
        url = ("--url", "http://127.0.0.1:5")
        changed = self.write("changed.note", text.replace("serial 1", "serial 2"))
        other = self.write("other.note", text.replace("oo.trace", "ou.trace"))
        plain = self.write("plain.note", "hello")
        own = node + "/manifest.note"
        for tongue in TONGUES:
            for path, mention in ((plain, "plain.note"), (changed, "manifest.note"), (other, "manifest.note"),
                                  (self.path("none.note"), "none.note"), (own, "zz.trace.example")):
                run = rastro("node", "peer", "add", node, "--manifest", path, *url, "--lang", tongue)
                self.assert_refused(run, mention)
            for bad in ("http://192.0.2.1:5", "ftp://a", "https://", "https://a/b", "a:5"):
                run = rastro("node", "peer", "add", node, "--manifest", manifest, "--url", bad, "--lang", tongue)
                self.assert_refused(run, "--url")
            run = rastro("custodian", "allow", self.folder, "--manifest", manifest, "--lang", tongue)
            self.assert_refused(run, "rastro custodian init")
            run = rastro("node", "custodian", "add", node, "--card", manifest, *url, "--lang", tongue)
            self.assert_refused(run, "custodian.card")
        run = rastro("node", "peer", "add", node, "--manifest", manifest, *url, "--lang", "en")
        self.assertEqual(run.code, 0, run.err)
        lines = [line for line in text.split("\n") if line.startswith(("log ", "witness ", "msg "))]
        for line in lines:
            self.assertIn("  " + line + "\n", run.out)
        show = rastro("node", "show", node, "--lang", "en")
        for line in lines:
            self.assertIn("  " + line + "\n", show.out)
        self.assert_refused(rastro("node", "peer", "add", node, "--manifest", manifest, *url), "oo.trace.example")
        self.assert_refused(rastro("node", "restore", self.path("o"), "--lang", "en"), "witness")

    def alarm(self, kind):
        """Puts an alarm where the node would put it."""
        tables = sqlite3.connect(self.path("n") + "/node.sqlite", timeout=30)
        with tables:
            tables.execute("INSERT INTO alarm(time, kind, about, seen) VALUES (1767225600000, ?, 'us.trace.example', 0)",
                           (kind,))
        tables.close()

    def test_an_alarm_stands_until_somebody_has_seen_to_it(self):
        self.assertEqual(self.node("--loopback").code, 0)
        node = self.path("n")
        self.assertEqual(rastro("node", "alarms", node).code, 0)
        kinds = ("rejected", "lost", "conflict", "missing", "rolledBack", "forked", "refused", "forgotten", "misbehaviour")
        for kind in kinds:
            self.alarm(kind)
        for tongue in TONGUES:
            for words in (("status", node), ("node", "alarms", node)):
                run = rastro(*words, "--lang", tongue)
                self.assertEqual((run.code, run.err), (3, ""))
                self.assert_well_said(run)
                self.assertEqual(run.out.count("✗ 2026-01-01"), len(kinds))
                self.assertLessEqual(max(len(line) for line in run.out.splitlines() if node not in line), 80)
        run = rastro("node", "alarms", node, "--seen", "--lang", "en")
        self.assertEqual(run.code, 0, run.err)
        self.assertIn("9 were marked", run.out)
        self.assertEqual(rastro("status", node).code, 0)
        service = nodes_stage.Service(self.path("log"), "serve", node)
        self.addCleanup(service.kill)
        self.alarm("conflict")
        self.assertEqual(rastro("status", node).code, 3)
        self.assertEqual(rastro("node", "alarms", node, "--seen").code, 0)
        self.assertEqual(rastro("status", node).code, 0)
        self.assertEqual(service.end(), 0)

    def test_a_file_that_was_changed_by_hand_is_told_with_its_member(self):
        self.assertEqual(self.node("--loopback").code, 0)
        path = self.path("n") + "/node.json"
        with open(path, encoding="utf-8") as file:
            whole = json.load(file)
        # A node that was made before it could compare firearms has no terms for it.
        self.write("n/node.json", json.dumps({k: v for k, v in whole.items() if k != "blind"}))
        self.assertEqual(rastro("status", self.path("n")).code, 0)
        for number, member in enumerate(name for name in whole if name != "blind"):
            self.write("n/node.json", json.dumps({k: v for k, v in whole.items() if k != member}))
            words = (("serve",), ("status",), ("node", "show"))[number % 3]
            for tongue in TONGUES:
                self.assert_refused(rastro(*words, self.path("n"), "--lang", tongue), "node.json", member)
        self.write("n/node.json", json.dumps({**whole, "lisen": "1"}))
        self.assert_refused(rastro("serve", self.path("n")), "node.json", "lisen")
        self.write("n/node.json", json.dumps(whole))
        keys = [name[:-4] for name in os.listdir(self.path("n") + "/keys") if name.endswith(".key")]
        self.assertGreaterEqual(len(keys), 6)
        with open(self.path("n") + "/manifest.note", encoding="utf-8") as file:
            used = re.search(r"^msg \S+?\+([0-9a-f]{8})\+", file.read(), re.MULTILINE)[1]
        # The keys that come next are read when they come into use.
        keys = [name for name in keys if "-" not in name or used in name]
        for name in keys:
            key = self.path("n") + f"/keys/{name}.key"
            with open(key, encoding="utf-8") as file:
                text = file.read()
            for bad in ("", "rastro-key/1 other\n" + text.split("\n")[1] + "\n", text[:-9] + "\n"):
                self.write(f"n/keys/{name}.key", bad)
                self.assert_refused(rastro("serve", self.path("n")), f"{name}.key")
            self.write(f"n/keys/{name}.key", text)


@unittest.skipUnless(HAS_NGINX, "nginx is not there")
class DemonstrationTests(CommandTest):
    """`make demo`, with a smaller world; the browser's check reads its reports afterwards."""

    @classmethod
    def setUpClass(cls):
        cls.done = stage.Run(subprocess.run(
            [os.path.join(stage.ROOT, "Tools", "demo"), stage.RASTRO, stage.DEMO, "500", "40"],
            stdin=subprocess.DEVNULL, capture_output=True, env=stage.environment(), timeout=stage.LIMIT_SECONDS))

    def test_it_ends_well_and_says_where_everything_is(self):
        self.assertEqual(self.done.code, 0, self.done.err)
        self.assert_well_said(self.done)
        for name in ("results.csv", "report.es.html", "report.en.html"):
            self.assertIn(os.path.join(stage.DEMO, name), self.done.out)
            self.assertTrue(os.path.getsize(os.path.join(stage.DEMO, name)))
        self.assertEqual(self.done.out.count("✓"), 4)
        self.assertEqual(len(read_csv(os.path.join(stage.DEMO, "results.csv"))), 40)

    def test_both_sides_show_the_same_times(self):
        with open(os.path.join(stage.DEMO, "timeline.us.txt"), encoding="utf-8") as file:
            there = [line for line in file.read().split("\n") if re.match(r"\d{4}-", line)]
        self.assertGreaterEqual(len(there), 6)
        for line in there:
            self.assertIn(line, self.done.out)

    def test_it_leaves_nothing_running(self):
        for name in ("mx", "us", "dealer"):
            with open(os.path.join(stage.DEMO, name, "node.json" if name != "dealer" else "custodian.json"),
                      encoding="utf-8") as file:
                host, port = json.load(file)["listen"].split(":")
            with socket.socket() as one:
                self.assertNotEqual(one.connect_ex((host, int(port))), 0)


class HelpTests(CommandTest):
    COMMANDS = ("node init", "node show", "node alarms", "node peer add", "node custodian add", "node keys rotate",
                "node restore", "node vault status", "node vault protect", "node vault split",
                "node vault token", "node vault unlock", "node vault lock", "request ask", "request refer", "request amend",
                "request export", "serve", "status", "submit", "results", "request show", "request cancel", "custodian init",
                "custodian show", "custodian allow", "custodian serve")

    def test_each_command_has_its_help_in_both_languages_with_an_example(self):
        for tongue in TONGUES:
            overview = rastro("--help", "--lang", tongue)
            for name in self.COMMANDS:
                run = rastro(*name.split(), "--help", "--lang", tongue)
                self.assertEqual((run.code, run.err), (0, ""), name)
                self.assert_well_said(run)
                self.assertEqual(rastro("help", *name.split(), "--lang", tongue).out, run.out)
                self.assertIn(name, overview.out)
                self.assertLessEqual(max(map(len, run.out.splitlines())), 80, name)
                self.assertIn({"es": "Ejemplo", "en": "Example"}[tongue] + f": rastro {name} ", run.out.replace("\n", " "))
        for name in self.COMMANDS:
            self.assertNotEqual(*[rastro(*name.split(), "--help", "--lang", tongue).out for tongue in TONGUES])


if __name__ == "__main__":
    unittest.main()

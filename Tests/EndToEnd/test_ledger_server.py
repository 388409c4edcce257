"""A ledger as others see it over HTTP: whole, through TLS with pins, and from servers that lie."""
import os
import shutil
import socket
import subprocess
import time
import unittest

from ledger_maker import Log, certificate, secure, serving
from stage import TONGUES, CommandTest, rastro
from test_ledger import write_ledger


def entries(count):
    return [f"entry {number}".encode() for number in range(count)]


class LedgerServerTests(CommandTest):
    def setUp(self):
        super().setUp()
        self.log = Log(self.path("log"), entries(600))

    def verify(self, url, *words, key=None):
        return rastro("ledger", "verify", url, "--key", key or self.log.key, "--lang", "en", *words)

    def test_a_ledger_that_others_wrote_is_sound_as_a_folder_and_over_http(self):
        for count in (0, 1, 255, 256, 257, 600):
            log = Log(self.path(f"log{count}"), entries(count))
            self.assertEqual(self.verify(log.folder, key=log.key).code, 0, count)
            with serving(log.folder) as url:
                run = self.verify(url, key=log.key)
            self.assertEqual((run.code, run.err), (0, ""), count)
            self.assertIn("✓", run.out)

    def test_it_is_read_through_a_unix_socket(self):
        with serving(self.log.folder, socket=self.path("socket")) as url:
            self.assertEqual(self.verify(url).code, 0)
            self.assertEqual(self.verify(url + "/").code, 0)
            run = rastro("ledger", "show", url, "--from", 254, "--count", 4)
        lines = run.out.splitlines()
        self.assertEqual(lines[:4], [f"{n}  entry {n}" for n in range(254, 258)])
        self.assertEqual(run.code, 0)

    def test_entries_are_shown_from_a_server(self):
        with serving(self.log.folder) as url:
            run = rastro("ledger", "show", url)
        self.assertEqual([line.split()[0] for line in run.out.splitlines()[:10]],
                         [str(n) for n in range(590, 600)])

    def test_the_beginning_of_a_full_tile_stands_for_a_part_that_is_not_kept(self):
        log = Log(self.path("longer"), entries(768))
        for size in (600, 700):
            log.sign(size)
            # Level 1 has its part still: it is not full.
            log.write("tile/1/000.p/2", b"".join(
                log.root(log.leaves[at:at + 256]) for at in (0, 256)))
            with serving(log.folder) as url:
                run = self.verify(url, key=log.key)
                self.assertEqual(run.code, 0, run.out)
                run = rastro("ledger", "show", url, "--from", size - 1)
                self.assertTrue(run.out.startswith(f"{size - 1}  entry {size - 1}\n"))

    def test_what_a_server_changes_is_found(self):
        edge = "tile/entries/002.p/88"

        def changed(handler, content):
            return bytes([content[0] ^ 1]) + content[1:]

        lies = {
            "a changed bundle": (edge, changed),
            "a changed entry": (edge, lambda _, c: c[:-1] + b"!"),
            "a changed tile": ("tile/0/001", changed),
            "a changed tile above": ("tile/1/000.p/2", changed),
            "a shortened bundle": (edge, lambda _, c: c[:-1]),
            "a shortened tile": ("tile/0/002.p/88", lambda _, c: c[:-32]),
            "a longer bundle": (edge, lambda _, c: c + b"\0"),
            "a longer tile": ("tile/0/001", lambda _, c: c + c),
            "an endless bundle": (edge, lambda _, c: c * 2000),
            "a bundle that is not there": ("tile/entries/001", lambda *_: None),
            "a tile that is not there": ("tile/1/000.p/2", lambda *_: None),
            "a page": ("tile/0/000", lambda *_: b"<html>hello</html>"),
            "a page for a checkpoint": ("checkpoint", lambda *_: b"<html>hello</html>\n"),
            "a changed checkpoint": ("checkpoint", lambda _, c: c.replace(b"\n600\n", b"\n599\n")),
            "an endless checkpoint": ("checkpoint", lambda _, c: c * 2000),
            "no checkpoint": ("checkpoint", lambda *_: None),
        }
        for what, (path, lie) in lies.items():
            with self.subTest(what), serving(self.log.folder, {path: lie}) as url:
                run = self.verify(url)
                self.assertEqual(run.code, 3, run.out + run.err)
                self.assertIn("✗", run.out)
                self.assertNotIn("✓ The signature", run.out)

    def test_a_server_that_does_not_answer_as_it_should_is_told_with_the_place(self):
        def redirect(handler, content):
            handler.answer(302, Location="http://127.0.0.1:1/elsewhere")
            return False

        def failure(handler, content):
            handler.answer(500)
            return False

        def torn(handler, content):
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content[:-5])
            return False

        def noise(handler, content):
            handler.wfile.write(b"\0\1\2 this is no answer\r\n\r\n")
            return False

        def slow(handler, content):
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            for at in range(20):
                try:
                    handler.wfile.write(content[at:at + 1])
                except OSError:
                    break
                time.sleep(0.2)
            return False

        cases = {"302": redirect, "500": failure, "broke": torn, "no answer in HTTP": noise,
                 "time was up": slow}
        for said, lie in cases.items():
            for path in ("checkpoint", "tile/0/001"):
                with self.subTest(said, path=path), serving(self.log.folder, {path: lie}) as url:
                    run = self.verify(url, "--timeout", 1)
                    self.assert_refused(run, said, url + " " + path)

    def test_what_is_no_address_is_refused_before_anything_is_asked(self):
        self.assert_refused(self.verify("http://127.0.0.1:1/log"), "http://127.0.0.1:1/log checkpoint")
        self.assert_refused(self.verify("http://example.org/log"), "example.org", "https")
        for url in ("http://", "https://user@example.org/", "https://example.org/log?a=b",
                    "https://example.org/log#a", "unix:", "unix:/tmp/x:log", "http://127.0.0.1:99999/",
                    "http://127.0.0.1/a//b", "http://127.0.0.1/../b"):
            self.assert_refused(self.verify(url), url)
        self.assert_refused(self.verify(self.log.folder, "--pin", "sha256/AAAA"), "--pin")
        self.assert_refused(self.verify("http://127.0.0.1:1/", "--cert", self.log.secret,
                                        "--cert-key", self.log.secret), "--cert")
        with serving(self.log.folder) as url:
            self.assert_refused(self.verify(url, "--timeout", 0), "--timeout")


@unittest.skipUnless(shutil.which("openssl"), "openssl is not there")
class SecureLedgerTests(CommandTest):
    def setUp(self):
        super().setUp()
        self.log = Log(self.path("log"), entries(300))
        self.server, self.pin = certificate(self.folder, "server")
        self.client, _ = certificate(self.folder, "client")

    def verify(self, url, *words):
        return rastro("ledger", "verify", url, "--key", self.log.key, "--lang", "en", *words)

    def test_a_server_is_known_by_its_pin_and_by_nothing_less(self):
        _, other = certificate(self.folder, "other")
        with serving(self.log.folder, tls=secure(self.server)) as url:
            self.assertEqual(self.verify(url, "--pin", self.pin).code, 0)
            self.assertEqual(self.verify(url, "--pin", other, "--pin", self.pin).code, 0)
            self.assert_refused(self.verify(url, "--pin", other), "another key")
            self.assert_refused(self.verify(url), "no authority")
            for wrong in ("AAAA", "sha256/", "sha256/AAAA", "sha1/" + self.pin[7:], self.pin + "A"):
                self.assert_refused(self.verify(url, "--pin", wrong), "--pin")
        with serving(self.log.folder) as url:
            self.assert_refused(self.verify(url, "--pin", self.pin), "--pin")
            plain = url.replace("http://", "https://")
            self.assert_refused(self.verify(plain, "--pin", self.pin), "TLS 1.3")

    def test_a_server_that_asks_for_a_certificate_is_given_it(self):
        certificate(self.folder, "other")
        both = ("--cert", self.client[0], "--cert-key", self.client[1])
        with serving(self.log.folder, tls=secure(self.server, self.client[0])) as url:
            self.assertEqual(self.verify(url, "--pin", self.pin, *both).code, 0)
            run = rastro("ledger", "show", url, "--pin", self.pin, *both)
            self.assertEqual(run.code, 0, run.err)
            run = self.verify(url, "--pin", self.pin)
            self.assert_refused(run)
            # What the server says of it may be lost with the connection that it closes.
            self.assertRegex(run.err, "own certificate|the connection broke")
            self.assert_refused(self.verify(url, "--pin", self.pin, *both[:2]), "--cert-key")
            self.assert_refused(self.verify(url, "--pin", self.pin, *both[2:]), "--cert")
            self.assert_refused(
                self.verify(url, "--pin", self.pin, "--cert", self.client[0], "--cert-key",
                            self.path("other.key")), "made for each other")
            self.assert_refused(
                self.verify(url, "--pin", self.pin, "--cert", self.path("none"), "--cert-key",
                            self.client[1]), "none")

    @unittest.skipUnless(shutil.which("nginx"), "nginx is not there")
    def test_seventy_thousand_entries_come_through_nginx(self):
        ledger = self.path("large")
        key = write_ledger(ledger, 70_000)
        place = self.path("web")
        config = self.write("nginx.conf", f"""
            daemon off; pid {self.path('pid')}; error_log {self.path('errors')}; worker_processes 1;
            {'user root;' if os.geteuid() == 0 else ''}
            events {{}}
            http {{
                access_log off; default_type application/octet-stream;
                client_body_temp_path {self.path('t1')}; proxy_temp_path {self.path('t2')};
                fastcgi_temp_path {self.path('t3')}; uwsgi_temp_path {self.path('t4')}; scgi_temp_path {self.path('t5')};
                server {{
                    listen unix:{place};
                    listen 127.0.0.1:{self.free_port()} ssl;
                    ssl_certificate {self.server[0]}; ssl_certificate_key {self.server[1]};
                    ssl_protocols TLSv1.3; ssl_client_certificate {self.client[0]}; ssl_verify_client on;
                    location /log/ {{ alias {ledger}/; }}
                }}
            }}""")
        nginx = subprocess.Popen(["nginx", "-c", config, "-e", self.path("errors"), "-p", self.folder])
        self.addCleanup(nginx.wait)
        self.addCleanup(nginx.terminate)
        until = time.monotonic() + 10
        while not os.path.exists(place) and time.monotonic() < until:
            time.sleep(0.02)
        for url, words in ((f"unix:{place}:/log", ()),
                           (f"https://127.0.0.1:{self.port}/log",
                            ("--pin", self.pin, "--cert", self.client[0], "--cert-key", self.client[1]))):
            for tongue in TONGUES:
                run = rastro("ledger", "verify", url, "--key", key, *words, "--lang", tongue)
                self.assertEqual((run.code, run.err), (0, ""))
                self.assertLessEqual(max(map(len, run.out.splitlines())), 80)
        run = rastro("ledger", "verify", url, "--key", key, "--pin", self.pin, "--lang", "en")
        self.assert_refused(run, "400")
        with open(os.path.join(ledger, "tile", "entries", "100"), "r+b") as file:
            file.seek(7 * 302 + 150)
            file.write(b"!")
        run = rastro("ledger", "verify", f"unix:{place}:/log", "--key", key, "--lang", "en")
        self.assertEqual(run.code, 3)
        self.assertIn("the entry 25,607", run.out)

    def free_port(self):
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        return self.port


if __name__ == "__main__":
    unittest.main()

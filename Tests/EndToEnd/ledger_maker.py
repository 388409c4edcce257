"""A ledger written by a few lines that are not ours, and servers that tell the truth about it or lie."""
import base64
import contextlib
import hashlib
import http.server
import os
import socketserver
import ssl
import subprocess
import threading

NAME = "mx.trace.example/ledger"


def openssl(*words, **options):
    return subprocess.run(["openssl", *words], check=True, capture_output=True, **options).stdout


class Log:
    """A log of entries with a key of its own, in the files of C2SP tlog-tiles."""

    def __init__(self, folder, entries):
        self.folder, self.entries = folder, entries
        self.leaves = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
        self.secret = os.path.join(folder, "secret.pem")
        os.makedirs(folder, exist_ok=True)
        openssl("genpkey", "-algorithm", "ed25519", "-out", self.secret)
        public = openssl("pkey", "-in", self.secret, "-pubout", "-outform", "DER")[-32:]
        self.number = hashlib.sha256(NAME.encode() + b"\n\1" + public).digest()[:4]
        self.key = f"{NAME}+{self.number.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"
        self.write_tiles()
        self.sign(len(entries))

    @staticmethod
    def root(hashes):
        if not hashes:
            return hashlib.sha256(b"").digest()
        if len(hashes) == 1:
            return hashes[0]
        half = 1 << (len(hashes) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + Log.root(hashes[:half]) + Log.root(hashes[half:])).digest()

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)

    def write_tiles(self):
        """Every full tile, and the one that is not full at each right edge."""
        bundles = [len(entry).to_bytes(2, "big") + entry for entry in self.entries]
        rows = [("entries", bundles)]
        level, hashes = 0, self.leaves
        while hashes:
            rows.append((str(level), hashes))
            hashes = [self.root(hashes[at:at + 256]) for at in range(0, len(hashes) // 256 * 256, 256)]
            level += 1
        for kind, parts in rows:
            for at in range(0, len(parts), 256):
                part = parts[at:at + 256]
                end = "" if len(part) == 256 else f".p/{len(part)}"
                self.write(f"tile/{kind}/{at // 256:03d}{end}", b"".join(part))

    def sign(self, size):
        """A checkpoint over the first entries, as if the others had come later."""
        text = f"{NAME}\n{size}\n{base64.b64encode(self.root(self.leaves[:size])).decode()}\n"
        message = os.path.join(self.folder, "message")
        with open(message, "w", encoding="utf-8") as file:
            file.write(text)
        signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.secret, "-in", message)
        line = base64.b64encode(self.number + signature).decode()
        self.write("checkpoint", f"{text}\n\u2014 {NAME} {line}\n".encode())


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves a folder; a lie may take a path over and do with the connection what it likes."""
    protocol_version = "HTTP/1.1"
    lies = {}
    folder = ""

    def do_GET(self):
        name = self.path.split("/", 2)[2]
        lie = self.lies.get(name)
        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                content = file.read()
        except OSError:
            content = None
        if lie:
            content = lie(self, content)
            if content is False:
                self.close_connection = True
                return
        self.answer(404 if content is None else 200, content or b"")

    def answer(self, status, content=b"", **fields):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def address_string(self):
        return "client"

    def log_message(self, *words):
        pass


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class TCPServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        # A client that goes away in the middle is what some tests want.
        pass


@contextlib.contextmanager
def serving(folder, lies=None, socket=None, tls=None):
    """A server of a folder under /log; its address."""
    handler = type("Handler", (Handler,), {"folder": folder, "lies": lies or {}})
    server = UnixServer(socket, handler) if socket else TCPServer(("127.0.0.1", 0), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        if socket:
            yield f"unix:{socket}:/log"
        else:
            yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}/log"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def certificate(folder, name):
    """A certificate signed by itself, and its pin."""
    paths = [os.path.join(folder, name + ending) for ending in (".pem", ".key")]
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1])
    public = openssl("x509", "-in", paths[0], "-pubkey", "-noout")
    der = openssl("pkey", "-pubin", "-outform", "DER", input=public)
    return paths, "sha256/" + base64.b64encode(hashlib.sha256(der).digest()).decode()


def secure(paths, client=None):
    """TLS 1.3 with a certificate; wants the client's when one is given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(*paths)
    if client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client)
    return context
